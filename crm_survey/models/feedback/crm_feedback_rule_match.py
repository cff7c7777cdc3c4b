# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

COUNTED_DAYS = 30
WORDS = ("char_box", "text_box")


class CrmFeedbackRule(models.Model):
    """Which answers a rule fits, one by one and counted."""

    _inherit = "crm.feedback.rule"

    fit_count = fields.Integer(
        "Fit in 30 days", compute="_compute_fit_count", compute_sudo=True
    )
    fit_sentence = fields.Char(compute="_compute_fit_sentence")
    done_count = fields.Integer("Followed up", compute="_compute_done_count")

    def _get_domain(self):
        """Return the domain of the participations that fit this rule."""
        self.ensure_one()
        domain = self.env["survey.user_input"]._get_scored_domain()
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain("metric_score", ">=", self.minimum_score)
        domain &= Domain("metric_score", "<=", self.maximum_score)
        if self.metric_class:
            domain &= Domain("metric_class", "=", self.metric_class)
        if self.tier_ids:
            domain &= Domain("tier_id", "in", self.tier_ids.ids)
        if self.touchpoint_ids:
            domain &= Domain("touchpoint_id", "in", self.touchpoint_ids.ids)
        if self.survey_ids:
            domain &= Domain("survey_id", "in", self.survey_ids.ids)
        if self.comment:
            said = Domain("answer_type", "in", WORDS) & Domain("skipped", "=", False)
            operator = "any" if self.comment == "with" else "not any"
            domain &= Domain("user_input_line_ids", operator, said)
        return domain

    def _fits(self, answer):
        """Tell whether ``answer``, as it is in memory, fits this rule: no query."""
        self.ensure_one()
        said = bool(answer._get_verbatim()) if self.comment else None
        return (
            bool(answer.metric_class)
            and answer.company_id == self.company_id
            and self.minimum_score <= answer.metric_score <= self.maximum_score
            and self.metric_class in (False, answer.metric_class)
            and (not self.tier_ids or answer.tier_id in self.tier_ids)
            and (not self.touchpoint_ids or answer.touchpoint_id in self.touchpoint_ids)
            and (not self.survey_ids or answer.survey_id in self.survey_ids)
            and (said is None or said == (self.comment == "with"))
        )

    @api.model
    def _find(self, answer):
        """Return the rule that follows ``answer``: the first that fits, or none."""
        rules = self.sudo().browse(self._get_active_ids(answer.company_id.id))
        return next((rule for rule in rules if rule._fits(answer)), rules.browse())

    # ------------------------------------------------------------------- counts

    @api.depends(
        "company_id",
        "metric_class",
        "minimum_score",
        "maximum_score",
        "comment",
        "tier_ids",
        "touchpoint_ids",
        "survey_ids",
    )
    def _compute_fit_count(self):
        """Count the answers of the last thirty days that fit; other rules may go
        first.
        """
        since = fields.Datetime.now() - timedelta(days=COUNTED_DAYS)
        answers = self.env["survey.user_input"]
        for rule in self:
            domain = rule._get_domain() & Domain("completed_at", ">=", since)
            rule.fit_count = answers.search_count(domain)

    @api.depends("fit_count")
    @api.depends_context("lang")
    def _compute_fit_sentence(self):
        for rule in self:
            if not rule.fit_count:
                rule.fit_sentence = self.env._("No answer of the last 30 days fits it.")
            elif rule.fit_count == 1:
                rule.fit_sentence = self.env._("1 answer of the last 30 days fits it.")
            else:
                rule.fit_sentence = self.env._(
                    "%(count)s answers of the last 30 days fit it.",
                    count=rule.fit_count,
                )

    @api.depends("answer_ids")
    def _compute_done_count(self):
        groups = (
            self.env["survey.user_input"]
            .sudo()
            ._read_group(
                [("feedback_rule_id", "in", self.ids)],
                ["feedback_rule_id"],
                ["__count"],
            )
        )
        counts = {rule.id: count for rule, count in groups}
        for rule in self:
            rule.done_count = counts.get(rule.id, 0)

    def action_view_answers(self):
        """Open the answers that this rule has followed up."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.survey_user_input_action"
        )
        return {**action, "domain": [("feedback_rule_id", "=", self.id)], "context": {}}
