import {registry} from "@web/core/registry";

/** The countdown in the ticket's head. */
function onCountdown(rest) {
    return `.o_form_sheet .oe_title .o_crm_countdown${rest}`;
}

/** Another stage; a phone shows the present one only, as a menu. */
function moveTo(stage) {
    return [
        {
            isActive: ["desktop"],
            trigger: `.o_arrow_button:visible:contains('${stage}')`,
            content: "move the ticket",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: ".o_statusbar_status .dropdown-toggle",
            content: "the stages of the ticket",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: `.o-dropdown-item:contains('${stage}')`,
            content: "move the ticket",
            run: "click",
        },
    ];
}

/** The ticket's row of the list, or its card on a phone. */
function onTicket(rest) {
    return [".o_data_row", ".o_kanban_record"]
        .map((row) => `${row}:contains('Tour printer')${rest}`)
        .join(", ");
}

/**
 * A customer of high value has written: an agent answers, waits for the customer, solves
 * it and calls back. Needs a ticket "Tour printer" with a first reply within 12 hours,
 * and the stages "Tour waiting" and "Tour solved" of its team.
 */
registry.category("web_tour.tours").add("crm_lifecycle_service_level", {
    url: "/odoo/helpdesk-tickets",
    steps: () => [
        {
            trigger: onTicket(" .o_crm_countdown.text-bg-success"),
            content: "the ticket counts down",
        },
        {
            trigger:
                ".o_data_row:contains('Tour printer') [name=name], .o_kanban_record:contains('Tour printer')",
            content: "open it",
            run: "click",
        },
        {
            trigger: onCountdown(":contains('First reply: 11 h')"),
            content: "a customer of high value: twelve hours instead of a day",
        },
        {
            trigger: "button.o-mail-Chatter-sendMessage:not([disabled])",
            content: "answer",
            run: "click",
        },
        {
            trigger: ".o-mail-Composer-input",
            content: "write to the customer",
            run: "edit Which light is on?",
        },
        {
            trigger: ".o-mail-Composer-send:not([disabled])",
            content: "send it",
            run: "click",
        },
        {
            trigger: onCountdown(":contains('Solved: 23 h')"),
            content: "the reply was in time: what counts now is the solution",
        },
        ...moveTo("Tour waiting"),
        {
            trigger: onCountdown(".text-bg-secondary .fa-pause"),
            content: "while we wait for the customer, the clock stands still",
        },
        ...moveTo("Tour solved"),
        {
            trigger: onCountdown(":contains('Met')"),
            content: "solved in time",
        },
        {
            trigger: "button[name=action_callback_satisfied]:visible",
            content: "the customer was called and is satisfied",
            run: "click",
        },
        {
            trigger:
                ".o_form_view:not(:has(button[name=action_callback_satisfied]:visible))",
            content: "that is written down",
        },
        {
            trigger: ".nav-link[name=service]",
            content: "look at what was promised",
            run: "click",
        },
        {
            trigger: [".o_data_row", ".o_kanban_record"]
                .map((row) => `[name=clock_ids] ${row}:contains('First reply')`)
                .join(", "),
            content: "the reply that was promised, and when it came",
        },
    ],
});

/** The report shows what was kept, as a graph first, then as a table. */
registry.category("web_tour.tours").add("crm_lifecycle_service_report", {
    url: "/odoo/service-level-report",
    steps: () => [
        {
            trigger: ".o_graph_view canvas",
            content: "attainment is a graph",
        },
        {
            trigger: ".o_switch_view.o_pivot, .o_cp_switch_buttons .dropdown-toggle",
            content: "show figures",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: ".o-dropdown-item:contains('Pivot')",
            content: "as a table",
            run: "click",
        },
        {
            trigger:
                ".o_pivot tr:contains('First reply') .o_pivot_cell_value:contains('100')",
            content: "every first reply was in time",
        },
    ],
});
