import {Component, useExternalListener, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const BEST_FIRST = [5, 4, 3, 2, 1];
const WORST_FIRST = [1, 2, 3, 4, 5];
const STEPS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
};

/**
 * The RFM grid of a policy: recency down, frequency across, one sheet per mark for
 * money or all of them at once. The value is {"543": segment id} for all 125 cells;
 * what the segments are called and how many customers they have tells the server in
 * rfm_summary, after every stroke.
 */
export class RfmGridField extends Component {
    static template = "crm_lifecycle.RfmGridField";
    static props = {...standardFieldProps};

    setup() {
        this.recencies = BEST_FIRST;
        this.marks = WORST_FIRST;
        this.table = useRef("table");
        // Stroke: the cells painted since the pointer went down, not yet in the record
        this.state = useState({monetary: 0, brush: null, stroke: null});
        useExternalListener(window, "pointerup", () => this.endStroke());
        useExternalListener(window, "pointercancel", () => this.endStroke());
    }

    get summary() {
        return this.props.record.data.rfm_summary || {segments: [], customers: {}};
    }

    get grid() {
        return {
            ...(this.props.record.data[this.props.name] || {}),
            ...(this.state.stroke || {}),
        };
    }

    get brush() {
        const {segments} = this.summary;
        return segments.find(({id}) => id === this.state.brush) || segments[0];
    }

    get sheets() {
        return [
            {monetary: 0, label: _t("All M")},
            ...this.marks.map((mark) => ({monetary: mark, label: `M${mark}`})),
        ];
    }

    get hint() {
        if (this.state.monetary) {
            return _t("Customers whose mark for money is %s.", this.state.monetary);
        }
        const text = _t(
            "All customers: each cell shows its segments from the lowest to the highest mark for money."
        );
        return this.props.readonly
            ? text
            : _t("%s Painting a cell paints all five marks.", text);
    }

    /** The keys that one place of the sheet stands for, by rising money. */
    getKeys(recency, frequency) {
        const {monetary} = this.state;
        const marks = monetary ? [monetary] : this.marks;
        return marks.map((mark) => `${recency}${frequency}${mark}`);
    }

    getSegment(key) {
        return this.summary.segments.find(({id}) => id === this.grid[key]);
    }

    /** The neighbouring marks for money that share a segment, as bands of a place. */
    getBands(recency, frequency) {
        const bands = [];
        for (const key of this.getKeys(recency, frequency)) {
            const segment = this.getSegment(key);
            const last = bands.at(-1);
            if (last && last.segment === segment) {
                last.size += 1;
            } else {
                bands.push({key, segment, size: 1});
            }
        }
        return bands;
    }

    getCustomers(recency, frequency) {
        const {monetary} = this.state;
        const key = `${recency}${frequency}${monetary || ""}`;
        return this.summary.is_scored ? this.summary.customers[key] || 0 : "";
    }

    getLabel(recency, frequency) {
        const names = this.getBands(recency, frequency).map(({segment}) =>
            segment ? segment.name : _t("no segment")
        );
        const values = {
            recency,
            frequency,
            monetary: this.state.monetary || "1–5",
            names: names.join(", "),
            customers: this.getCustomers(recency, frequency) || 0,
        };
        return this.summary.is_scored
            ? _t(
                  "Recency %(recency)s, frequency %(frequency)s, money %(monetary)s: %(names)s (%(customers)s customers)",
                  values
              )
            : _t(
                  "Recency %(recency)s, frequency %(frequency)s, money %(monetary)s: %(names)s",
                  values
              );
    }

    onPointerDown(ev, recency, frequency) {
        if (this.props.readonly || ev.button !== 0) {
            return;
        }
        // A finger keeps its first cell unless it is let go: then the others hear it.
        if (ev.target.hasPointerCapture?.(ev.pointerId)) {
            ev.target.releasePointerCapture(ev.pointerId);
        }
        this.state.stroke = {};
        this.paint(recency, frequency);
    }

    onPointerEnter(recency, frequency) {
        if (this.state.stroke) {
            this.paint(recency, frequency);
        }
    }

    /** Keyboards click without a pointer. */
    onClick(ev, recency, frequency) {
        if (this.props.readonly || ev.detail) {
            return;
        }
        this.state.stroke = {};
        this.paint(recency, frequency);
        this.endStroke();
    }

    paint(recency, frequency) {
        for (const key of this.getKeys(recency, frequency)) {
            this.state.stroke[key] = this.brush.id;
        }
    }

    endStroke() {
        if (!this.state.stroke) {
            return;
        }
        const before = this.props.record.data[this.props.name] || {};
        const after = this.grid;
        this.state.stroke = null;
        if (Object.keys(after).some((key) => after[key] !== before[key])) {
            this.props.record.update({[this.props.name]: after});
        }
    }

    onKeydown(ev, row, column) {
        if (!(ev.key in STEPS)) {
            return;
        }
        ev.preventDefault();
        const [down, right] = STEPS[ev.key];
        const place = `[data-row='${row + down}'][data-column='${column + right}']`;
        this.table.el.querySelector(place)?.focus();
    }
}

export const rfmGridField = {
    component: RfmGridField,
    displayName: _t("RFM grid"),
    supportedTypes: ["json"],
    isEmpty: () => false,
    fieldDependencies: [{name: "rfm_summary", type: "json"}],
};

registry.category("fields").add("crm_rfm_grid", rfmGridField);
