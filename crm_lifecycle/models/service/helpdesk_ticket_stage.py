# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class HelpdeskTicketStage(models.Model):
    """Stages say whether a ticket's clocks run, stand still or end."""

    _inherit = "helpdesk.ticket.stage"

    sla_effect = fields.Selection(
        [
            ("run", "Clocks run"),
            ("wait", "Waiting: clocks stand still"),
            ("solved", "Solved"),
            ("cancelled", "Cancelled: neither met nor missed"),
        ],
        "Service level",
        compute="_compute_sla_effect",
        store=True,
        readonly=False,
        required=True,
        help="Unless chosen: a closed stage counts as solved, any other one as running.",
    )
    wait_reason = fields.Selection(
        [
            ("customer", "Waiting for the customer"),
            ("third_party", "Waiting for a third party"),
            ("outside_scope", "Outside the scope"),
        ],
        "Why it waits",
    )

    @api.depends("closed")
    def _compute_sla_effect(self):
        for stage in self:
            is_open_effect = stage.sla_effect in ("run", "wait")
            if not stage.sla_effect or is_open_effect == stage.closed:
                stage.sla_effect = "solved" if stage.closed else "run"
