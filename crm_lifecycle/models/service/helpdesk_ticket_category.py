# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class HelpdeskTicketCategory(models.Model):
    """Categories say which tickets are complaints; sub-categories follow."""

    _inherit = "helpdesk.ticket.category"

    is_complaint = fields.Boolean(
        "Complaints",
        compute="_compute_is_complaint",
        store=True,
        readonly=False,
        recursive=True,
        help="Tickets of this category are complaints, unless somebody says otherwise. "
        "Customer value looks at open complaints before it takes a tier away.",
    )

    @api.depends("parent_id.is_complaint")
    def _compute_is_complaint(self):
        for category in self:
            category.is_complaint = (
                category.parent_id.is_complaint
                if category.parent_id
                else category.is_complaint
            )
