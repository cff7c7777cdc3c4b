/* Copyright 2026 CRM Lifecycle contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import {checkCells} from "@crm_lifecycle/../tests/tours/spreadsheet_cells";
import {registry} from "@web/core/registry";

/**
 * An analyst looks at the dashboard of the answers, requests and feedback of
 * test_insight_dashboard.py.
 */
registry.category("web_tour.tours").add("crm_survey_dashboard", {
    steps: () => [
        {
            trigger: ".o_spreadsheet_dashboard_action .o-figure canvas",
            content: "the pictures",
        },
        {
            trigger: ".o_spreadsheet_dashboard_action .o-grid canvas",
            content: "the figures, none of them an error",
            async run() {
                await checkCells({
                    Dashboard: {
                        // NPS: 4 promoters, 1 detractor of 5; before, only 4 answers.
                        B9: 60,
                        C9: 5,
                        D9: "Too few",
                        E9: 4,
                        // Nobody was asked how satisfied: nothing, not 0.
                        B10: "",
                        C10: 0,
                        // Effort: five times 6; before, five times 5.
                        B11: 6,
                        C11: 5,
                        D11: 5,
                        // Three of four answered.
                        B12: 75,
                        C12: 3,
                        // Four of five say that all is well, after 10 days each.
                        B13: 80,
                        C13: 5,
                        B14: 10,
                        H9: 6,
                        H10: 1,
                        H11: 4,
                        H13: 3,
                        J13: 50,
                        A33: "Gold",
                        B33: 60,
                        C33: 5,
                        G33: "Service",
                        H33: 60,
                        A55: "Late",
                        B55: 3,
                        C55: 60,
                        D56: 100,
                        G44: "Test touchpoint",
                        H44: 6,
                        K44: 75,
                    },
                    // Pictures compare numbers with numbers only.
                    Data: {B2: "", B3: "", B4: 5, B5: "", B6: ""},
                });
            },
        },
    ],
});
