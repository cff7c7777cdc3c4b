# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

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
        default="manual",
    )
    survey_id = fields.Many2one(
        "survey.survey", required=True, ondelete="restrict", index=True
    )
    tier_ids = fields.Many2many("crm.value.tier", string="Value tiers", **KEEP)
    stage_ids = fields.Many2many(
        "crm.lifecycle.stage", string="Lifecycle stages", **KEEP
    )
    domain = fields.Char("More conditions", default="[]")
    delay_hours = fields.Integer("Wait (hours)", default=0)
    sampling_percent = fields.Integer("Ask (%)", default=100)
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
    request_ids = fields.One2many("crm.survey.request", "touchpoint_id")

    _percent = models.Constraint(
        "CHECK(sampling_percent BETWEEN 1 AND 100)", "Ask between 1 and 100 percent."
    )
    _not_negative = models.Constraint(
        "CHECK(delay_hours >= 0 AND deadline_days > 0 AND patience_days >= 0 "
        "AND reminder_count >= 0 AND reminder_days > 0 AND stop_after >= 0)",
        "Delays, days and limits can't be negative.",
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
