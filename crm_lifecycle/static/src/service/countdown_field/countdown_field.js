import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Countdown} from "../countdown/countdown";

/** The countdown of a ticket or a clock in lists, cards and forms. */
export class CountdownField extends Component {
    static template = "crm_lifecycle.CountdownField";
    static components = {Countdown};
    static props = {...standardFieldProps, hasMetric: {type: Boolean, optional: true}};

    get value() {
        return this.props.record.data[this.props.name];
    }
}

export const countdownField = {
    component: CountdownField,
    displayName: _t("Service level countdown"),
    supportedTypes: ["json"],
    supportedOptions: [
        {label: _t("Say what it is for"), name: "metric", type: "boolean"},
    ],
    extractProps: ({options}) => ({hasMetric: Boolean(options.metric)}),
    listViewWidth: [130],
};

registry.category("fields").add("crm_service_countdown", countdownField);
