import {registry} from "@web/core/registry";

const HIGH = ".o_kanban_group:has(.o_column_title:contains('High value'))";
const MEDIUM = ".o_kanban_group:has(.o_column_title:contains('Medium value'))";
const BOB = ".o_kanban_record:contains('Bob')";

/**
 * An analyst drags Bob from Medium to High: gives no reason first, and a reason then.
 * The card's menu offers the same without dragging.
 */
registry.category("web_tour.tours").add("crm_lifecycle_board", {
    url: "/odoo/customer-value",
    steps: () => [
        {
            trigger: `${MEDIUM} ${BOB}`,
            content: "drag Bob to the best tier",
            run: `drag_and_drop ${HIGH}`,
        },
        {
            trigger: ".modal .o_field_widget[name=tier_id] input:value('High value')",
            content: "the tier is filled in",
        },
        {
            trigger: ".modal .o_form_button_cancel",
            content: "think again",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${MEDIUM} ${BOB}`,
            content: "Bob is where he was",
            run: `drag_and_drop ${HIGH}`,
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            content: "say why",
            run: "edit Large contract",
        },
        {
            trigger: ".modal .o_form_button_save",
            content: "save",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${HIGH} ${BOB}`,
            content: "Bob is there",
        },
        {
            trigger: `${HIGH} ${BOB}`,
            content: "the menu of the card",
            run: "hover && click .o_dropdown_kanban button",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains('Override tier')",
            content: "offers the same",
        },
    ],
});
