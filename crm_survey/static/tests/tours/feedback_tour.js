import {registry} from "@web/core/registry";

/** The state that the feedback is in. */
function inState(label) {
    return `.o_arrow_button_current:contains('${label}')`;
}

/** Choose `name` in a field that links one record. */
function choose(field, name) {
    return [
        {
            trigger: `.o_field_widget[name=${field}] input`,
            run: `edit ${name}`,
        },
        {
            trigger: `.ui-menu-item > a:contains('${name}')`,
            run: "click",
        },
    ];
}

/**
 * A manager takes a preset, and sees in words which answers it follows.
 */
registry.category("web_tour.tours").add("crm_survey_follow_up_rule", {
    steps: () => [
        {
            content: "take the ready-made rule",
            trigger: ".card:contains('Detractor of a high tier') .o_crm_use_preset",
            run: "click",
        },
        {
            content: "it says what it does",
            trigger:
                "[name=sentence]:contains('a detractor answers'):contains('a ticket is opened')",
        },
        {
            content: "and how many answers it would have followed",
            trigger: "[name=fit_sentence]:contains('1 answer of the last 30 days')",
        },
        {
            content: "only those who wrote something",
            trigger: ".o_field_widget[name=comment] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Only with a comment')",
            run: "click",
        },
        {
            trigger: "[name=sentence]:contains('the customer wrote something')",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});

/**
 * Somebody of the staff takes a detractor from the board to an improvement. Needs
 * feedback “Recommendation: 20 of 100” of "Tour customer", and the causes.
 */
registry.category("web_tour.tours").add("crm_survey_close_the_loop", {
    url: "/odoo/feedback",
    steps: () => [
        {
            content: "the voice is on the board, with the customer's own words",
            trigger:
                ".o_kanban_record:contains('Tour customer'):contains('It came a week late')",
            run: "click",
        },
        {
            content: "it is a detractor of the highest tier",
            trigger: ".o_field_widget[name=asked_tier_id]:contains('High')",
        },
        {
            content: "a ticket was opened by the rule",
            trigger: "button[name=action_view_ticket]",
            run: "click",
        },
        {
            content: "it is the customer's, of the highest tier too",
            trigger:
                ".o_form_view:has(.o_field_widget[name=stage_id]) .o_field_widget[name=tier_id]:contains('High')",
        },
        {
            content: "back to the feedback",
            trigger: ".o_back_button a, a.o_back_button, .o_back_button",
            run: "click",
        },
        ...choose("cause_id", "Late delivery"),
        {
            trigger: "button[name=action_classify]:visible",
            run: "click",
        },
        {
            trigger: inState("Classified"),
        },
        {
            trigger: "button[name=action_start]:visible",
            run: "click",
        },
        {
            trigger: inState("In work"),
        },
        {
            trigger: "button[name=action_answer]:visible",
            run: "click",
        },
        {
            trigger: inState("Answered"),
        },
        {
            content: "what we change",
            trigger: ".o_field_widget[name=action_id] input",
            run: "edit Tell the day",
        },
        {
            trigger: ".ui-menu-item > a:contains('Create \"Tell the day\"')",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            content: "open the improvement",
            trigger: ".o_field_widget[name=action_id] .o_external_button:not(:visible)",
            run: "click",
        },
        {
            content: "it is done",
            trigger: "button[name=action_done]:visible",
            run: "click",
        },
        {
            trigger: "button[name=action_reopen]:visible",
        },
        {
            content: "back to the feedback",
            trigger: ".breadcrumb-item.o_back_button a, .o_back_button",
            run: "click",
        },
        {
            trigger: inState("Improved"),
        },
        {
            content: "the customer is asked again",
            trigger: ".alert:contains('The customer is asked again')",
        },
    ],
});

/** After the customer's answer: the item is verified, and the figures say so. */
registry.category("web_tour.tours").add("crm_survey_verified", {
    url: "/odoo/feedback",
    steps: () => [
        {
            trigger:
                ".o_kanban_group:contains('Verified') .o_kanban_record:contains('Tour customer')",
            run: "click",
        },
        {
            trigger: inState("Verified"),
        },
        {
            content: "the reports",
            trigger: "[data-menu-xmlid='crm_survey.menu_voice']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='crm_survey.menu_feedback_recovery']",
            run: "click",
        },
        {
            content: "one came in and was healed",
            trigger: ".o_pivot th:contains('Recovered (%)')",
        },
        {
            trigger: ".o_pivot td:contains('100.00')",
        },
    ],
});
