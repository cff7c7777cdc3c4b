import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Parameters of a fit with their standard errors: `[{part, name, value, error}]`. */
export class ParametersField extends Component {
    static template = "crm_lifecycle.ParametersField";
    static props = {...standardFieldProps};

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    format(value) {
        return value === null ? "–" : formatFloat(value, {digits: [16, 3]});
    }
}

export const parametersField = {
    component: ParametersField,
    displayName: _t("Parameters of a model"),
    supportedTypes: ["json"],
};

registry.category("fields").add("crm_parameters", parametersField);
