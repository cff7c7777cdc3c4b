# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmTierKpi(models.Model):
    """How satisfied the customers of each tier are."""

    _inherit = "crm.tier.kpi"

    satisfaction = fields.Float(
        readonly=True, aggregator=None, help="0 to 100: the average of who answered."
    )

    @api.model
    def _get_kpi_columns(self):
        return super()._get_kpi_columns() | {
            "satisfaction": SQL("avg(profile.satisfaction)")
        }
