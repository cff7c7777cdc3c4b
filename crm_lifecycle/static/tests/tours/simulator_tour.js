import {registry} from "@web/core/registry";

/**
 * A consultant takes the handbook's preset, tries it out, gives more customers the best
 * tier by number and by key, applies it, scores, and asks why a customer has risen.
 * Needs an active policy under which a "Tour customer" of medium value was scored.
 */
registry.category("web_tour.tours").add("crm_lifecycle_simulator", {
    url: "/odoo/tier-policies",
    steps: () => [
        {
            trigger: "button[data-menu-xmlid='crm_lifecycle.menu_configuration']",
            content: "open the configuration",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='crm_lifecycle.menu_value_policy_preset']",
            content: "look at the presets",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_record:contains('Handbook') button[name=action_use_preset]",
            content: "start from the handbook's numbers",
            run: "click",
        },
        {
            trigger: "button[name=action_open_simulator]",
            content: "try it out",
            run: "click",
        },
        {
            trigger: ".o_crm_mover_summary:contains('all 10 customers keep')",
            content: "so far nobody would move",
        },
        {
            trigger: ".o_crm_tier_table tr:contains('High value') input",
            content: "more customers are to be of high value",
            run: "edit 30 && click body",
        },
        {
            trigger: ".o_crm_handle[aria-label^='High value'][aria-valuenow='30']",
            content: "a little more, by key",
            run({anchor}) {
                anchor.focus();
                anchor.dispatchEvent(
                    new window.KeyboardEvent("keydown", {
                        key: "ArrowLeft",
                        bubbles: true,
                    })
                );
            },
        },
        {
            trigger: ".o_crm_handle[aria-label^='High value'][aria-valuenow='31']",
            content: "the threshold has moved",
        },
        {
            trigger:
                ".o_crm_mover:contains('Tour customer'):contains('High value'):contains('more than')",
            content: "the screen says who would rise, and why",
        },
        {
            trigger: ".o_crm_simulate_all",
            content: "count everybody anew",
            run: "click",
        },
        {
            trigger: ".o_crm_simulated:contains('3 would rise, 0 would fall')",
            content: "the dry run says the same",
        },
        {
            trigger: ".o_crm_apply",
            content: "apply the rules",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            content: "confirm",
            run: "click",
        },
        {
            trigger: ".o_crm_applied",
            content: "they are in force",
        },
        {
            trigger: ".o_crm_score",
            content: "score all customers now",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains('Tour customer')",
            content: "open a customer who has risen",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=tier_id] .badge:contains('High value')",
            content: "the page shows the new tier",
        },
        {
            trigger: ".o_notebook_headers a[name=why]",
            content: "ask why",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=explanation]:contains('up to 31 % of the customers')",
            content: "the moved threshold is the reason",
        },
    ],
});
