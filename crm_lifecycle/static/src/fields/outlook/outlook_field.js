import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const ICONS = {
    override: "fa-hand-paper-o text-info",
    keep: "fa-shield text-success",
    reach: "fa-arrow-up text-primary",
    points: "fa-hourglass-half text-warning",
};

/** What would change a customer's tier, in the words of the server. */
export class OutlookField extends Component {
    static template = "crm_lifecycle.OutlookField";
    static props = {...standardFieldProps};

    get outlook() {
        return this.props.record.data[this.props.name];
    }

    getIcon(line) {
        return ICONS[line.kind] || "fa-info-circle text-muted";
    }
}

export const outlookField = {
    component: OutlookField,
    displayName: _t("What would change a value tier"),
    supportedTypes: ["json"],
};

registry.category("fields").add("crm_outlook", outlookField);
