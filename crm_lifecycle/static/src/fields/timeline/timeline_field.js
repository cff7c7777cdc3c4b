import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatDate, deserializeDate} from "@web/core/l10n/dates";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const STAGE_LANE = 94; // Percent from the top: below the lowest tier
const TIER_LANES = [8, 76]; // Percent from the top: best tier, last tier

/**
 * A customer's tiers as steps and its score as a line, over time. Each move is a point
 * that can be reached by keyboard and says in words what happened; the words are the
 * server's.
 */
export class TimelineField extends Component {
    static template = "crm_lifecycle.TimelineField";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({shown: null});
    }

    get timeline() {
        return this.props.record.data[this.props.name];
    }

    get levels() {
        const levels = this.timeline.levels;
        const [top, bottom] = TIER_LANES;
        const step = (bottom - top) / Math.max(levels.length - 1, 1);
        return levels.map((level, row) => ({...level, y: top + row * step}));
    }

    /** The moves with their place in percent, from the top left. */
    get points() {
        const events = this.timeline.events;
        const times = events.map((event) => Date.parse(event.date));
        const start = times[0];
        const span = times[times.length - 1] - start || 1;
        const heights = Object.fromEntries(this.levels.map(({level, y}) => [level, y]));
        return events.map((event, index) => ({
            ...event,
            index,
            x: 1 + (98 * (times[index] - start)) / span,
            y:
                event.kind === "stage"
                    ? STAGE_LANE
                    : (heights[event.level] ?? TIER_LANES[1]),
        }));
    }

    /** Tiers as steps: a customer stays where it is until it moves. */
    get steps() {
        const moves = this.points.filter(({kind}) => kind !== "stage");
        return moves
            .map(({x, y}, index) => (index ? `H ${x} V ${y}` : `M ${x} ${y}`))
            .join(" ");
    }

    /** The score: 100 points at the best tier's height, 0 at the last one's. */
    get scores() {
        const [top, bottom] = TIER_LANES;
        return this.points
            .filter(({score}) => typeof score === "number")
            .map(({x, score}) => `${x},${bottom - ((bottom - top) * score) / 100}`)
            .join(" ");
    }

    get period() {
        const events = this.timeline.events;
        return [events[0], events[events.length - 1]].map(({date}) =>
            formatDate(deserializeDate(date))
        );
    }

    get shown() {
        const events = this.timeline.events;
        return events[this.state.shown ?? events.length - 1];
    }

    show(index) {
        this.state.shown = index;
    }
}

export const timelineField = {
    component: TimelineField,
    displayName: _t("History in a line"),
    supportedTypes: ["json"],
};

registry.category("fields").add("crm_timeline", timelineField);
