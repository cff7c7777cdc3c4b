/* Copyright 2026 CRM Lifecycle contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_loyalty_my_points", {
    steps: () => [
        {
            content: "The home page shows the balance",
            trigger: ".o_portal_index_card a[href='/my/points']:contains(120 points)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The history shows what was earned",
            trigger: ".o_crm_points_history li:contains(+120 points)",
        },
        {
            content: "A benefit is taken",
            trigger: ".o_crm_catalogue .card:contains(Mug) summary",
            run: "click",
        },
        {
            content: "Its price is confirmed",
            trigger: ".o_crm_catalogue .card:contains(Mug) button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The benefit is on the way",
            trigger: ".o_crm_redemptions li:contains(Mug)",
        },
        {
            content: "The balance is what is left",
            trigger: ".o_crm_points_balance:contains(20 points)",
        },
        {
            content: "The history shows what was spent",
            trigger: ".o_crm_points_history li:contains(−100 points)",
        },
        {
            content: "The referral link is copied",
            trigger: ".o_crm_copy_link button",
            run: "click",
        },
        {
            content: "The link is selected",
            trigger: ".o_crm_copy_link input",
        },
    ],
});
