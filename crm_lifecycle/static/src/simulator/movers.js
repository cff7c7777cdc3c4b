import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

const PAGE = 20;

/** Who would move, a page at a time, best customers first, and why. */
export class Movers extends Component {
    static template = "crm_lifecycle.SimulatorMovers";
    static props = {
        setting: Object,
        answer: Object,
        total: Number,
        direction: {type: [String, Boolean]},
        offset: Number,
        format: Function,
        onPage: Function,
        onOpen: Function,
    };

    get filters() {
        const {up, down} = this.props.answer;
        return [
            {direction: false, label: _t("All"), count: up + down},
            {direction: "up", label: _t("Up"), count: up},
            {direction: "down", label: _t("Down"), count: down},
        ];
    }

    get range() {
        const {offset, total, answer} = this.props;
        return `${offset + 1}-${offset + answer.movers.length} / ${total}`;
    }

    get hasNext() {
        return this.props.offset + PAGE < this.props.total;
    }

    getTier(id) {
        return this.props.setting.tiers.find((tier) => tier.id === id);
    }

    getReason(reason) {
        if (!reason.operator) {
            return reason.sentence;
        }
        const figures = this.getFigures(reason);
        if (typeof reason.threshold !== "number") {
            return _t("%(label)s: %(value)s", figures);
        }
        return reason.met
            ? this.getMetReason(reason.operator, figures)
            : this.getFailedReason(reason.operator, figures);
    }

    /** What was looked at and what was asked for; exact where they look the same. */
    getFigures(reason) {
        const [value, threshold] = ["plain", "exact"]
            .map((style) => [
                this.format(reason.value, reason.unit, style),
                this.format(reason.threshold, reason.unit, style),
            ])
            .find(([one, other], index) => one !== other || index);
        return {label: reason.label, value, threshold};
    }

    format(value, unit, style) {
        return typeof value === "number"
            ? this.props.format(value, unit, style)
            : _t("none");
    }

    getMetReason(operator, figures) {
        switch (operator) {
            case ">":
                return _t("%(label)s: %(value)s, more than %(threshold)s", figures);
            case ">=":
                return _t("%(label)s: %(value)s, at least %(threshold)s", figures);
        }
        return _t("%(label)s: %(value)s, less than %(threshold)s", figures);
    }

    getFailedReason(operator, figures) {
        switch (operator) {
            case ">":
                return _t(
                    "%(label)s: %(value)s, needs more than %(threshold)s",
                    figures
                );
            case ">=":
                return _t("%(label)s: %(value)s, needs %(threshold)s", figures);
        }
        return _t("%(label)s: %(value)s, needs less than %(threshold)s", figures);
    }

    onFilter(direction) {
        this.props.onPage(direction, 0);
    }

    onTurn(pages) {
        this.props.onPage(this.props.direction, this.props.offset + pages * PAGE);
    }
}
