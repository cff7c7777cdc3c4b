# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmSlaTarget(models.Model):
    """One thing that a policy promises, and within which working time."""

    _name = "crm.sla.target"
    _description = "Service level target"
    _order = "policy_id, metric, id"

    policy_id = fields.Many2one(
        "crm.sla.policy", required=True, index=True, ondelete="cascade"
    )
    metric = fields.Selection(
        [
            ("first_reply", "First reply"),
            ("next_reply", "Next reply"),
            ("periodic_update", "Periodic update"),
            ("taken", "Taken in hand"),
            ("solved", "Solved"),
        ],
        required=True,
    )
    target_minutes = fields.Integer(
        "Minutes", required=True, default=1440, help="Before the factor of the tier."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Service hours",
        help="Empty: those of the ticket's team, else of its company.",
    )
    is_always = fields.Boolean(
        "Around the clock", help="Every minute counts, also at night and on holidays."
    )
    stops_waiting = fields.Boolean(
        "Stops while waiting",
        compute="_compute_stops_waiting",
        store=True,
        readonly=False,
        help="The clock stands still in stages in which a ticket waits for somebody "
        "else.",
    )
    step_ids = fields.One2many("crm.sla.step", "target_id", "Warnings", copy=True)

    _metric_once = models.Constraint(
        "UNIQUE(policy_id, metric)", "A policy has one target of each kind."
    )

    @api.depends("metric")
    def _compute_stops_waiting(self):
        for target in self:
            target.stops_waiting = target.metric in ("taken", "solved")
