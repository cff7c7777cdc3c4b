# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, fields

from odoo.addons.crm_lifecycle.tests.common import LifecycleCommon


class SurveyMetricCommon(LifecycleCommon):
    """Surveys with a Net Promoter question, and people who answer them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey_user = cls.make_user(
            "survey_user", "base.group_user,survey.group_survey_user"
        )
        cls.survey_manager = cls.make_user(
            "survey_manager", "base.group_user,survey.group_survey_manager"
        )
        cls.survey = cls.make_survey("Recommendation")
        cls.question = cls.survey.question_ids

    @classmethod
    def make_responsible(cls, company):
        """Return a survey user of ``company`` who may enter the test company too."""
        user = cls.make_user(
            f"survey_user_{company.id}",
            "base.group_user,survey.group_survey_user",
            company=company,
        )
        user.company_ids |= cls.company
        return user

    @classmethod
    def make_survey(cls, title, **vals):
        """Return a public survey of one page with one Net Promoter question."""
        return cls.env["survey.survey"].create(
            {
                "title": title,
                "access_mode": "public",
                "questions_layout": "one_page",
                "user_id": cls.env.user.id,
                "question_and_page_ids": [
                    Command.create(
                        {"title": "Would you recommend us?", "metric": "nps"}
                    )
                ],
                **vals,
            }
        )

    @classmethod
    def make_question(cls, survey=None, **vals):
        """Return one more question of ``survey``."""
        survey = survey or cls.survey
        return cls.env["survey.question"].create(
            {"title": "And then?", "survey_id": survey.id, "sequence": 20, **vals}
        )

    @classmethod
    def start_answer(cls, partner=None, survey=None, **vals):
        """Return a participation that has begun."""
        answer = cls.env["survey.user_input"].create(
            {
                "survey_id": (survey or cls.survey).id,
                "partner_id": partner.id if partner else False,
                **vals,
            }
        )
        answer._mark_in_progress()
        return answer

    @classmethod
    def make_answer(cls, value, partner=None, survey=None, at=None, **vals):
        """Return a completed participation; ``None`` skips the question."""
        survey = survey or cls.survey
        answer = cls.start_answer(partner, survey, **vals)
        answer._save_lines(survey.question_ids.filtered("metric")[:1], value)
        if at:
            done = {"state": "done", "end_datetime": fields.Datetime.to_datetime(at)}
            answer.write(done)
        else:
            answer._mark_done()
        return answer
