# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command

from .common import SurveyMetricCommon


class MetricCommon(SurveyMetricCommon):
    """One survey for questions of every metric, and the rows that answers leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.make_partner("Ada")
        cls.survey = cls.make_survey("Everything", question_and_page_ids=[])

    def ask(self, metric, **vals):
        return self.make_question(self.survey, title=metric, metric=metric, **vals)

    def reply(self, answers, **vals):
        """Return a completed participation that gave ``{question: answer}``."""
        participation = self.start_answer(self.partner, self.survey, **vals)
        for question, answer in answers.items():
            participation._save_lines(question, answer)
        participation._mark_done()
        return participation

    def read_rows(self, participation):
        """Return what the table holds, NULL told from 0."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT metric, value, score, metric_class, nps, satisfied
                 FROM crm_survey_score WHERE user_input_id = %s ORDER BY id""",
            [participation.id],
        )
        return self.env.cr.fetchall()

    def make_weighted(self, question_type, weights):
        choices = [
            Command.create({"value": f"Choice {weight}", "answer_score": weight})
            for weight in weights
        ]
        return self.ask(
            "weighted", question_type=question_type, suggested_answer_ids=choices
        )

    def make_matrix(self, metric="likert", **vals):
        rows = [Command.create({"value": name}) for name in ("Speed", "Price")]
        return self.ask(metric, question_type="matrix", matrix_row_ids=rows, **vals)
