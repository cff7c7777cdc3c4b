import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {imageUrl} from "@web/core/utils/urls";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * The picture of a contact alone. Core's image widget asks for the write date of the
 * record it stands on, which a record written by SQL does not have.
 */
export class PartnerAvatarField extends Component {
    static template = "crm_lifecycle.PartnerAvatarField";
    static props = {...standardFieldProps, size: {type: Number, optional: true}};
    static defaultProps = {size: 40};

    get partner() {
        return this.props.record.data[this.props.name];
    }

    get url() {
        return imageUrl("res.partner", this.partner.id, "avatar_128");
    }

    get style() {
        return `width: ${this.props.size}px; height: ${this.props.size}px`;
    }
}

export const partnerAvatarField = {
    component: PartnerAvatarField,
    displayName: _t("Picture of a contact"),
    supportedTypes: ["many2one"],
    extractProps: ({options}) => ({size: options.size}),
};

registry.category("fields").add("crm_partner_avatar", partnerAvatarField);
