# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResCompany(models.Model):
    """Companies remember up to which day birthday gifts were given."""

    _inherit = "res.company"

    birthday_gifts_until = fields.Date(
        readonly=True,
        copy=False,
        help="The last whole day whose birthdays were looked at.",
    )

    @api.model
    def _cron_give_birthday_gifts(self):
        """Give the gifts of every missed day and those of today."""
        self.env["crm.loyalty.birthday.schedule"]._run_due()
