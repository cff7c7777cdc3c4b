import {registry} from "@web/core/registry";

/** The customer's row of the list, or card on a phone. */
function onCustomer(rest) {
    return [".o_data_row", ".o_kanban_record"]
        .map((row) => `${row}:contains('Tour customer')${rest}`)
        .join(", ");
}

/** The stage that the case is in; a phone shows this one only, as a menu. */
function inStage(label) {
    return [".o_arrow_button_current", ".o_statusbar_status .dropdown-toggle"]
        .map((button) => `${button}:visible:contains('${label}')`)
        .join(", ");
}

/**
 * An account manager finds the customer whose leaving would cost most, opens a case,
 * calls and makes an offer. Needs a "Tour customer" of the user's at high risk, and a
 * plan of win-back steps that begins with "Call".
 */
registry.category("web_tour.tours").add("crm_lifecycle_winback_offer", {
    url: "/odoo/churn-list",
    steps: () => [
        {
            trigger: onCustomer(":contains('Complaint')"),
            content: "the customer at risk, and why",
        },
        {
            trigger: onCustomer(" button[name=action_open_case]"),
            content: "win him back",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=partner_id]:contains('Tour customer')",
            content: "the case is open",
        },
        {
            trigger: ".o-mail-Activity:contains('Call') .o-mail-Activity-markDone",
            content: "the first step of the plan is done",
            run: "click",
        },
        {
            trigger: ".o-mail-ActivityMarkAsDone .btn-primary:contains(/^Done$/)",
            content: "confirm",
            run: "click",
        },
        {
            trigger: inStage("In progress"),
            content: "the case is in progress",
        },
        {
            trigger: ".o_field_widget[name=offer] textarea",
            content: "write down the offer",
            run: "edit 10 % off the next order",
        },
        {
            trigger: "button[name=action_make_offer]:visible",
            content: "the offer was made",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=offered_on]",
            content: "its date is kept",
        },
    ],
});

/** The customer has bought since: the case is won. */
registry.category("web_tour.tours").add("crm_lifecycle_winback_won", {
    url: "/odoo/win-back",
    steps: () => [
        {
            trigger: ".o_kanban_record:contains('Tour customer')",
            content: "open the case",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=offered_on]",
            content: "the offer was made",
        },
        {
            trigger: "button[name=action_find_purchase]:visible",
            content: "look whether he has bought",
            run: "click",
        },
        {
            trigger: inStage("Won back"),
            content: "he was won back",
        },
        {
            trigger: ".o_field_widget[name=came_back_on]",
            content: "since this day",
        },
    ],
});

/** The funnel shows him, as a graph first, then as a table. */
registry.category("web_tour.tours").add("crm_lifecycle_winback_report", {
    url: "/odoo/win-back-funnel",
    steps: () => [
        {
            trigger: ".o_graph_view canvas",
            content: "the funnel is a graph",
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
                ".o_pivot tr:contains('Won back') .o_pivot_cell_value:contains('1')",
            content: "one customer was won back",
        },
    ],
});
