# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmSurveyRequest(models.Model):
    """The queue of invitations: one row for each time somebody shall be asked.

    The planner writes it, set-based; the budget of the person decides when it leaves.
    It keeps the customer as it was when the invitation was sent.
    """

    _name = "crm.survey.request"
    _inherit = ["crm.survey.asked.mixin"]
    _description = "Survey request"
    _order = "due_at desc, id desc"
    _rec_name = "touchpoint_id"

    key = fields.Char(
        required=True,
        readonly=True,
        help="Touchpoint, document and person: nobody is asked twice about the same.",
    )
    touchpoint_id = fields.Many2one(required=True, ondelete="cascade", index=True)
    survey_id = fields.Many2one(
        "survey.survey", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    priority = fields.Integer(readonly=True)
    res_model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )
    event_at = fields.Datetime("Happened on", readonly=True)
    due_at = fields.Datetime("To be sent", required=True, readonly=True)
    look_at = fields.Datetime(
        "Next look",
        readonly=True,
        help="When it is decided again whether the request can be sent.",
    )
    drop_at = fields.Datetime(
        "Wait until", readonly=True, help="Then a deferred request is dropped."
    )
    released_at = fields.Datetime(
        readonly=True, help="When the budget let it go; it is sent in the same run."
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("deferred", "Deferred"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("expired", "Not answered"),
            ("bounced", "Not delivered"),
            ("dropped", "Dropped"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        readonly=True,
    )
    reason = fields.Selection(
        selection=lambda self: self._get_reason_selection(), readonly=True
    )
    lang = fields.Char(readonly=True)
    error = fields.Text(readonly=True)
    sent_at = fields.Datetime("Sent on", readonly=True)
    opened_at = fields.Datetime("Opened on", readonly=True)
    answered_at = fields.Datetime("Answered on", readonly=True)
    deadline = fields.Datetime("Can be answered until", readonly=True)
    reminder_count = fields.Integer("Reminders sent", readonly=True)
    next_reminder_at = fields.Datetime(readonly=True)

    _key = models.Constraint("UNIQUE(key)", "This person is already asked about this.")
    _waiting = models.Index("(look_at) WHERE state IN ('planned', 'deferred')")
    _asked = models.Index("(sent_at) INCLUDE (partner_id) WHERE sent_at IS NOT NULL")
    _open = models.Index("(deadline) WHERE state = 'sent'")
    _reminded = models.Index("(next_reminder_at) WHERE next_reminder_at IS NOT NULL")

    def _get_reason_selection(self):
        """Return ``[(reason, label)]`` why a request waits or was dropped."""
        return [
            ("cooldown", self.env._("Was asked a short time ago")),
            ("company", self.env._("Somebody of the company was asked this week")),
            ("opt_out", self.env._("Does not want to be asked")),
            ("archived", self.env._("The contact is archived or deleted")),
            ("no_address", self.env._("No valid mail address")),
            ("blacklist", self.env._("Mail address is on the blacklist")),
            ("no_consent", self.env._("No consent to be asked")),
            ("complaint", self.env._("An open complaint")),
            ("other_survey", self.env._("Another survey goes first")),
            ("stopped", self.env._("The touchpoint has enough answers or is off")),
            ("late", self.env._("Waited too long")),
        ]
