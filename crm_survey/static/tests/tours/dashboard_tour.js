/* Copyright 2026 CRM Lifecycle contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

/* global owl */

import {delay} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";

const PATIENCE = 8000;

/** The spreadsheet that is shown; a canvas has no text to look for. */
function findModel(node) {
    const model = node.component.props?.model;
    if (model?.getters?.getEvaluatedCell) {
        return model;
    }
    for (const child of Object.values(node.children)) {
        const found = findModel(child);
        if (found) {
            return found;
        }
    }
    return null;
}

function readCells() {
    const [app] = [...owl.App.apps].filter((candidate) => candidate.root);
    const model = findModel(app.root);
    const cells = {};
    for (const sheetId of model ? model.getters.getSheetIds() : []) {
        for (const id of Object.keys(model.getters.getCells(sheetId))) {
            const place = model.getters.getCellPosition(id);
            const column = String.fromCharCode(65 + place.col);
            cells[`${column}${place.row + 1}`] = model.getters.getEvaluatedCell(place);
        }
    }
    return cells;
}

/** Return what is not as expected, in words. */
function findFaults(expected) {
    const cells = readCells();
    const wrong = Object.entries(expected)
        .filter(([place, value]) => cells[place]?.value !== value)
        .map(([place, value]) => `${place} is ${cells[place]?.value}, not ${value}`);
    const broken = Object.entries(cells)
        .filter(([, cell]) => cell.type === "error")
        .map(([place, cell]) => `${place}: ${cell.value} ${cell.message}`);
    return [...wrong, ...broken];
}

/** Wait for the data, then look at the figures. */
async function checkCells(expected) {
    let faults = findFaults(expected);
    for (let waited = 0; faults.length && waited < PATIENCE; waited += 200) {
        await delay(200);
        faults = findFaults(expected);
    }
    if (faults.length) {
        throw new Error(faults.join("; "));
    }
}

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
                    // NPS: 4 promoters and 1 detractor of 5; before, only 4 answers.
                    B9: 60,
                    C9: 5,
                    D9: "Too few",
                    E9: 4,
                    // Nobody was asked how satisfied: nothing, not 0.
                    B10: "",
                    C10: 0,
                    // Effort: five times 6.
                    B11: 6,
                    C11: 5,
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
                });
            },
        },
    ],
});
