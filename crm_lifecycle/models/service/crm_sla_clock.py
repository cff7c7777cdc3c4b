# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("breached", "Breached"),
    ("cancelled", "Cancelled"),
]


class CrmSlaClock(models.Model):
    """One promise to one ticket: how much time it has taken, and until when it has.

    A clock is open until ``ended_at``; a breached one is open until what was promised
    is done all the same. Closed results never change. Times are UTC, durations are
    working minutes.
    """

    _name = "crm.sla.clock"
    _description = "Service level clock"
    _order = "deadline, id"
    _rec_name = "metric"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade", readonly=True
    )
    policy_id = fields.Many2one("crm.sla.policy", ondelete="set null", readonly=True)
    target_id = fields.Many2one("crm.sla.target", ondelete="set null", readonly=True)
    metric = fields.Selection(
        selection=lambda self: (
            self.env["crm.sla.target"]
            ._fields["metric"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    tier_id = fields.Many2one(
        "crm.value.tier", readonly=True, help="Tier of the customer at that time."
    )
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Handler", readonly=True, help="Who has it, or ended it."
    )
    state = fields.Selection(STATES, required=True, default="running", readonly=True)
    target_minutes = fields.Integer("Target minutes", readonly=True)
    calendar_id = fields.Many2one(
        "resource.calendar", ondelete="set null", readonly=True
    )
    is_always = fields.Boolean("Around the clock", readonly=True)
    stops_waiting = fields.Boolean("Stops while waiting", readonly=True)
    started_at = fields.Datetime(required=True, readonly=True)
    running_since = fields.Datetime(
        readonly=True, help="Empty while the clock stands still."
    )
    used_minutes = fields.Float(
        "Used", readonly=True, help="Working minutes up to the time it runs since."
    )
    carried_minutes = fields.Float(
        default=0.0,
        readonly=True,
        help="Working minutes before the counting began anew.",
    )
    counted_from = fields.Datetime(required=True, readonly=True)
    deadline = fields.Datetime(
        index=True, readonly=True, help="Empty while the clock stands still."
    )
    next_due = fields.Datetime(readonly=True, help="The next warning, or the deadline.")
    breached_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)

    ending = fields.Selection(
        [
            ("done", "Done"),
            ("solved", "Solved without it"),
            ("cancelled", "Ticket cancelled"),
            ("archived", "Ticket archived"),
            ("policy", "No longer promised"),
        ],
        "Ended because",
        readonly=True,
    )
    elapsed_minutes = fields.Float("Elapsed", compute="_compute_elapsed_minutes")
    remaining_minutes = fields.Float(
        "Left",
        compute="_compute_elapsed_minutes",
        help="Working minutes left; below zero: so much too late.",
    )
    note = fields.Char(compute="_compute_note")

    _due = models.Index("(next_due) WHERE next_due IS NOT NULL")
    _open = models.UniqueIndex(
        "(ticket_id, metric) WHERE ended_at IS NULL",
        "A ticket has one open clock of each kind.",
    )

    @api.depends("ended_at", "used_minutes", "running_since", "target_minutes")
    def _compute_elapsed_minutes(self):
        is_open = self.filtered(lambda clock: not clock.ended_at)
        elapsed = is_open.sudo()._get_elapsed()
        for clock in self:
            clock.elapsed_minutes = elapsed.get(clock.id, clock.used_minutes)
            clock.remaining_minutes = clock.target_minutes - clock.elapsed_minutes

    @api.depends("state", "deadline", "calendar_id", "is_always", "team_id")
    @api.depends_context("lang")
    def _compute_note(self):
        for clock in self:
            clock.note = not clock.ended_at and clock.sudo()._tell_trouble()

    def _tell_trouble(self):
        """Return what is wrong with the service hours of an open clock, in words."""
        self.ensure_one()
        calendar = (
            self.calendar_id
            or self.team_id.resource_calendar_id
            or self.company_id.resource_calendar_id
        )
        if not calendar and not self.is_always:
            return self.env._(
                "Neither the target nor the team nor the company has service hours: "
                "every minute of the day counts."
            )
        if self.running_since and not self.deadline:
            return self.env._(
                "“%(calendar)s” has no working time that is long enough: this clock "
                "has no deadline.",
                calendar=calendar.name,
            )
        return False
