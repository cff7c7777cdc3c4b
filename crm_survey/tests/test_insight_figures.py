# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common_insight import SurveyInsightCommon


@tagged("post_install", "-at_install")
class TestInsightFigures(SurveyInsightCommon, HttpCase):
    """A mean of few answers is no figure, wherever answers are grouped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.make_partner("Ada")
        cls.few = cls.make_survey("Few answers")
        cls.make_answers([10] * 4 + [0])
        cls.make_answers([3] * 4, survey=cls.few)
        cls.surveys = [("survey_id", "in", (cls.survey + cls.few).ids)]

    def read_figures(self, model, domain, *figures):
        """Return ``{survey: (its number of answers, its figures…)}``."""
        rows = self.env[model].formatted_read_group(
            domain, ["survey_id"], ["__count", *figures]
        )
        return {
            row["survey_id"][1]: (row["__count"], *(row[name] for name in figures))
            for row in rows
        }

    def test_five_answers_make_a_figure_four_do_not(self):
        figures = self.read_figures(
            "crm.survey.score", self.surveys, "nps:avg", "score:avg", "value:avg"
        )
        # 4 promoters and 1 detractor of 5: 60; answers of 10 and 0: mean 8.
        self.assertEqual(figures["Recommendation"], (5, 60.0, 80.0, 8.0))
        self.assertEqual(figures["Few answers"], (4, False, False, False))

    def test_answers_to_other_questions_do_not_make_it_larger(self):
        """Four scores of satisfaction among nine answers: NPS counts five."""
        csat = self.make_survey("Satisfaction", question_and_page_ids=[])
        self.make_question(csat, metric="csat")
        self.make_answers([5] * 4, survey=csat)
        (row,) = self.env["crm.survey.score"].formatted_read_group(
            [("survey_id", "in", (self.survey + csat).ids)],
            [],
            ["nps:avg", "satisfied:avg", "satisfied:count", "__count"],
        )
        self.assertEqual(row["nps:avg"], 60.0)
        self.assertEqual((row["satisfied:avg"], row["satisfied:count"]), (False, 4))
        self.assertEqual(row["__count"], 9)

    def test_participations_and_totals_are_guarded_too(self):
        figures = self.read_figures(
            "survey.user_input", self.surveys, "metric_score:avg"
        )
        self.assertEqual(figures["Recommendation"], (5, 80.0))
        self.assertEqual(figures["Few answers"], (4, False))
        sets = self.env["crm.survey.score"].formatted_read_grouping_sets(
            self.surveys, [["survey_id"], []], ["nps:avg"]
        )
        # The total of nine: 4 promoters, 5 detractors.
        self.assertAlmostEqual(sets[1][0]["nps:avg"], -100 / 9)

    def test_parts_of_answers_count_in_part(self):
        ann = self.make_user("handler_ann", "base.group_user")
        bob = self.make_user("handler_bob", "base.group_user")
        for number in range(2):
            shares = {ann: 100}
            self.make_credited_answer(number, 10, self.partner, shares)
        for number in range(2, 7):
            shares = {ann: 20, bob: 80}
            self.make_credited_answer(number, 10, self.partner, shares)
        rows = self.env["crm.survey.handler.report"].formatted_read_group(
            [("user_id", "in", (ann + bob).ids)],
            ["user_id"],
            ["nps:avg", "answers:sum"],
        )
        found = {
            row["user_id"][0]: (row["nps:avg"], row["answers:sum"]) for row in rows
        }
        # Ann: (2 + 5 × 0.2)² ÷ (2 + 5 × 0.04) = 9 ÷ 2.2, some 4 answers; Bob: five.
        self.assertEqual(found[ann.id], (False, 7))
        self.assertAlmostEqual(found[bob.id][0], 100)
        self.assertEqual(found[bob.id][1], 5)

    def test_screens_grey_what_is_too_few(self):
        self.analyst.lang = "en_US"
        self.start_tour(
            "/odoo/survey-scores", "crm_survey_small_samples", login="voice_analyst"
        )
