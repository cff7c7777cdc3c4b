import {PresetListRenderer} from "../views/presets/preset_cards";
import {registry} from "@web/core/registry";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while a company has no service levels of its own. */
export class SlaPolicyListRenderer extends PresetListRenderer {
    static presetModel = "crm.sla.preset";
}

export const slaPolicyListView = {...listView, Renderer: SlaPolicyListRenderer};

registry.category("views").add("crm_sla_policy_list", slaPolicyListView);
