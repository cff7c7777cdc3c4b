# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.grades import GRADES

LOOK_BACK = 30  # days of which a playbook says how many customers it had touched


class CrmPlaybook(models.Model):
    """What is done when a customer moves: one readable rule, one action.

    The dispatcher hands it every move once. What could not be done is kept and can
    be done again; acting twice on one move does nothing twice.
    """

    _name = "crm.playbook"
    _inherit = ["crm.literal.domain.mixin"]
    _description = "Playbook"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", help="Empty: the playbook of every company."
    )
    trigger = fields.Selection(
        [
            ("tier_up", "rises in tier"),
            ("tier_down", "falls in tier"),
            ("stage", "enters a stage"),
            ("risk", "changes in the risk of leaving"),
        ],
        "When a customer",
        required=True,
        default="tier_down",
    )
    tier_ids = fields.Many2many(
        "crm.value.tier", "crm_playbook_tier_rel", string="To one of the tiers"
    )
    from_tier_ids = fields.Many2many(
        "crm.value.tier", "crm_playbook_from_tier_rel", string="From one of the tiers"
    )
    stage_ids = fields.Many2many("crm.lifecycle.stage", string="Stages")
    churn_grade = fields.Selection(GRADES, "Risk of leaving", default="high")
    customer_domain = fields.Char("Only customers", default="[]")
    action = fields.Selection(
        selection="_get_action_selection", required=True, default="activities"
    )
    plan_id = fields.Many2one(
        "mail.activity.plan",
        "Activity plan",
        domain=[("res_model", "=", "res.partner")],
        ondelete="set null",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        help="For customers without an account manager.",
        domain=[("share", "=", False)],
    )
    template_id = fields.Many2one(
        "mail.template",
        "Mail",
        domain=[("model", "=", "res.partner")],
        ondelete="set null",
    )
    tag_id = fields.Many2one("res.partner.category", ondelete="set null")
    sentence = fields.Char("In one sentence", compute="_compute_sentence")
    touched_count = fields.Integer(
        "Customers last month",
        compute="_compute_touched_count",
        help="Customers that moved like this in the last 30 days.",
    )
    failed_ids = fields.Many2many(
        "crm.profile.change", string="Not acted on", copy=False
    )
    error = fields.Text("What went wrong", readonly=True, copy=False)

    @api.model
    def _get_action_selection(self):
        """Return ``[(action, label)]``; extend it together with ``_do_<action>``."""
        return [
            ("activities", self.env._("Plan activities")),
            ("mail", self.env._("Send a mail")),
            ("tag", self.env._("Add a tag")),
        ]

    # ---------------------------------------------------------------- in words

    @api.depends(
        "trigger",
        "tier_ids",
        "from_tier_ids",
        "stage_ids",
        "churn_grade",
        "customer_domain",
        "action",
        "plan_id",
        "template_id",
        "tag_id",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for playbook in self:
            playbook.sentence = self.env._(
                "When a customer %(moves)s: %(act)s.",
                moves=playbook._get_moves_in_words(),
                act=playbook._get_action_in_words(),
            )

    def _get_moves_in_words(self):
        to_tiers = self._join_names(self.tier_ids)
        from_tiers = self._join_names(self.from_tier_ids)
        grade = dict(self._fields["churn_grade"]._description_selection(self.env))
        words = {
            "tier_up": self.env._("rises"),
            "tier_down": self.env._("falls"),
            "stage": self.env._(
                "enters the stage %(stages)s",
                stages=self._join_names(self.stage_ids) or self.env._("of any kind"),
            ),
            "risk": self.env._(
                "has a risk of leaving that is now %(grade)s",
                grade=grade.get(self.churn_grade, ""),
            ),
        }[self.trigger]
        is_move = self.trigger in ("tier_up", "tier_down")
        if from_tiers and is_move:
            words = self.env._(
                "%(moves)s from %(tiers)s", moves=words, tiers=from_tiers
            )
        if to_tiers and is_move:
            words = self.env._("%(moves)s to %(tiers)s", moves=words, tiers=to_tiers)
        elif to_tiers:
            words = self.env._("in %(tiers)s %(moves)s", moves=words, tiers=to_tiers)
        if not self._get_customer_domain().is_true():
            words = self.env._("that fits the filter %(moves)s", moves=words)
        return words

    def _join_names(self, records):
        names = [f"“{name}”" for name in records.mapped("display_name")]
        return self.env._(" or ").join(names)

    def _get_action_in_words(self):
        words = {
            "activities": (
                self.env._("the activities of “%(name)s” are planned"),
                self.plan_id,
            ),
            "mail": (self.env._("the mail “%(name)s” is sent"), self.template_id),
            "tag": (self.env._("the tag “%(name)s” is added"), self.tag_id),
        }
        text, record = words.get(self.action, ("", self.browse()))
        if not record:
            labels = dict(self._fields["action"]._description_selection(self.env))
            return labels.get(self.action, "")
        return text % {"name": record.display_name}

    # ------------------------------------------------------------ which moves

    @api.depends(
        "trigger",
        "tier_ids",
        "from_tier_ids",
        "stage_ids",
        "churn_grade",
        "customer_domain",
        "company_id",
    )
    def _compute_touched_count(self):
        since = fields.Date.subtract(fields.Date.context_today(self), days=LOOK_BACK)
        changes = self.env["crm.profile.change"]
        for playbook in self:
            domain = playbook._get_change_domain() & Domain("change_date", ">", since)
            if not playbook.company_id:
                domain &= Domain("company_id", "in", self.env.companies.ids)
            ((playbook.touched_count,),) = changes._read_group(
                domain, aggregates=["profile_id:count_distinct"]
            )

    def _get_change_domain(self):
        """Return the domain of the ``crm.profile.change`` that this answers."""
        self.ensure_one()
        domain = Domain("profile_id", "!=", False) & self._get_trigger_domain()
        if self.tier_ids:
            domain &= Domain("to_tier_id", "in", self.tier_ids.ids)
        if self.company_id:
            domain &= Domain("company_id", "=", self.company_id.id)
        customers = self._get_customer_domain()
        if not customers.is_true():
            domain &= Domain("profile_id", "any", customers)
        return domain

    def _get_trigger_domain(self):
        """Return the domain of the kind of move; a first stage is none."""
        if self.trigger == "stage":
            domain = Domain("kind", "=", "stage") & Domain("from_stage_id", "!=", False)
            if self.stage_ids:
                domain &= Domain("to_stage_id", "in", self.stage_ids.ids)
            return domain
        if self.trigger == "risk":
            return Domain("kind", "=", "risk") & Domain(
                "to_churn_grade", "=", self.churn_grade
            )
        way = self.trigger.removeprefix("tier_")
        domain = Domain("kind", "=", "tier") & Domain("direction", "=", way)
        if self.from_tier_ids:
            domain &= Domain("from_tier_id", "in", self.from_tier_ids.ids)
        return domain

    def _get_customer_domain(self):
        return self._parse_literal_domain(
            self.customer_domain, "crm.customer.profile", self.name
        )

    @api.constrains("customer_domain")
    def _check_customer_domain(self):
        for playbook in self:
            playbook._get_customer_domain()
