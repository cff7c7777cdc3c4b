import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Members against matched non-members: a sentence and a table, as the server says. */
export class EffectField extends Component {
    static template = "crm_loyalty.EffectField";
    static props = {...standardFieldProps};

    get result() {
        return this.props.record.data[this.props.name];
    }
}

export const effectField = {
    component: EffectField,
    displayName: _t("Effect of a program"),
    supportedTypes: ["json"],
};

registry.category("fields").add("crm_loyalty_effect", effectField);
