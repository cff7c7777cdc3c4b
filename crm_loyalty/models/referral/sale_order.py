# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SaleOrder(models.Model):
    """Orders of recommended customers wake the recommendation."""

    _inherit = "sale.order"

    used_referral_code = fields.Char(
        related="partner_id.used_referral_code",
        readonly=False,
        groups="crm_loyalty.group_user",
    )

    def _sync_points(self):
        result = super()._sync_points()
        self._wake_referrals()
        return result

    def _wake_referrals(self):
        """Let recommendations be looked at soon; the order itself waits for nothing."""
        if not self.env["crm.referral.program"]._is_any_there():
            return
        customers = self.partner_id.commercial_partner_id
        found = (
            self.env["crm.referral"]
            .sudo()
            .search(
                [
                    ("state", "not in", ("invited", "refused")),
                    "|",
                    ("order_id", "in", self.ids),
                    ("friend_id.commercial_partner_id", "in", customers.ids),
                ]
            )
        )
        now = fields.Datetime.now()
        for company, referrals in found.grouped("company_id").items():
            self.env["crm.due"].sudo()._schedule("referral", company, referrals, now)
