import {registry} from "@web/core/registry";

/**
 * A consultant gives customers time before they fall: a new version of the active
 * policy with grace days, simulated, activated and scored; then the page of a customer
 * tells what moves its risk of churn and what makes up its health.
 * Needs an active policy under which a "Tour customer" of high value was scored who has
 * been overtaken since.
 */
registry.category("web_tour.tours").add("crm_lifecycle_calm_tiers", {
    url: "/odoo/tier-policies",
    steps: () => [
        {
            trigger:
                ".o_data_row:has(.badge:contains('Active')) .o_data_cell[name=name]",
            content: "open the active policy",
            run: "click",
        },
        {
            trigger: "button[name=action_new_version]",
            content: "start a new version",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Draft')",
            content: "it is a draft",
        },
        {
            trigger: ".o_notebook_headers a[name=calm]",
            content: "open the calm tiers",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=grace_days] input",
            content: "a customer keeps a lost tier for two months",
            run: "edit 60",
        },
        {
            trigger: "button[name=action_simulate]",
            content: "look who would move",
            run: "click",
        },
        {
            trigger: ".o_control_panel:contains('Who would move')",
            content: "the movers are listed",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains('Tour customer'):contains('Down')",
            content: "one of them would fall",
        },
        {
            trigger: ".breadcrumb-item.o_back_button a, .breadcrumb-item.o_back_button",
            content: "back to the draft",
            run: "click",
        },
        {
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains('Simulated')",
            content: "it was simulated",
        },
        {
            trigger: "button[name=action_activate]",
            content: "activate it",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            content: "confirm",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Active')",
            content: "the new version is active",
        },
        {
            trigger: "button[name=action_run_night]",
            content: "score all customers now",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains('Tour customer')",
            content: "open the customer who has fallen",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=tier_id] .badge:contains('Medium value')",
            content: "the page shows the new tier",
        },
        {
            trigger: ".o_notebook_headers a[name=reasons]",
            content: "ask for churn and health",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=churn_reasons]:contains('Chance of no purchase')",
            content: "the risk of churn has its reasons",
        },
        {
            trigger: ".o_field_widget[name=health_reasons] .badge",
            content: "and so has the health",
        },
    ],
});
