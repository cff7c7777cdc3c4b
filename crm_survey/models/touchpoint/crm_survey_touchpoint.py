# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEEP = {"ondelete": "restrict", "context": {"active_test": False}}


class CrmSurveyTouchpoint(models.Model):
    """When whom to ask with which survey; kept by the consultant.

    The planner turns events of customers into ``crm.survey.request``; whether and when
    a request is sent is decided there, by the budget of the person.
    """

    _name = "crm.survey.touchpoint"
    _description = "Survey touchpoint"
    _inherit = ["crm.literal.domain.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean("On", default=True)
    sequence = fields.Integer(
        "Priority", default=10, help="Who may be asked once is asked by the first."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    event = fields.Selection(
        selection=lambda self: self._get_event_selection(),
        required=True,
        default="ticket_solved",
    )
    survey_id = fields.Many2one(
        "survey.survey", required=True, ondelete="restrict", index=True
    )
    tier_ids = fields.Many2many("crm.value.tier", string="Value tiers", **KEEP)
    stage_ids = fields.Many2many(
        "crm.lifecycle.stage", string="Lifecycle stages", **KEEP
    )
    domain = fields.Char("More conditions", default="[]")
    schedule_ids = fields.One2many(
        "crm.survey.touchpoint.tier", "touchpoint_id", "How often", copy=True
    )
    delay_hours = fields.Integer("Wait (hours)", default=0)
    sampling_percent = fields.Integer(
        "Ask (%)",
        default=100,
        help="Who is asked follows from the event: looking twice gives the same.",
    )
    channel = fields.Selection(
        [
            ("mail", "Mail"),
            ("portal", "Customer portal"),
            ("link", "Link or QR code at a counter"),
        ],
        default="mail",
        required=True,
    )
    deadline_days = fields.Integer(
        "Open for (days)", default=14, help="How long an invitation can be answered."
    )
    patience_days = fields.Integer(
        "Wait for the budget (days)",
        default=14,
        help="A deferred request is dropped when it could not be sent for so long.",
    )
    reminder_count = fields.Integer("Reminders", default=0)
    reminder_days = fields.Integer("Days between reminders", default=3)
    stop_after = fields.Integer("Stop after answers", help="0: never.")
    active_from = fields.Datetime(
        "Counts from",
        readonly=True,
        copy=False,
        help="Events before it was switched on are not asked about.",
    )
    planned_until = fields.Datetime("Last look", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False)
    request_ids = fields.One2many("crm.survey.request", "touchpoint_id")

    _percent = models.Constraint(
        "CHECK(sampling_percent BETWEEN 1 AND 100)", "Ask between 1 and 100 percent."
    )
    _not_negative = models.Constraint(
        "CHECK(delay_hours >= 0 AND deadline_days > 0 AND patience_days > 0 "
        "AND reminder_count >= 0 AND reminder_days > 0 AND stop_after >= 0)",
        "Invitations are open and wait for a day at least; nothing can be negative.",
    )

    @api.model
    def _get_event_selection(self):
        """Return ``[(event, label)]``: those of ``crm.customer.event`` and our own."""
        return [
            *self.env["crm.customer.event"]._get_event_selection(),
            ("schedule", self.env._("Regularly, by tier")),
            ("verification", self.env._("Improvement done: ask again")),
            ("manual", self.env._("By hand, for a list of customers")),
        ]

    # -------------------------------------------------------------- constraints

    @api.constrains("domain")
    def _check_domain(self):
        for touchpoint in self:
            touchpoint._parse_domain()

    @api.constrains("event", "schedule_ids")
    def _check_schedule(self):
        for touchpoint in self:
            if touchpoint.event == "schedule" and not touchpoint.schedule_ids:
                raise ValidationError(
                    self.env._("Say how often customers of each tier are asked.")
                )

    # --------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """A new touchpoint asks about what happens from now on."""
        touchpoints = super().create(vals_list)
        touchpoints._start()
        return touchpoints

    def write(self, vals):
        """One that is switched on again, or answers another event, starts anew."""
        woken = self.filtered(
            lambda touchpoint: (
                (vals.get("active") and not touchpoint.active)
                or vals.get("event", touchpoint.event) != touchpoint.event
            )
        )
        result = super().write(vals)
        if woken:
            woken._start()
        return result

    def _start(self):
        self.write(
            {
                "active_from": fields.Datetime.now(),
                "planned_until": False,
                "error": False,
            }
        )

    def _parse_domain(self):
        """Return the further conditions on contacts, never run as code.

        :raise ValidationError: they are not a domain on contacts
        """
        self.ensure_one()
        name = self.name or self.env._("New touchpoint")
        return self._parse_literal_domain(self.domain, "res.partner", name)
