# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SurveySurvey(models.Model):
    """A survey can promise anonymity, and can be answered by one click."""

    _inherit = "survey.survey"

    is_anonymous = fields.Boolean(
        "Anonymous",
        help="Answers keep no contact, mail address, user or invitation, and only the "
        "day. The invitation knows that it was answered, so nobody is reminded twice.",
    )

    @api.constrains("is_anonymous", "is_time_limited", "certification", "survey_type")
    def _check_anonymous(self):
        for survey in self.filtered("is_anonymous"):
            if survey.is_time_limited or survey.certification:
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” can't be anonymous: a time limit needs the exact "
                        "time of an answer, a certificate needs a name.",
                        survey=survey.title,
                    )
                )
            if survey.survey_type == "live_session":
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” can't be anonymous: in a live session everybody "
                        "sees who answers.",
                        survey=survey.title,
                    )
                )

    def write(self, vals):
        if "is_anonymous" in vals:
            self._check_promise(bool(vals["is_anonymous"]))
        return super().write(vals)

    def action_end_session(self):
        """Let participations know that the session ends, not they by themselves."""
        ending = self.with_context(is_survey_session_end=True)
        return super(SurveySurvey, ending).action_end_session()

    def _check_promise(self, is_anonymous):
        """Refuse to change what was promised to those who have answered."""
        changed = self.filtered(lambda survey: survey.is_anonymous != is_anonymous)
        answered = (
            self.env["survey.user_input"]
            .sudo()
            .search(
                [("survey_id", "in", changed.ids), ("test_entry", "=", False)], limit=1
            )
        )
        if answered:
            raise UserError(
                self.env._(
                    "“%(survey)s” has answers: what their people were promised can't "
                    "be changed. Duplicate the survey instead.",
                    survey=answered.survey_id.title,
                )
            )

    def _get_one_click_question(self):
        """Return the first question if a click can answer it, else none."""
        self.ensure_one()
        first = self.question_ids[:1]
        if self.questions_selection == "random" or first.question_type != "scale":
            return first.browse()
        return first
