# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmCustomerProfile(models.Model):
    """Why a customer is in its tier, what would change it, and who may know.

    An ordinary user knows it of the customers that he or she looks after; analysts
    and managers of everybody.
    """

    _inherit = "crm.customer.profile"

    can_see_why = fields.Boolean(compute="_compute_can_see_why")
    outlook = fields.Json("What would change it", compute="_compute_outlook")
    timeline = fields.Json(compute="_compute_timeline")

    @api.depends("partner_id.user_id")
    @api.depends_context("uid")
    def _compute_can_see_why(self):
        shown = self._filter_why()
        for profile in self:
            profile.can_see_why = profile in shown

    @api.depends_context("uid")
    def _compute_contributions(self):
        shown = self._filter_why()
        (self - shown).contributions = False
        return super(CrmCustomerProfile, shown)._compute_contributions()

    @api.depends_context("uid")
    def _compute_explanation(self):
        shown = self._filter_why()
        (self - shown).explanation = False
        return super(CrmCustomerProfile, shown)._compute_explanation()

    @api.depends("tier_id", "score", "override_id", "below_since")
    @api.depends_context("uid", "lang")
    def _compute_outlook(self):
        found = self.env["crm.value.outlook"]._tell(self._filter_why())
        for profile in self:
            profile.outlook = found.get(profile.id, False)

    @api.depends("change_ids", "tier_id", "score")
    @api.depends_context("uid", "lang")
    def _compute_timeline(self):
        found = self.env["crm.value.timeline"]._tell(self._filter_why())
        for profile in self:
            profile.timeline = found.get(profile.id, False)

    def _filter_why(self):
        """Return the customers whose reasons the present user may know."""
        if self._can_see_every_why():
            return self
        user = self.env.user
        return self.filtered(lambda row: row.sudo().partner_id.user_id == user)

    @api.model
    def _can_see_every_why(self):
        return self.env.su or self.env.user.has_group("crm_lifecycle.group_analyst")
