# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmCustomerProfile(models.Model):
    """What people entered about a customer: tier overrides and risk flags."""

    _inherit = "crm.customer.profile"

    override_count = fields.Integer(
        "Tier overrides", compute="_compute_entry_counts", help="Ever made."
    )
    flag_count = fields.Integer(
        "Risk flags", compute="_compute_entry_counts", help="Ever raised."
    )

    @api.model
    def _get_entry_models(self):
        """Return the models of ``crm.customer.entry.mixin``; extend the list."""
        return ["crm.tier.override", "crm.risk.flag"]

    @api.depends("partner_id", "company_id")
    def _compute_entry_counts(self):
        for name, model in (
            ("override_count", "crm.tier.override"),
            ("flag_count", "crm.risk.flag"),
        ):
            groups = (
                self.env[model]
                .with_context(active_test=False)
                ._read_group(
                    [
                        ("partner_id", "in", self.partner_id.ids),
                        ("company_id", "in", self.company_id.ids),
                    ],
                    ["partner_id", "company_id"],
                    ["__count"],
                )
            )
            counts = {(partner, company): count for partner, company, count in groups}
            for profile in self:
                key = (profile.partner_id, profile.company_id)
                profile[name] = counts.get(key, 0)

    def _absorb_into(self, partner):
        """Take the entries along before the profile goes."""
        for model in self._get_entry_models():
            self.env[model].sudo()._hand_over(self.partner_id, partner, self.company_id)
        return super()._absorb_into(partner)

    # ----------------------------------------------------------------- buttons

    def action_override_tier(self):
        """Open the form of a new override of this customer's tier."""
        self.ensure_one()
        return self._open_new_entry("crm.tier.override", self.env._("Override tier"))

    def action_flag_risk(self):
        """Open the form of a new risk flag on this customer."""
        self.ensure_one()
        return self._open_new_entry("crm.risk.flag", self.env._("Flag a risk"))

    def action_view_overrides(self):
        """Open the tier overrides of this customer, withdrawn ones too."""
        self.ensure_one()
        return self._open_entries("crm_lifecycle.crm_tier_override_action")

    def action_view_flags(self):
        """Open the risk flags of this customer, withdrawn ones too."""
        self.ensure_one()
        return self._open_entries("crm_lifecycle.crm_risk_flag_action")

    def _open_new_entry(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": self._get_entry_defaults(),
        }

    def _open_entries(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {"active_test": False, **self._get_entry_defaults()},
        }

    def _get_entry_defaults(self):
        return {
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
        }
