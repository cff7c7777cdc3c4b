# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerEvent(models.AbstractModel):
    """Moves between lifecycle stages are events of the customer."""

    _inherit = "crm.customer.event"

    @api.model
    def _get_event_selection(self):
        return [
            *super()._get_event_selection(),
            ("stage_changed", self.env._("Lifecycle stage changed")),
        ]

    @api.model
    def _get_event_queries(self, company, first, last):
        changes = self._get_change_query(
            company,
            SQL("change.kind = 'stage' AND change.from_stage_id IS NOT NULL"),
        )
        return super()._get_event_queries(company, first, last) | {
            "stage_changed": self._get_bounded_query(company, changes, first, last)
        }
