# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResCompany(models.Model):
    """Settings of the customer lifecycle per company."""

    _inherit = "res.company"

    crm_run_keep_days = fields.Integer(
        "Keep the run log for (days)",
        default=180,
        help="Runs of the nightly job older than this are removed. 0 keeps all.",
    )
