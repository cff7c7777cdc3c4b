# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmFeedback(models.Model):
    """One voice of a customer, whatever the source, on its way to being healed.

    Surveys, portal, tickets and people write it; it is closed by a verification.
    """

    _name = "crm.feedback"
    _description = "Customer feedback"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "crm.profile.link.mixin",
    ]
    _order = "received_at desc, id desc"
    _check_company_auto = True

    name = fields.Char("Subject", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", tracking=True
    )
    source = fields.Selection(
        [
            ("survey", "Survey"),
            ("portal", "Form on the portal"),
            ("ticket", "Ticket"),
            ("review", "Online review"),
            ("interview", "Interview or focus group"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    source_key = fields.Char(
        readonly=True,
        copy=False,
        help="One item for one voice, however often it comes.",
    )
    channel_id = fields.Many2one("helpdesk.ticket.channel", ondelete="set null")
    kind = fields.Selection(
        [
            ("complaint", "Complaint"),
            ("suggestion", "Suggestion"),
            ("question", "Question"),
            ("praise", "Praise"),
        ],
        "Type",
        tracking=True,
    )
    score = fields.Float("Score (0–100)", aggregator="avg")
    has_score = fields.Boolean()
    verbatim = fields.Text("What the customer said")
    cause_id = fields.Many2one(
        "crm.feedback.cause", ondelete="restrict", index=True, tracking=True
    )
    received_at = fields.Datetime(
        required=True, default=fields.Datetime.now, readonly=False
    )
    asked_tier_id = fields.Many2one(
        "crm.value.tier", "Value tier then", readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "Owner", index=True, tracking=True)
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="set null")
    deadline_date = fields.Date("Deadline", tracking=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("classified", "Classified"),
            ("in_work", "In work"),
            ("answered", "Answered"),
            ("improved", "Improved"),
            ("verified", "Verified"),
            ("not_recovered", "Not recovered"),
        ],
        required=True,
        default="new",
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    user_input_id = fields.Many2one(
        "survey.user_input",
        "Answer",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    action_id = fields.Many2one(
        "crm.improvement.action",
        "Improvement",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        tracking=True,
    )

    _source_key = models.UniqueIndex(
        "(source_key) WHERE source_key IS NOT NULL", "This voice is already recorded."
    )
