import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/views/fields/formatters";

const DIGITS = {points: 0, percent: 0, score: 0, mean: 1};

/** One figure: its bar, the interval in which it lies, and its change. */
export class InsightRow extends Component {
    static template = "crm_survey.InsightRow";
    static props = {row: Object, section: Object, onOpen: Function};

    get isSigned() {
        return this.props.section.unit === "points";
    }

    get countText() {
        const {count} = this.props.row;
        return count === 1 ? _t("1 answer") : _t("%s answers", count);
    }

    get valueText() {
        return this.format(this.props.row.value);
    }

    get intervalText() {
        const {low, high} = this.props.row;
        if (low === false || low === null) {
            return "";
        }
        return _t("%(low)s to %(high)s", {
            low: this.format(low),
            high: this.format(high),
        });
    }

    get changeText() {
        const {direction, value} = this.props.row.change;
        if (!direction) {
            return _t("no sure change");
        }
        const digits = [16, DIGITS[this.props.section.unit] || 0];
        const points = `${value > 0 ? "+" : ""}${formatFloat(value, {digits})}`;
        return _t("%s points against the period before", points);
    }

    get barStyle() {
        const {low, unit} = this.props.section;
        const zero = unit === "points" ? 0 : low;
        return this.span(
            Math.min(zero, this.props.row.value),
            Math.max(zero, this.props.row.value)
        );
    }

    get intervalStyle() {
        return this.span(this.props.row.low, this.props.row.high);
    }

    get zeroStyle() {
        return `left: ${this.place(0)}%`;
    }

    format(value) {
        const {unit} = this.props.section;
        const digits = DIGITS[unit] || 0;
        const rounded = Number(value.toFixed(digits));
        const sign = this.isSigned && rounded > 0 ? "+" : "";
        const percent = unit === "percent" ? " %" : "";
        return sign + formatFloat(rounded + 0, {digits: [16, digits]}) + percent;
    }

    place(value) {
        const {low, high} = this.props.section;
        const share = (100 * (value - low)) / (high - low);
        return Math.max(0, Math.min(100, share));
    }

    span(from, to) {
        const left = this.place(from);
        return `left: ${left}%; width: ${this.place(to) - left}%`;
    }
}
