import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * A list of reasons with what each adds, as the server wrote them:
 * `[{factor, label, value | points}]`. Points add up to a score; values are log-odds
 * and are only told as raising or lowering the risk.
 */
export class ReasonsField extends Component {
    static template = "crm_lifecycle.ReasonsField";
    static props = {...standardFieldProps};

    get reasons() {
        return this.props.record.data[this.props.name] || [];
    }

    tell(reason) {
        if (reason.points !== undefined) {
            return formatFloat(reason.points, {digits: [16, 1]});
        }
        return reason.value > 0 ? _t("raises it") : _t("lowers it");
    }

    getStyle(reason) {
        if (reason.points !== undefined) {
            return "text-bg-info";
        }
        return reason.value > 0 ? "text-bg-warning" : "text-bg-success";
    }
}

export const reasonsField = {
    component: ReasonsField,
    displayName: _t("Reasons"),
    supportedTypes: ["json"],
};

registry.category("fields").add("crm_reasons", reasonsField);
