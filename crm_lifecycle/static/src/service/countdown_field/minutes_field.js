import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {formatDuration} from "../countdown/reading";

/** Minutes in words, as countdowns say them: 1 h 20 min. */
export class MinutesField extends Component {
    static template = "crm_lifecycle.MinutesField";
    static props = {...standardFieldProps};

    get duration() {
        const minutes = this.props.record.data[this.props.name];
        return formatDuration(Math.round(minutes || 0) * 60);
    }
}

export const minutesField = {
    component: MinutesField,
    displayName: _t("Minutes in words"),
    supportedTypes: ["integer", "float"],
};

registry.category("fields").add("crm_minutes", minutesField);
