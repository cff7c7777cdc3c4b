import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Reasons in a word each, coloured by kind: `[{key, label, style, title}]`. */
export class ReasonChipsField extends Component {
    static template = "crm_lifecycle.ReasonChipsField";
    static props = {...standardFieldProps};

    get chips() {
        return this.props.record.data[this.props.name] || [];
    }
}

export const reasonChipsField = {
    component: ReasonChipsField,
    displayName: _t("Reasons in a word"),
    supportedTypes: ["json"],
};

registry.category("fields").add("crm_reason_chips", reasonChipsField);
