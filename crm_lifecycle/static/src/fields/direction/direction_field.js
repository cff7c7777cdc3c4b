import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatSelection} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const ICONS = {
    up: "fa-arrow-up text-success",
    down: "fa-arrow-down text-danger",
};

/** Up, down or first classification, as an arrow with its word. */
export class DirectionField extends Component {
    static template = "crm_lifecycle.DirectionField";
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name];
    }

    get icon() {
        return ICONS[this.value] || "fa-circle-o text-muted";
    }

    get label() {
        const {selection} = this.props.record.fields[this.props.name];
        return formatSelection(this.value, {selection});
    }
}

export const directionField = {
    component: DirectionField,
    displayName: _t("Direction of a change"),
    supportedTypes: ["selection"],
};

registry.category("fields").add("crm_direction", directionField);
