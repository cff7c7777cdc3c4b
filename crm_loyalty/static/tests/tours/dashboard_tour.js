/* Copyright 2026 CRM Lifecycle contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import {checkCells} from "@crm_lifecycle/../tests/tours/spreadsheet_cells";
import {registry} from "@web/core/registry";

/**
 * A manager looks at the dashboard. Needs one customer of a tier, who got 500 points
 * by hand and spent 100 on a "Mug", at 0.05 per point.
 */
registry.category("web_tour.tours").add("crm_loyalty_dashboard", {
    steps: () => [
        {
            trigger: ".o_spreadsheet_dashboard_action .o-figure canvas",
            content: "the picture of the months",
        },
        {
            trigger: ".o_spreadsheet_dashboard_action .o-grid canvas",
            content: "the figures, none of them an error",
            async run() {
                await checkCells({
                    Data: {
                        B2: 0,
                        B3: 100,
                        B4: 0,
                        // There was nothing before to compare it with.
                        E2: "",
                        E3: "",
                        E4: "",
                        B5: 400,
                        B6: 20,
                    },
                    Dashboard: {
                        C23: 100,
                        F23: "Gold",
                        G23: 1,
                        H23: 400,
                        G31: 400,
                        H31: 20,
                        A40: "Mug",
                        B40: 1,
                        C40: 100,
                        G40: "Mug",
                    },
                });
            },
        },
    ],
});
