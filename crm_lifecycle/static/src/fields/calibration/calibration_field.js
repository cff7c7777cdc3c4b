import {Component} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat, formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The figures that part customers into fifths, as last night found them. */
export class CalibrationField extends Component {
    static template = "crm_lifecycle.CalibrationField";
    static props = {...standardFieldProps};

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    format(value, unit, currencyId) {
        if (value === null || value === undefined) {
            return "–";
        }
        switch (unit) {
            case "money":
                return formatMonetary(value, {currencyId});
            case "days":
                return _t("%s days", formatInteger(Math.round(value)));
            case "date":
                return formatDate(deserializeDate(value));
        }
        return formatFloat(value, {trailingZeros: false});
    }

    getCut(row, value) {
        const text = this.format(value, row.unit, row.currency_id);
        if (row.operator === "<") {
            return _t("before %s", text);
        }
        return row.unit === "date" ? _t("after %s", text) : _t("more than %s", text);
    }
}

export const calibrationField = {
    component: CalibrationField,
    displayName: _t("Cut points of the score"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("crm_calibration", calibrationField);
