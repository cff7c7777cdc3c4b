# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.fields import Domain


class HelpdeskTicketCategory(models.Model):
    """Open tickets become feedback when their category turns to complaints."""

    _inherit = "helpdesk.ticket.category"

    def write(self, vals):
        """Record the open complaints of these and their sub-categories, once each.

        What was solved before is over and is not brought up again.
        """
        result = super().write(vals)
        if {"is_complaint", "parent_id"} & vals.keys():
            tickets = self.env["helpdesk.ticket"].sudo()
            tickets.search(self._get_open_complaint_domain())._receive_complaints()
        return result

    def _get_open_complaint_domain(self):
        return (
            Domain("category_id", "child_of", self.ids)
            & Domain("is_complaint", "=", True)
            & Domain("feedback_ids", "=", False)
            & Domain("duplicate_id", "=", False)
            & (Domain("stage_id", "=", False) | Domain("stage_id.closed", "=", False))
        )
