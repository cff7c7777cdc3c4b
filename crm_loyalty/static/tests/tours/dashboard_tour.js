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
        const name = model.getters.getSheetName(sheetId);
        for (const id of Object.keys(model.getters.getCells(sheetId))) {
            const place = model.getters.getCellPosition(id);
            const cell = model.getters.getEvaluatedCell(place);
            const column = String.fromCharCode(65 + place.col);
            cells[`${name}!${column}${place.row + 1}`] = cell;
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
                    "Data!B2": 0,
                    "Data!B3": 100,
                    "Data!B4": 0,
                    "Data!B5": 400,
                    "Data!B6": 20,
                    "Dashboard!C23": 100,
                    "Dashboard!F23": "Gold",
                    "Dashboard!G23": 1,
                    "Dashboard!H23": 400,
                    "Dashboard!G31": 400,
                    "Dashboard!H31": 20,
                    "Dashboard!A40": "Mug",
                    "Dashboard!B40": 1,
                    "Dashboard!C40": 100,
                    "Dashboard!G40": "Mug",
                });
            },
        },
    ],
});
