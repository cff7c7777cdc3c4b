/* Copyright 2026 CRM Lifecycle contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

/**
 * The life of 300 points, by the people who have to do with it. Needs a "Tour customer",
 * "Tour goods" for 300, a programme of a point per euro that gives points when the
 * invoice is paid, and a "Tour mug" for 250 points.
 */
const tours = registry.category("web_tour.tours");

/** The row of a list in which all of these texts stand. */
function row(...texts) {
    return `.o_data_row${texts.map((text) => `:contains('${text}')`).join("")}`;
}

function openRow(...texts) {
    return {
        trigger: `${row(...texts)} .o_data_cell:first`,
        content: `open ${texts.join(", ")}`,
        run: "click",
    };
}

function inStage(label) {
    return `.o_arrow_button_current:contains('${label}')`;
}

/** A person of sales: the order promises points, and they wait for the payment. */
tours.add("crm_loyalty_story_order", {
    url: "/odoo/sales",
    steps: () => [
        {
            trigger: ".o_list_button_add",
            content: "a new quotation",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=partner_id] input",
            content: "for the customer",
            run: "edit Tour customer",
        },
        {
            trigger: ".ui-autocomplete .ui-menu-item a:contains('Tour customer')",
            content: "this one",
            run: "click",
        },
        {
            trigger: ".o_field_x2many_list_row_add a:contains('Add a product')",
            content: "a line",
            run: "click",
        },
        {
            trigger: "[name=product_template_id] input, [name=product_id] input",
            content: "of goods",
            run: "edit Tour goods",
        },
        {
            trigger: ".ui-autocomplete a:contains('Tour goods')",
            content: "these",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=points_story]:contains('earns 300 points'):contains('pending until the invoice is paid')",
            content: "it says what it will earn, before anything is saved",
        },
        ...stepUtils.saveForm(),
        {
            trigger: "button[name=action_confirm]:visible",
            content: "confirm",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=points_story]:contains('300 points of this order are pending'):contains('Balance: 0 points')",
            content: "300 points wait; nothing can be spent yet",
        },
    ],
});

/** A person of accounting: with the payment the points can be spent. */
tours.add("crm_loyalty_story_payment", {
    url: "/odoo/orders",
    steps: () => [
        openRow("Tour customer"),
        {
            trigger: "button#create_invoice, button[id=create_invoice_percentage]",
            content: "the customer gets an invoice",
            run: "click",
        },
        {
            trigger: ".modal button[name=create_invoices]:visible",
            content: "of everything",
            run: "click",
        },
        {
            trigger: "button[name=action_post]:visible",
            content: "confirm the invoice",
            run: "click",
        },
        {
            trigger: "button[name=action_register_payment]:visible",
            content: "the customer has paid",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_create_payments]:visible",
            content: "all of it",
            run: "click",
        },
        {
            trigger: ".o_form_view .ribbon:contains('Paid')",
            content: "paid",
        },
    ],
});

/** Somebody at the counter: the customer takes a mug for 250 points. */
tours.add("crm_loyalty_story_redemption", {
    url: "/odoo/customer-loyalty-cards",
    steps: () => [
        openRow("Tour customer", "300 points"),
        {
            trigger: "button[name=action_redeem]:contains('Redeem')",
            content: "what may the customer have?",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=benefit_id] input",
            content: "a mug",
            run: "edit Tour mug",
        },
        {
            trigger: ".ui-autocomplete .ui-menu-item a:contains('Tour mug')",
            content: "this one",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=balance_after]:contains('50 points')",
            content: "that leaves 50",
        },
        {
            trigger: ".modal .modal-footer button[name=action_redeem]",
            content: "redeem it",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_hand_over]",
            content: "here it is",
            run: "click",
        },
        {
            trigger: inStage("Handed over"),
            content: "done",
        },
    ],
});

/** Accounting again: the goods come back, all of them. */
tours.add("crm_loyalty_story_refund", {
    url: "/odoo/customer-invoices",
    steps: () => [
        openRow("Tour customer"),
        {
            trigger: "button[name=action_reverse]:visible",
            content: "a credit note",
            run: "click",
        },
        {
            trigger: ".modal button[name=refund_moves]",
            content: "for everything",
            run: "click",
        },
        {
            trigger:
                ".o_form_view:contains('Credit Note') button[name=action_post]:visible",
            content: "confirm it",
            run: "click",
        },
        {
            trigger: `.o_form_view:contains('Credit Note') ${inStage("Posted")}`,
            content: "the money is given back",
        },
    ],
});

/** The manager: who owes points, and what do the reports say? */
tours.add("crm_loyalty_story_report", {
    url: "/odoo/loyalty-balances",
    steps: () => [
        {
            trigger: row("Tour customer", "-250"),
            content: "the balance is a debt",
        },
        openRow("Tour customer"),
        {
            trigger:
                ".alert .o_field_widget[name=debt_note]:contains('250 points are owed')",
            content: "in words",
        },
        {
            trigger: `.o_field_widget[name=history_ids] ${row("Reversed", "−300")}`,
            content: "the purchase was given back",
        },
        {
            trigger: `.o_field_widget[name=history_ids] ${row("Spent", "Tour mug", "−250")}`,
            content: "the mug was not",
        },
        {
            trigger: ".o_menu_sections button:contains('Loyalty')",
            content: "the reports",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains('Outstanding points')",
            content: "what do we owe customers, and they us?",
            run: "click",
        },
        {
            trigger: ".o_pivot tr:contains('Owed by customers'):contains('-250.00')",
            content: "points that customers owe stand apart",
        },
        {
            trigger: ".o_menu_sections button:contains('Loyalty')",
            content: "and by month",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains('Points by month')",
            content: "what was earned and spent?",
            run: "click",
        },
        {
            trigger: ".o_graph_view canvas",
            content: "a picture",
        },
        {
            trigger: ".o_switch_view.o_pivot",
            content: "and as figures",
            run: "click",
        },
        {
            trigger:
                ".o_pivot tr:contains('Total'):contains('300.00'):contains('250.00'):contains('-300.00'):contains('-250.00')",
            content: "earned 300, spent 250, taken back 300: 250 short",
        },
    ],
});
