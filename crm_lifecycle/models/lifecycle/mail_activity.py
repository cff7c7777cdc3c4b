# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """No step to win back is planned for a customer that a campaign holds out."""

    _inherit = "mail.activity"

    @api.constrains("res_model", "res_id", "activity_type_id")
    def _check_hold_out(self):
        """On the held-out row itself, and of the win-back kind on his contacts."""
        cases = self.env["crm.winback.case"].sudo()
        partners = self.env["res.partner"]
        for activity in self.sudo():
            if activity.res_model == cases._name:
                cases |= cases.browse(activity.res_id)
            elif (
                activity.res_model == partners._name
                and activity.activity_type_id.is_winback
            ):
                partners |= partners.browse(activity.res_id)
        cases._check_not_held_out()
        for case in cases._get_held_out(partners)[:1]:
            raise UserError(case._tell_taken())
