# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from ...engine.workload import Workload


class CrmValueTier(models.Model):
    """Open tickets are work that customers bring along into their tier."""

    _inherit = "crm.value.tier"

    @api.model
    def _get_workloads(self, company, today):
        tickets = SQL(
            """
            SELECT document.profile_id, count(*) AS value
              FROM helpdesk_ticket document
              LEFT JOIN helpdesk_ticket_stage stage ON stage.id = document.stage_id
             WHERE document.active AND stage.closed IS NOT TRUE
               AND document.profile_id IS NOT NULL
             GROUP BY document.profile_id
            """
        )
        return super()._get_workloads(company, today) | {
            "open_tickets": Workload(self.env._("Open tickets"), query=tickets)
        }
