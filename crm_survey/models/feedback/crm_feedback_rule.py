# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

KEEP = {"ondelete": "restrict", "context": {"active_test": False}}


class CrmFeedbackRule(models.Model):
    """What follows from an answer: a ticket, an activity, a mail, or nothing.

    Managers write it. The first rule that fits an answer acts, once; an answer that no
    rule fits has no consequence.
    """

    _name = "crm.feedback.rule"
    _description = "Follow-up rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="The first rule that fits an answer acts, the others don't."
    )
    active = fields.Boolean("On", default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )

    metric_class = fields.Selection(
        selection=lambda self: (
            self.env["survey.user_input"]
            ._fields["metric_class"]
            ._description_selection(self.env)
        ),
        string="Answer",
        help="Promoters are the satisfied ones of every metric, detractors the "
        "dissatisfied ones. Empty: any scored answer.",
    )
    minimum_score = fields.Float("Score from", default=0.0)
    maximum_score = fields.Float("Score up to", default=100.0)
    comment = fields.Selection(
        [("with", "Only with a comment"), ("without", "Only without a comment")],
        help="A comment is anything written in the customer's own words.",
    )
    tier_ids = fields.Many2many("crm.value.tier", string="Value tiers", **KEEP)
    touchpoint_ids = fields.Many2many(
        "crm.survey.touchpoint", string="Touchpoints", check_company=True, **KEEP
    )
    survey_ids = fields.Many2many(
        "survey.survey",
        string="Surveys",
        ondelete="cascade",
        context={"active_test": False},
    )

    action = fields.Selection(
        selection=lambda self: self._get_action_selection(),
        string="What is done",
        required=True,
        default="ticket",
    )
    kind = fields.Selection(
        selection=lambda self: (
            self.env["crm.feedback"]._fields["kind"]._description_selection(self.env)
        ),
        string="Type of the feedback",
    )
    cause_id = fields.Many2one("crm.feedback.cause", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        domain=[("share", "=", False)],
        check_company=True,
        ondelete="set null",
        help="Empty: the customer's account manager.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", check_company=True, ondelete="restrict"
    )
    priority = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["priority"]
            ._description_selection(self.env)
        ),
        help="Empty: the priority of the customer's tier.",
    )
    severity = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["severity"]
            ._description_selection(self.env)
        ),
        default="normal",
    )
    category_id = fields.Many2one("helpdesk.ticket.category", ondelete="restrict")
    summary = fields.Char("What to do", translate=True)
    activity_days = fields.Integer("Within (days)", default=2)
    template_id = fields.Many2one(
        "mail.template",
        "Mail",
        domain=[("model", "=", "survey.user_input")],
        ondelete="restrict",
    )
    review_url = fields.Char(
        "Link in the mail",
        help="Where the customer can write a review or recommend you.",
    )
    answer_ids = fields.One2many(
        "survey.user_input", "feedback_rule_id", "Answers followed up", readonly=True
    )

    _score_band = models.Constraint(
        "CHECK(minimum_score >= 0 AND minimum_score <= maximum_score "
        "AND maximum_score <= 100)",
        "Scores go from 0 to 100, the lowest one first.",
    )
    _days_positive = models.Constraint(
        "CHECK(activity_days >= 0)", "The days until an activity can't be negative."
    )

    @api.model
    def _get_action_selection(self):
        """Return ``[(action, label)]``; extend it together with ``_do_<action>``."""
        return [
            ("ticket", self.env._("Open a ticket")),
            ("activity", self.env._("Plan an activity")),
            ("feedback", self.env._("Only record the feedback")),
            ("mail", self.env._("Send a mail to the customer")),
            ("nothing", self.env._("Nothing")),
        ]

    @api.constrains("action", "template_id", "review_url")
    def _check_mail(self):
        for rule in self:
            if rule.action == "mail" and not rule.template_id:
                raise ValidationError(self.env._("Choose the mail that is sent."))
            if rule.template_id and rule.template_id.model != "survey.user_input":
                raise ValidationError(
                    self.env._(
                        "“%(mail)s” is not a mail about a survey answer.",
                        mail=rule.template_id.name,
                    )
                )
            link = (rule.review_url or "").strip()
            if link and not link.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("A link begins with https:// or http://.")
                )

    # --------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("company_id")
    def _get_active_ids(self, company_id):
        """Return the ids of a company's rules that are on, the first one first."""
        return self.sudo().search([("company_id", "=", company_id)]).ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        answers = self.env["survey.user_input"].sudo()
        for rule in self:
            if answers.search_count([("feedback_rule_id", "=", rule.id)], limit=1):
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” has answered customers. Switch it off instead; "
                        "then everybody can still see what it did.",
                        rule=rule.name,
                    )
                )
