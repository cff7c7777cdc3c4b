import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Points as people write them: 120, not 120.00; signed, +120 and −40. */
export class PointsField extends Component {
    static template = "crm_loyalty.PointsField";
    static props = {...standardFieldProps, isSigned: {type: Boolean, optional: true}};

    get text() {
        const value = this.props.record.data[this.props.name] || 0;
        if (!this.props.isSigned) {
            return formatPoints(value);
        }
        if (!value) {
            return "";
        }
        return (value > 0 ? "+" : "−") + formatPoints(Math.abs(value));
    }
}

function formatPoints(value) {
    return formatFloat(value || 0, {digits: [16, 2], trailingZeros: false});
}

export const pointsField = {
    component: PointsField,
    displayName: _t("Points"),
    supportedTypes: ["float"],
    listViewWidth: [95],
    extractProps: ({options}) => ({isSigned: Boolean(options.signed)}),
};

registry.category("fields").add("crm_points", pointsField);
registry.category("formatters").add("crm_points", formatPoints);
