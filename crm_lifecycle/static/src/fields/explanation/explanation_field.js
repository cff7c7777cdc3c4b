import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat, formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Says why a customer is in a tier: each criterion with what was looked at and
 * what was asked for, and what each metric gave to the score. Every figure comes
 * from the server; here it is only formatted for the user.
 */
export class ExplanationField extends Component {
    static template = "crm_lifecycle.ExplanationField";
    static props = {...standardFieldProps};

    get explanation() {
        return this.props.record.data[this.props.name] || {};
    }

    get criteria() {
        return this.explanation.criteria || [];
    }

    get contributions() {
        return this.explanation.contributions || [];
    }

    /** The customer got none of the tiers that have criteria. */
    get isFallback() {
        return !this.criteria.some(({tier}) => tier === this.explanation.tier);
    }

    /** Criteria after the customer's own tier were not looked at any more. */
    isBehind(index) {
        const {tier} = this.explanation;
        return (
            !this.isFallback &&
            this.criteria[index].tier !== tier &&
            this.criteria.slice(0, index).some((criterion) => criterion.tier === tier)
        );
    }

    format(value, unit) {
        switch (unit) {
            case "money":
                return formatMonetary(value, {
                    currencyId: this.explanation.currency_id,
                });
            case "days":
                return _t("%s days", formatInteger(Math.round(value)));
            case "points":
                return _t("%s points", this.formatPoints(value));
        }
        return formatFloat(value, {trailingZeros: false});
    }

    formatPoints(value) {
        return formatFloat(value, {digits: [16, 1], trailingZeros: false});
    }

    getValue(criterion) {
        if (typeof criterion.value !== "number") {
            return _t("no purchase yet");
        }
        return this.format(criterion.value, criterion.unit);
    }

    getDemand(criterion) {
        if (typeof criterion.threshold !== "number") {
            return _t("takes everybody who is left");
        }
        const threshold = this.format(criterion.threshold, criterion.unit);
        switch (criterion.operator) {
            case ">":
                return _t("asks for more than %s", threshold);
            case ">=":
                return _t("asks for %s or more", threshold);
        }
        return _t("asks for less than %s", threshold);
    }

    getShare(contribution) {
        const maximum = contribution.maximum || 100;
        return Math.min(100, Math.round((100 * contribution.points) / maximum));
    }
}

export const explanationField = {
    component: ExplanationField,
    displayName: _t("Explanation of a value tier"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("crm_explanation", explanationField);
