# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_insight import SurveyInsightCommon


@tagged("post_install", "-at_install")
class TestInsightScores(SurveyInsightCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.make_partner("Ada")
        cls.other = cls.env["survey.survey"].browse(cls.make_survey("Few answers").id)

    def test_score_comes_with_number_and_interval(self):
        self.make_answers([10] * 7 + [8] * 2 + [3])
        (row,) = self.get_rows("scores", 0, metric="nps").values()
        self.assertEqual((row["count"], row["value"]), (10, 60.0))
        self.assertEqual((round(row["low"]), round(row["high"])), (5, 86))
        self.assertFalse(row["is_small"])

    def test_small_sample_gives_no_figure_away(self):
        self.make_answers([10] * 5)
        self.make_answers([0] * 4, survey=self.other)
        rows = self.get_rows("scores", 1, metric="nps", by="survey_id")
        self.assertEqual(set(rows), {"Recommendation", "Few answers"})
        few = rows["Few answers"]
        self.assertEqual(
            (few["count"], few["is_small"], few["value"], few["low"], few["high"]),
            (4, True, False, False, False),
        )
        self.assertEqual(rows["Recommendation"]["value"], 100.0)

    def test_change_is_told_only_when_chance_does_not_explain_it(self):
        self.make_answers([10] * 5 + [0] * 25, days_ago=120)
        self.make_answers([10] * 25 + [0] * 5, days_ago=10)
        (row,) = self.get_rows("scores", 0, metric="nps", months=3).values()
        # 25 − 5 of 30 are +66.7; 5 − 25 of 30 were −66.7.
        self.assertEqual(round(row["change"]["value"], 1), 133.3)
        self.assertEqual(row["change"]["direction"], 1)

    def test_a_move_by_chance_is_no_change(self):
        self.make_answers([10] * 6 + [0] * 5, days_ago=120)
        self.make_answers([10] * 7 + [0] * 5, days_ago=10)
        (row,) = self.get_rows("scores", 0, metric="nps", months=3).values()
        self.assertEqual(row["change"]["direction"], 0)

    def test_means_have_changes_on_their_own_scale(self):
        stars = self.make_survey(
            "Stars",
            question_and_page_ids=[Command.create({"title": "S", "metric": "star"})],
        )
        self.make_answers([3, 4] * 5, survey=stars, days_ago=120)
        self.make_answers([4, 5] * 5, survey=stars, days_ago=10)
        (row,) = self.get_rows("scores", 0, metric="star", months=3).values()
        self.assertEqual((row["value"], row["change"]["direction"]), (4.5, 1))
        self.assertAlmostEqual(row["change"]["value"], 1.0)
        self.make_answers([5] * 4, survey=stars, days_ago=200)
        rows = self.get_rows("scores", 0, metric="star", months=5)
        self.assertFalse(rows["All answers"]["change"])

    def test_handlers_count_by_their_share_of_work(self):
        ann = self.make_user("handler_ann", "base.group_user")
        bob = self.make_user("handler_bob", "base.group_user")
        for number in range(5):
            shares = {ann: 80, bob: 20}
            self.make_credited_answer(number, 10, self.make_partner("P"), shares)
        for number in range(5, 10):
            shares = {ann: 20, bob: 80}
            self.make_credited_answer(number, 0, self.make_partner("P"), shares)
        rows = self.get_rows("scores", 1, metric="nps", by="user_id")
        # Ann: 5 × 0.8 promoters, 5 × 0.2 detractors of 5 × 1.0: (4 − 1) / 5.
        self.assertAlmostEqual(rows[ann.name]["value"], 60.0)
        self.assertAlmostEqual(rows[bob.name]["value"], -60.0)
        self.assertEqual(rows[ann.name]["count"], 10)
        report = self.env["crm.survey.handler.report"]
        figures = report._read_group(
            [("user_id", "in", (ann + bob).ids)],
            ["user_id"],
            ["nps:avg", "work:sum", "answers:sum"],
        )
        self.assertEqual(
            [(user, round(nps), round(work, 2), n) for user, nps, work, n in figures],
            [(ann, 60, 5.0, 10), (bob, -60, 5.0, 10)],
        )

    def test_rows_lead_to_their_answers(self):
        self.make_answers([10] * 5)
        self.make_answers([0] * 6, survey=self.other)
        rows = self.get_rows("scores", 1, metric="nps", by="survey_id")
        found = self.env[rows["Few answers"]["model"]].search(
            rows["Few answers"]["domain"]
        )
        self.assertEqual(len(found), 6)
        self.assertEqual(found.survey_id, self.other)

    def test_choices_that_are_not_offered_become_defaults(self):
        self.make_answers([10] * 5)
        page = self.insight.get_page("scores", {"by": "password", "months": "x"})
        chosen = {choice["name"]: choice["value"] for choice in page["choices"]}
        self.assertEqual((chosen["by"], chosen["months"]), ("tier_id", 12))
        with self.assertRaises(ValidationError):
            self.insight.get_page("secrets")

    def test_other_companies_do_not_count(self):
        self.make_answers([10] * 5)
        other = self.make_company("Other company")
        self.make_answers([0] * 5).sudo().company_id = other
        scores = self.env["crm.survey.score"].search([("nps", "=", -100)])
        self.env.cr.execute(
            "UPDATE crm_survey_score SET company_id = %s WHERE id = ANY(%s)",
            (other.id, scores.ids),
        )
        scores.invalidate_recordset()
        (row,) = self.get_rows("scores", 0, metric="nps").values()
        self.assertEqual((row["count"], row["value"]), (5, 100.0))

    def test_pages_need_the_right_to_read_scores(self):
        stranger = self.make_user("stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.insight.with_user(stranger).get_page("scores")
        page = self.insight.with_user(self.analyst).get_page("scores")
        self.assertEqual(page["sections"], [])
