# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

OPEN = ("new", "classified", "in_work", "not_recovered")


class CrmFeedback(models.Model):
    """One voice of a customer, whatever the source, on its way to being healed.

    Surveys, portal, tickets and people write it, by ``_receive``; steps (buttons) move
    its state and write its measures; it is closed by a verification.
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
        "res.partner",
        "Customer",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    author = fields.Char(
        "Said by", help="A name or nickname, where the customer is not known."
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
        "Key at the source",
        copy=False,
        help="What names this voice at its source, for example the number of a review: "
        "one item for one voice, however often it is imported.",
    )
    source_url = fields.Char("Link")
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
    metric_class = fields.Selection(
        selection=lambda self: (
            self.env["survey.user_input"]
            ._fields["metric_class"]
            ._description_selection(self.env)
        ),
        string="Class",
        readonly=True,
    )
    verbatim = fields.Text("What the customer said")
    cause_id = fields.Many2one(
        "crm.feedback.cause", ondelete="restrict", index=True, tracking=True
    )
    received_at = fields.Datetime(
        "Received", required=True, default=fields.Datetime.now, readonly=False
    )
    asked_tier_id = fields.Many2one(
        "crm.value.tier",
        "Value tier then",
        compute="_compute_asked_tier_id",
        compute_sudo=True,
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        domain=[("share", "=", False)],
        index=True,
        tracking=True,
        help="Who sees to it. Empty: the customer's account manager, else somebody who "
        "leads the team or the voice of the customer.",
    )
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
    touchpoint_id = fields.Many2one(
        "crm.survey.touchpoint", readonly=True, ondelete="set null"
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
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        tracking=True,
    )
    no_action_reason = fields.Text(
        "Why nothing is changed",
        copy=False,
        tracking=True,
        help="Where there is no improvement action, for example a single mistake that "
        "was put right.",
    )

    _source_key = models.UniqueIndex(
        "(company_id, source_key) WHERE source_key IS NOT NULL",
        "This voice is already recorded.",
    )
    _ticket = models.UniqueIndex(
        "(ticket_id) WHERE ticket_id IS NOT NULL",
        "This ticket belongs to another feedback already.",
    )
    _open = models.Index(
        """(company_id, partner_id)
        WHERE state IN ('new', 'classified', 'in_work', 'not_recovered')"""
    )
