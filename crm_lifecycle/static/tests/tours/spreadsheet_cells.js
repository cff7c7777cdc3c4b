/* Copyright 2026 CRM Lifecycle contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

/* global owl */

import {delay} from "@web/core/utils/concurrency";

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

/** Return `{sheet!place: cell}` of what is shown now. */
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

/**
 * Wait for the data of the dashboard, then compare its figures.
 *
 * @param {Object} sheets `{sheet: {place: value}}`, such as `{Dashboard: {B9: 60}}`
 * @throws {Error} a cell holds something else, or any cell holds an error
 */
export async function checkCells(sheets) {
    const expected = {};
    for (const [sheet, cells] of Object.entries(sheets)) {
        for (const [place, value] of Object.entries(cells)) {
            expected[`${sheet}!${place}`] = value;
        }
    }
    let faults = findFaults(expected);
    for (let waited = 0; faults.length && waited < PATIENCE; waited += 200) {
        await delay(200);
        faults = findFaults(expected);
    }
    if (faults.length) {
        throw new Error(faults.join("; "));
    }
}
