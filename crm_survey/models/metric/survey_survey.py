# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import Tally

SMALL_SAMPLE = 5


class SurveySurvey(models.Model):
    """A survey shows the figure of its main question, with the number of answers.

    That is the first Net Promoter question, else the first question with a metric.
    """

    _inherit = "survey.survey"

    has_metric = fields.Boolean(compute="_compute_metric")
    metric_name = fields.Char("Metric", compute="_compute_metric")
    metric_value = fields.Char("Figure in short", compute="_compute_metric")
    metric_count = fields.Integer("Scored answers", compute="_compute_metric")
    metric_summary = fields.Char("Figure", compute="_compute_metric")
    nps = fields.Float("NPS", compute="_compute_metric", help="−100 to 100")

    @api.depends("question_and_page_ids.metric", "user_input_ids.metric_class")
    @api.depends_context("lang")
    def _compute_metric(self):
        questions = self._get_headline_questions()
        every = self.env["survey.question"].union(*questions.values())
        tallies = every._get_tallies()
        names = every._get_short_names()
        for survey in self:
            question = questions.get(survey._origin.id, every.browse())
            survey.has_metric = bool(question)
            tally = tallies.get((question.id, None), Tally())
            survey.metric_count = tally.count
            survey.nps = 0.0
            if not question:
                survey.metric_name = survey.metric_value = survey.metric_summary = False
                continue
            metric = question._get_metric()
            estimate = tally.estimate(metric["figure"], survey._get_small_sample())
            survey.metric_name = names[metric["family"]]
            survey.metric_value = question._tell_estimate(estimate)["value"]
            survey.metric_summary = survey._tell_metric(estimate)
            if metric["family"] == "nps":
                survey.nps = estimate.value or 0.0

    def _tell_metric(self, estimate):
        """Return the main figure in a sentence, never without its number of answers."""
        name = self.metric_name
        if not estimate.count:
            return self.env._("%(metric)s: no answers yet", metric=name)
        if estimate.is_small:
            return self.env._(
                "%(metric)s: too few answers (%(count)s)",
                metric=name,
                count=estimate.count,
            )
        return self.env._(
            "%(metric)s %(value)s from %(count)s answers",
            metric=name,
            value=self.metric_value,
            count=estimate.count,
        )

    def _get_headline_questions(self):
        """Return ``{survey id: its main question}``; without metric none."""
        found = {}
        for survey in self:
            measured = survey.question_and_page_ids.filtered("metric").sorted(
                lambda question: (question.sequence, question._origin.id)
            )
            is_nps = measured.filtered(
                lambda question: question._get_metric()["family"] == "nps"
            )
            if measured:
                found[survey._origin.id] = (is_nps or measured)[0]._origin
        return found

    @api.model
    def _get_small_sample(self):
        """Hook: with fewer answers than this no score is shown, only the count."""
        return SMALL_SAMPLE

    def action_view_scored_answers(self):
        """Open the scored participations of these surveys."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.survey_user_input_action"
        )
        domain = self.env["survey.user_input"]._get_scored_domain()
        action["domain"] = list(domain & Domain("survey_id", "in", self.ids))
        action["context"] = {"search_default_group_by_metric_class": 1}
        return action
