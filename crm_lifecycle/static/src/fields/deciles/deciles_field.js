import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatPercentage} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Shares of tenths of customers, the best forecast first: `[0.47, 0.15, …]`. */
export class DecilesField extends Component {
    static template = "crm_lifecycle.DecilesField";
    static props = {...standardFieldProps};

    /** The longest bar is the largest share: tenths are to be compared. */
    get rows() {
        const shares = this.props.record.data[this.props.name] || [];
        const largest = Math.max(...shares);
        return shares.map((share, index) => ({
            label: _t("Tenth %s", index + 1),
            share: formatPercentage(share, {digits: [16, 1], trailingZeros: true}),
            bar: `width: ${largest > 0 ? (100 * share) / largest : 0}%`,
        }));
    }
}

export const decilesField = {
    component: DecilesField,
    displayName: _t("Tenths of customers"),
    supportedTypes: ["json"],
};

registry.category("fields").add("crm_deciles", decilesField);
