import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {
    buildM2OFieldDescription,
    Many2OneField,
} from "@web/views/fields/many2one/many2one_field";

/** A value tier as a badge in the colour that the consultant gave it. */
export class TierBadgeField extends Many2OneField {
    static template = "crm_lifecycle.TierBadgeField";

    get tier() {
        return this.props.record.data[this.props.name];
    }
}

export const tierBadgeField = {
    ...buildM2OFieldDescription(TierBadgeField),
    displayName: _t("Tier badge"),
    additionalClasses: ["o_field_badge"],
    listViewWidth: [125],
    relatedFields: [{name: "color", type: "integer"}],
};

registry.category("fields").add("crm_tier_badge", tierBadgeField);
