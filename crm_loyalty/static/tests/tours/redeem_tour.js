import {registry} from "@web/core/registry";

/**
 * An agent redeems a gift on the card and hands it over. Needs a card of the user's
 * company with 500 points, a "Tour mug" for 120 points, and a "Tour car" out of reach.
 */
registry.category("web_tour.tours").add("crm_loyalty_redeem", {
    steps: () => [
        {
            trigger: "button[name=action_redeem]:contains('Redeem')",
            content: "what may the customer have?",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains('Tour car'):contains('8500 points are missing')",
            content: "a car is out of reach, and why",
        },
        {
            trigger: ".modal .o_field_widget[name=benefit_id] input",
            content: "look for the mug",
            run: "edit Tour",
        },
        {
            trigger: ".ui-autocomplete .ui-menu-item a:contains('Tour mug')",
            content: "a car is not even offered here",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=balance_after]:contains('380 points')",
            content: "that leaves 380",
        },
        {
            trigger: ".modal .modal-footer button[name=action_redeem]",
            content: "redeem it",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_hand_over]",
            content: "the customer takes it along",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Handed over')",
            content: "done",
        },
    ],
});

/**
 * A salesperson lets a reward use 75 points, then 60. Needs a quotation of 100 with a
 * reward of 0.1 per point, and enough points.
 */
registry.category("web_tour.tours").add("crm_loyalty_points_to_use", {
    steps: () => [
        {
            trigger: "button[name=action_open_reward_wizard]",
            content: "which rewards are there?",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=selected_reward_id] input",
            content: "so much per point",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=uses_all_points] input",
            content: "but not all of them",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=points_to_use] input",
            content: "75 will do",
            run: "edit 75",
        },
        {
            trigger: ".modal button[name=action_apply]",
            content: "apply",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=tax_totals]:contains('92.50')",
            content: "7.50 less",
        },
        {
            trigger: "button[name=action_choose_points]",
            content: "the customer thinks again",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=points_to_use] input",
            content: "60 will do",
            run: "edit 60",
        },
        {
            trigger: ".modal button[name=action_apply]",
            content: "apply",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=tax_totals]:contains('94.00')",
            content: "6.00 less",
        },
    ],
});
