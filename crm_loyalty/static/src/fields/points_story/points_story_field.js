import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const ICONS = {
    earn: "fa-gift text-success",
    spend: "fa-shopping-bag text-info",
    next: "fa-star-o text-warning",
    tier: "fa-diamond text-primary",
};

/** What an order means for the customer's points, in the words of the server. */
export class PointsStoryField extends Component {
    static template = "crm_loyalty.PointsStoryField";
    static props = {...standardFieldProps};

    get lines() {
        return this.props.record.data[this.props.name]?.lines || [];
    }

    getIcon(line) {
        return ICONS[line.kind] || "fa-info-circle text-muted";
    }
}

export const pointsStoryField = {
    component: PointsStoryField,
    displayName: _t("Points of an order"),
    supportedTypes: ["json"],
};

registry.category("fields").add("crm_points_story", pointsStoryField);
