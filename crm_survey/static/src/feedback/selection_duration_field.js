import {registry} from "@web/core/registry";
import {
    StatusBarDurationField,
    statusBarDurationField,
} from "@mail/views/fields/statusbar_duration/statusbar_duration_field";

/** The bar of states with the time spent in each, for a selection. */
export const selectionDurationField = {
    ...statusBarDurationField,
    component: StatusBarDurationField,
    supportedTypes: ["selection"],
    additionalClasses: ["o_field_statusbar"], // Arrows, order, the present state
};

registry.category("fields").add("crm_selection_duration", selectionDurationField);
