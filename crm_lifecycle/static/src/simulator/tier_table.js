import {Component} from "@odoo/owl";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {_t} from "@web/core/l10n/translation";

/** Each tier with its thresholds, and what it holds now and would hold. */
export class TierTable extends Component {
    static template = "crm_lifecycle.SimulatorTierTable";
    static props = {
        setting: Object,
        answer: Object,
        values: Object,
        onMove: Function,
        format: Function,
    };

    get rows() {
        const {tiers, thresholds, workloads} = this.props.setting;
        const {present, proposed, customers} = this.props.answer;
        return tiers.map((tier) => {
            const before = present[tier.id] || {};
            const after = proposed[tier.id] || {};
            return {
                tier,
                thresholds: thresholds.filter((row) => row.tier === tier.id),
                customers: this.compare(before.customers, after.customers),
                share: customers ? (100 * (after.customers || 0)) / customers : 0,
                revenue: this.compare(before.revenue, after.revenue, (value) =>
                    this.props.format(value, "money")
                ),
                works: workloads.map((work) =>
                    this.compare(
                        before[work.name] ?? null,
                        after[work.name] ?? null,
                        (value) =>
                            formatFloat(value, {digits: [16, 1], trailingZeros: false})
                    )
                ),
            };
        });
    }

    /** Workloads that any tier has a figure of. */
    get workloads() {
        const {setting, answer} = this.props;
        const sums = [
            ...Object.values(answer.present),
            ...Object.values(answer.proposed),
        ];
        return setting.workloads.map((work) => ({
            ...work,
            isKnown: sums.some((sum) => sum[work.name]),
        }));
    }

    /** Two figures as people read them; null is a figure that nobody has. */
    compare(before, after, format = formatInteger) {
        if (before === null && after === null) {
            return {before: "–", after: "–", isSame: true};
        }
        const texts = [format(before || 0), format(after || 0)];
        return {before: texts[0], after: texts[1], isSame: texts[0] === texts[1]};
    }

    getValue(threshold) {
        return this.props.values[threshold.key] ?? threshold.value;
    }

    getLabel(threshold) {
        return threshold.side === "from"
            ? _t("%s, from", threshold.label)
            : _t("%s, up to", threshold.label);
    }

    getStep(threshold) {
        return threshold.unit === "money" ? "any" : "0.1";
    }

    onChange(ev, threshold) {
        const value = ev.target.valueAsNumber;
        if (Number.isNaN(value)) {
            ev.target.value = this.getValue(threshold);
            return;
        }
        this.props.onMove(threshold.key, value);
    }
}
