# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import net_promoter

SMALL_SAMPLE = 5


class SurveySurvey(models.Model):
    """A survey shows its Net Promoter Score, always with the number of answers."""

    _inherit = "survey.survey"

    has_metric = fields.Boolean(compute="_compute_nps")
    nps = fields.Float("NPS", compute="_compute_nps", help="−100 to 100")
    nps_count = fields.Integer("Scored answers", compute="_compute_nps")
    nps_value = fields.Char("NPS in short", compute="_compute_nps_texts")
    nps_summary = fields.Char("Net Promoter Score", compute="_compute_nps_texts")

    @api.depends("question_and_page_ids.metric", "user_input_ids.metric_class")
    def _compute_nps(self):
        results = self._get_net_promoters()
        for survey in self:
            result = results.get(survey._origin.id) or net_promoter(0, 0, 0)
            survey.has_metric = any(survey.question_and_page_ids.mapped("metric"))
            survey.nps = result.value or 0.0
            survey.nps_count = result.count

    @api.depends("nps", "nps_count")
    @api.depends_context("lang")
    def _compute_nps_texts(self):
        for survey in self:
            count, points = survey.nps_count, round(survey.nps)
            value = f"{points:+d}" if points else "0"
            if not count:
                survey.nps_value = self.env._("No score")
                survey.nps_summary = self.env._("NPS: no answers yet")
            elif count < survey._get_small_sample():
                survey.nps_value = self.env._("Too few")
                survey.nps_summary = self.env._(
                    "NPS: too few answers (%(count)s)", count=count
                )
            else:
                survey.nps_value = value
                survey.nps_summary = self.env._(
                    "NPS %(value)s from %(count)s answers", value=value, count=count
                )

    def _get_net_promoters(self):
        """Return ``{survey id: engine NetPromoter}`` of the surveys with answers."""
        answers = self.env["survey.user_input"]
        counts = {}
        for survey, metric_class, count in answers._read_group(
            answers._get_scored_domain() & Domain("survey_id", "in", self.ids),
            ["survey_id", "metric_class"],
            ["__count"],
        ):
            counts.setdefault(survey.id, {})[metric_class] = count
        classes = ("promoter", "passive", "detractor")
        return {
            survey_id: net_promoter(*(by_class.get(name, 0) for name in classes))
            for survey_id, by_class in counts.items()
        }

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
