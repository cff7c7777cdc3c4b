# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

MANY_COMPLAINTS = 3  # of a year; more is no stronger a sign


class CrmValueNight(models.AbstractModel):
    """Complaints of a year move the risk of churn."""

    _inherit = "crm.value.night"

    @api.model
    def _get_churn_factors(self, task):
        """Add repeated complaints: from 0 at one of the year to 1 at three and more.

        An open complaint is a sign of its own; this one stays when all were answered.
        """
        return super()._get_churn_factors(task) | {
            "repeated_complaints": SQL(
                "CASE WHEN complaint_count > 1 THEN"
                " least((complaint_count - 1)::numeric / %s, 1) END",
                MANY_COMPLAINTS - 1,
            )
        }
