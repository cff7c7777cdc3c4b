import {Component, onWillDestroy, onWillUpdateProps, toRaw, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatDateTime} from "@web/core/l10n/dates";
import {formatDuration, readCountdown} from "./reading";
import {getServerTime, onTick} from "./ticker";

const {DateTime} = luxon;

/**
 * Working time left of a clock, as a badge. Deadline, what is left and when work goes
 * on come from the server; here it only ticks.
 */
export class Countdown extends Component {
    static template = "crm_lifecycle.Countdown";
    static props = {
        value: Object,
        hasMetric: {type: Boolean, optional: true},
    };

    setup() {
        this.state = useState(this.read(this.props.value));
        const update = (value) => Object.assign(this.state, this.read(value));
        onWillUpdateProps((props) => update(props.value));
        onWillDestroy(onTick(() => update(this.props.value)));
    }

    /** What is shown: nothing is drawn anew as long as it stays the same. */
    read(shown) {
        const value = toRaw(shown);
        const {icon, style, label, isResting, left} = readCountdown(
            value,
            getServerTime(value)
        );
        const minutesLeft = left === undefined ? null : Math.floor(left / 60);
        return {icon, style, label: `${label}`, isResting: !!isResting, minutesLeft};
    }

    get metric() {
        return (this.props.hasMetric && this.props.value.metric) || "";
    }

    get hint() {
        const {value} = this.props;
        const lines = [value.metric];
        if (value.is_open && value.deadline) {
            const deadline = DateTime.fromISO(value.deadline);
            lines.push(_t("Until %s", formatDateTime(deadline, {showSeconds: false})));
        }
        if (this.state.minutesLeft !== null) {
            const left = formatDuration(this.state.minutesLeft * 60);
            lines.push(_t("%s of working time left", left));
        }
        if (value.is_open && value.state === "paused") {
            lines.push(_t("Paused: the clock stands still"));
        } else if (this.state.isResting) {
            lines.push(_t("Outside service hours: the clock rests"));
        }
        return lines.filter(Boolean).join("\n");
    }
}
