import {registry} from "@web/core/registry";

/**
 * A consultant makes a touchpoint from a card, reads what it will do, narrows whom it
 * asks and switches it on. Needs a company without touchpoints.
 */
registry.category("web_tour.tours").add("crm_survey_touchpoint", {
    url: "/odoo/touchpoints",
    steps: () => [
        {
            trigger: ".card:contains('Ticket solved') .o_crm_use_preset",
            content: "ask when a ticket is solved",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=sentence]:contains('When a ticket is solved')",
            content: "the sentence tells what will happen",
        },
        {
            trigger:
                ".o_field_widget[name=reach_sentence]:contains('Customers who fit at present: 1')",
            content: "and whom it reaches at present",
        },
        {
            trigger: ".o_field_widget[name=sampling_percent] input",
            content: "ask every second customer",
            run: "edit 50 && press Tab",
        },
        {
            trigger: ".o_field_widget[name=sentence]:contains('in 50 % of cases')",
            content: "the sentence follows",
        },
        {
            trigger: "button[name=action_switch_on]",
            content: "switch it on",
            run: "click",
        },
        {
            trigger: ".o_form_view:not(:has(button[name=action_switch_on]))",
            content: "it is on",
        },
        {
            trigger: ".o_breadcrumb a:contains('Touchpoints')",
            content: "back to the list",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Ticket solved')",
            content: "it stands there in one sentence",
        },
    ],
});
