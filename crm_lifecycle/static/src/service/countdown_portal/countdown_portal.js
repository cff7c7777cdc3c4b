import {registry} from "@web/core/registry";
import {Countdown} from "../countdown/countdown";

registry.category("public_components").add("crm_lifecycle.countdown", Countdown);
