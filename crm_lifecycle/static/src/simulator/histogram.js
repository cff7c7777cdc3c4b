import {Component, useRef, useState} from "@odoo/owl";
import {Axis} from "./axis";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";

const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];
const STEPS = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1};
const BIG_STEPS = {PageDown: -10, PageUp: 10};

/** Customers as they are ranked, coloured by tier, with a handle for each threshold. */
export class Histogram extends Component {
    static template = "crm_lifecycle.SimulatorHistogram";
    static props = {
        setting: Object,
        answer: Object,
        values: Object,
        onMove: Function,
        format: Function,
    };

    setup() {
        this.plot = useRef("plot");
        this.state = useState({key: null, place: 0});
    }

    get axis() {
        return new Axis(this.props.answer.edges, this.props.answer.bars);
    }

    get bars() {
        const {bars, edges} = this.props.answer;
        const highest = Math.max(1, ...bars.map((bar) => bar.customers));
        return bars.map((bar, index) => ({
            index,
            label: _t("%(customers)s customers from %(value)s", {
                customers: formatInteger(bar.customers),
                value: this.format(edges[index]),
            }),
            parts: this.props.setting.tiers
                .map((tier) => ({
                    tier,
                    height: (100 * (bar.tiers[tier.id] || 0)) / highest,
                }))
                .filter((part) => part.height)
                .reverse(),
        }));
    }

    get ticks() {
        return TICKS.map((place) => ({
            place,
            label: this.format(this.axis.getValue(place)),
        }));
    }

    get handles() {
        const {thresholds, tiers} = this.props.setting;
        const shown = thresholds.filter((threshold) => threshold.is_on_axis);
        // The worst tier, on the left, is named on top: no line crosses its name.
        return shown.map((threshold, index) => {
            const isDragged = this.state.key === threshold.key;
            const place = isDragged
                ? this.state.place
                : this.axis.getPlace(this.props.answer.places[threshold.key]);
            const value = isDragged
                ? this.getValue(threshold, place)
                : this.getStored(threshold);
            return {
                threshold,
                row: shown.length - 1 - index,
                place,
                value,
                isDragged,
                isLast: place > 0.65,
                tier: tiers.find((tier) => tier.id === threshold.tier),
                text: this.getText(threshold, value),
                sentence: this.getSentence(threshold, value),
                difference: isDragged ? this.getDifference(threshold, place) : "",
            };
        });
    }

    getStored(threshold) {
        return this.props.values[threshold.key] ?? threshold.value;
    }

    format(value) {
        const {unit} = this.props.setting.rank;
        return this.props.format(value, unit, "short");
    }

    getText(threshold, value) {
        const text = threshold.share
            ? `${this.props.format(value, "")} %`
            : this.props.format(value, threshold.unit);
        return threshold.side === "from" ? _t("from %s", text) : _t("up to %s", text);
    }

    /** The same with the whole that a share is taken of. */
    getSentence(threshold, value) {
        if (!threshold.part) {
            return this.getText(threshold, value);
        }
        const figures = {
            share: `${this.props.format(value, "")} %`,
            part: threshold.part,
        };
        return threshold.side === "from"
            ? _t("from %(share)s %(part)s", figures)
            : _t("up to %(share)s %(part)s", figures);
    }

    /** The threshold's number at a place: itself, or the share of who lies above. */
    getValue(threshold, place) {
        const {axis} = this;
        if (!threshold.share) {
            return this.round(threshold, axis.getValue(place));
        }
        const at = axis.getPlace(this.props.answer.places[threshold.key]);
        const column = threshold.share;
        const more = axis.getAbove(place, column) - axis.getAbove(at, column);
        const total = axis.getTotal(column) || 1;
        return this.round(threshold, this.getStored(threshold) + (100 * more) / total);
    }

    /** Numbers that people would choose: tenths of a percent, three figures of money. */
    round(threshold, value) {
        const {low, high} = threshold;
        const limited = Math.min(Math.max(value, low ?? value), high ?? value);
        const digits =
            high === null
                ? Math.max(0, Math.floor(Math.log10(Math.abs(limited) || 1)) - 2)
                : -1;
        const unit = 10 ** digits;
        return Number((Math.round(limited / unit) * unit).toFixed(2));
    }

    getDifference(threshold, place) {
        const {axis} = this;
        const at = axis.getPlace(this.props.answer.places[threshold.key]);
        const more = axis.getAbove(place, "customers") - axis.getAbove(at, "customers");
        const count = formatInteger(Math.round(Math.abs(more)));
        return more < 0
            ? _t("about %s customers fewer", count)
            : _t("about %s customers more", count);
    }

    getPlace(ev) {
        const box = this.plot.el.getBoundingClientRect();
        return Math.min(Math.max((ev.clientX - box.left) / box.width, 0), 1);
    }

    onPointerDown(ev, handle) {
        if (ev.button !== 0) {
            return;
        }
        ev.currentTarget.setPointerCapture?.(ev.pointerId);
        this.state.key = handle.threshold.key;
        this.state.place = handle.place;
    }

    onPointerMove(ev, handle) {
        if (this.state.key === handle.threshold.key) {
            this.state.place = this.getPlace(ev);
        }
    }

    onPointerUp(ev, handle) {
        if (this.state.key !== handle.threshold.key) {
            return;
        }
        this.state.key = null;
        if (handle.value !== this.getStored(handle.threshold)) {
            this.props.onMove(handle.threshold.key, handle.value);
        }
    }

    onPointerCancel() {
        this.state.key = null;
    }

    /** Right always moves to better customers: a share gets smaller, a score greater. */
    onKeydown(ev, handle) {
        const steps = STEPS[ev.key] || BIG_STEPS[ev.key];
        if (!steps) {
            return;
        }
        ev.preventDefault();
        const {threshold} = handle;
        const value = this.getStored(threshold); // of the key before, drawn or not
        const size = threshold.high === null ? Math.abs(value) / 100 || 1 : 1;
        const way = threshold.share ? -1 : 1;
        this.props.onMove(
            threshold.key,
            this.round(threshold, value + way * steps * size)
        );
    }
}
