# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from math import floor

from odoo import api, fields, models

LONGEST = 5_256_000  # minutes: ten years, as in the constraint


class CrmSlaTarget(models.Model):
    """One thing that a policy promises, and within which working time."""

    _name = "crm.sla.target"
    _description = "Service level target"
    _order = "policy_id, target_minutes, id"
    _rec_name = "metric"

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
        "Promise",
        required=True,
        default="first_reply",
    )
    target_minutes = fields.Integer(
        "Minutes", required=True, default=1440, help="Before the factor of the tier."
    )
    target_hours = fields.Float(
        "Within",
        compute="_compute_target_hours",
        inverse="_inverse_target_hours",
        help="Hours and minutes, before the factor of the tier.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Service hours",
        compute="_compute_calendar_id",
        store=True,
        readonly=False,
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
    _minutes_range = models.Constraint(
        "CHECK(target_minutes BETWEEN 1 AND 5256000)",
        "A target is at least one minute and at most ten years.",
    )
    _one_clock = models.Constraint(
        "CHECK(NOT is_always OR calendar_id IS NULL)",
        "A target counts around the clock or in service hours of its own, not both.",
    )

    @api.depends("target_minutes")
    def _compute_target_hours(self):
        for target in self:
            target.target_hours = target.target_minutes / 60

    @api.onchange("target_hours")
    def _inverse_target_hours(self):
        for target in self:
            minutes = round(target.target_hours * 60)
            target.target_minutes = max(-1, min(minutes, LONGEST + 1))

    @api.depends("is_always")
    def _compute_calendar_id(self):
        for target in self:
            target.calendar_id = not target.is_always and target.calendar_id

    @api.depends("metric")
    def _compute_stops_waiting(self):
        for target in self:
            target.stops_waiting = target.metric in ("taken", "solved")

    def _get_minutes(self, tier):
        """Return the target's minutes for customers of ``tier``, at least one.

        :param tier: a ``crm.value.tier``, empty for customers without one
        :rtype: int
        """
        self.ensure_one()
        factor = tier.sla_factor if tier else 1.0
        return max(1, floor(self.target_minutes * factor + 0.5))
