# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError

STEPS = (
    "complaint_accepted_date",
    "complaint_investigated_date",
    "complaint_answered_date",
)


class HelpdeskTicket(models.Model):
    """A complaint is accepted, investigated and answered; people write down when."""

    _inherit = "helpdesk.ticket"

    is_complaint = fields.Boolean(
        "Complaint",
        compute="_compute_is_complaint",
        store=True,
        readonly=False,
        help="Follows the category of the ticket; anybody who works on the ticket may "
        "say otherwise.",
    )
    complaint_accepted_date = fields.Datetime(
        "Accepted", tracking=True, copy=False, help="When somebody took it seriously."
    )
    complaint_investigated_date = fields.Datetime(
        "Investigated", tracking=True, copy=False, help="When the cause was known."
    )
    complaint_answered_date = fields.Datetime(
        "Answered", tracking=True, copy=False, help="When the customer was told."
    )
    complaint_state = fields.Selection(
        [
            ("new", "Not accepted yet"),
            ("accepted", "Accepted"),
            ("investigated", "Investigated"),
            ("answered", "Answered"),
        ],
        "Complaint is",
        compute="_compute_complaint_state",
    )

    @api.depends("category_id.is_complaint")
    def _compute_is_complaint(self):
        for ticket in self:
            ticket.is_complaint = (
                ticket.category_id.is_complaint
                if ticket.category_id
                else ticket.is_complaint
            )

    @api.depends("is_complaint", *STEPS)
    def _compute_complaint_state(self):
        for ticket in self:
            steps = [step for step in STEPS if ticket[step]]
            state = steps[-1].split("_")[1] if steps else "new"
            ticket.complaint_state = ticket.is_complaint and state

    @api.constrains(*STEPS)
    def _check_complaint_order(self):
        """What is known about a complaint comes one after the other.

        :raise ValidationError: a later step is dated before an earlier one
        """
        for ticket in self:
            done = [step for step in STEPS if ticket[step]]
            for earlier, later in pairwise(done):
                if ticket[later] < ticket[earlier]:
                    raise ValidationError(
                        self.env._(
                            "Complaint %(number)s cannot be “%(later)s” before it was "
                            "“%(earlier)s”. Correct one of the two dates.",
                            number=ticket.number,
                            later=self._get_step_label(later),
                            earlier=self._get_step_label(earlier),
                        )
                    )

    def _get_step_label(self, step):
        return self._fields[step]._description_string(self.env)

    def _reach_complaint_step(self, step):
        """Date ``step`` and those before it that nobody dated with the present time.

        What was dated before stays; tickets that are no complaints become one.
        """
        now = fields.Datetime.now()
        reached = STEPS[: STEPS.index(step) + 1]
        for ticket in self:
            vals = {name: now for name in reached if not ticket[name]}
            ticket.write({**vals, "is_complaint": True})

    def action_accept_complaint(self):
        """Button: somebody takes the complaint seriously from now on."""
        self._reach_complaint_step("complaint_accepted_date")

    def action_investigate_complaint(self):
        """Button: the cause of the complaint is known."""
        self._reach_complaint_step("complaint_investigated_date")

    def action_answer_complaint(self):
        """Button: the customer was told what came of the complaint."""
        self._reach_complaint_step("complaint_answered_date")
