# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common_insight import SurveyInsightCommon


@tagged("post_install", "-at_install")
class TestInsightDrivers(SurveyInsightCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.load("product")
        cls.worth = cls.load("worth")

    @classmethod
    def load(cls, key):
        return cls.env["crm.survey.preset"]._load(key)

    @classmethod
    def answer_all(cls, survey, rows):
        """Complete a participation of ``survey`` for each row of values."""
        questions = survey.question_ids.filtered("metric")
        for values in rows:
            answer = cls.start_answer(survey=survey, company_id=cls.company.id)
            for question, value in zip(questions, values, strict=True):
                answer._save_lines(question, value)
            answer._mark_done()

    def test_the_question_that_decides_comes_first(self):
        # Satisfaction follows the price only; the others go their own ways.
        rows = [
            (
                1 + number % 5,
                1 + number // 5 % 5,
                1 + number // 25 % 5,
                1 + number % 5,
                3,
            )
            for number in range(50)
        ]
        self.answer_all(self.product, rows)
        (section,) = [
            section
            for section in self.insight.get_page(
                "drivers", {"survey": self.product.id}
            )["sections"]
            if section["title"] == "Everybody"
        ]
        first, *others = section["rows"]
        self.assertEqual(first["label"], "It is worth its price.")
        self.assertGreater(first["value"], 95)
        self.assertTrue(all(row["value"] < 5 for row in others))
        self.assertIn(
            "“It is worth its price.” moves the score most", section["sentence"]
        )

    def test_too_few_answers_are_said_not_ranked(self):
        self.answer_all(self.product, [(3, 2, 4, 3, 1), (4, 4, 4, 4, 4)])
        page = self.insight.get_page("drivers", {"survey": self.product.id})
        self.assertEqual(page["sections"][0]["rows"], [])
        self.assertIn("Too few complete answers", page["sections"][0]["sentence"])

    def test_value_is_weighed_against_cost(self):
        # NPS, then four values and four costs; agreement 5 is 100, 4 is 75, 2 is 25.
        self.answer_all(self.worth, [(9, 5, 4, 5, 4, 4, 4, 2, 2)] * 6)
        section = self.insight.get_page("worth")["sections"][0]
        figures = {row["key"]: row["value"] for row in section["rows"]}
        self.assertEqual(
            figures,
            {
                "product": 100.0,
                "service": 75.0,
                "staff": 100.0,
                "image": 75.0,
                "money": 25.0,
                "time": 25.0,
                "effort": 75.0,
                "worry": 75.0,
            },
        )
        # (100 + 75 + 100 + 75) / 4 = 87.5 less (25 + 25 + 75 + 75) / 4 = 50.
        self.assertIn("net value +38", section["sentence"])

    def test_few_answers_are_not_weighed(self):
        self.answer_all(self.worth, [(9, 5, 4, 5, 4, 4, 4, 2, 2)] * 4)
        section = self.insight.get_page("worth")["sections"][0]
        self.assertTrue(all(row["value"] is False for row in section["rows"]))
        self.assertEqual(
            section["sentence"], "Too few answers to weigh value against cost."
        )
