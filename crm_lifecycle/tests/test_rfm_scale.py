# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..engine.rfm import get_marks
from ..engine.score_days import PAST
from .common import LifecycleCommon

TODAY = date(2024, 3, 1)


@tagged("post_install", "-at_install")
class TestRfmScale(LifecycleCommon):
    """Fixed cut points: a customer's marks depend on nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.make_policy(activate=False, rfm_method="fixed")

    def scale_of(self, metric):
        return self.draft.rfm_scale_ids.filtered(lambda row: row.metric == metric)

    def test_fifths_have_no_fixed_cut_points(self):
        self.draft.rfm_method = "quantile"

        self.assertEqual(self.draft._get_fixed_cut_points(TODAY), {})

    def test_marks_fall_where_the_sentence_says(self):
        cuts = self.draft._get_fixed_cut_points(TODAY)
        days_ago = (0, 30, 31, 60, 61, 120, 121, 240, 241, 4000)
        last_days = [(TODAY - timedelta(days=days) - PAST).days for days in days_ago]

        self.assertEqual(
            self.scale_of("recency").sentence,
            "Up to 30 days ago gives 5, up to 60 gives 4, up to 120 gives 3, up to 240 "
            "gives 2, longer ago gives 1.",
        )
        self.assertEqual(
            get_marks(last_days, cuts["recency"]).tolist(),
            [5, 5, 4, 4, 3, 3, 2, 2, 1, 1],
        )
        self.assertEqual(
            get_marks([0, 1, 2, 3, 4, 5, 8, 9], cuts["frequency"]).tolist(),
            [1, 1, 2, 3, 3, 4, 4, 5],
        )
        self.assertEqual(
            get_marks([-5, 100, 100.01, 500, 5000, 5001], cuts["monetary"]).tolist(),
            [1, 1, 2, 2, 4, 5],
        )
        self.assertEqual(set(cuts), {"recency", "frequency", "monetary"})

    def test_cut_points_ascend(self):
        for cuts in self.draft._get_fixed_cut_points(TODAY).values():
            self.assertEqual(cuts, sorted(set(cuts)))

    def test_cut_points_that_do_not_rise_are_refused(self):
        for vals in ({"limit_2": 30}, {"limit_3": 10}, {"limit_4": 119.5}):
            with (
                self.subTest(vals),
                self.assertRaisesRegex(
                    ValidationError,
                    "“Recency: days since the last purchase”: each cut point must be "
                    "larger than the one before it",
                ),
                self.env.cr.savepoint(),
            ):
                self.scale_of("recency").write(vals)

    def test_days_below_zero_are_refused_and_money_below_zero_is_not(self):
        with self.assertRaisesRegex(ValidationError, "days are counted from 0"):
            self.scale_of("frequency").limit_1 = -1
        self.scale_of("monetary").limit_1 = -1
        self.assertEqual(
            self.draft._get_fixed_cut_points(TODAY)["monetary"], [-1, 500, 1000, 5000]
        )

    def test_policy_without_its_cut_points_is_not_activated(self):
        self.scale_of("monetary").unlink()

        self.assertIn("has no fixed cut points", self.draft.findings)

    def test_new_version_keeps_the_cut_points(self):
        self.scale_of("recency").limit_1 = 10

        copy = self.draft._copy_for(self.company)

        self.assertEqual(
            copy._get_fixed_cut_points(TODAY), self.draft._get_fixed_cut_points(TODAY)
        )
        self.assertEqual(copy.rfm_method, "fixed")

    def test_draft_shows_the_cut_points_of_last_night(self):
        self.make_policy()
        amounts = {self.make_partner(f"C{row}"): 10 * row for row in range(1, 6)}
        self.make_invoices("2024-01-05", amounts)
        self.run_night("2024-03-01")

        self.assertEqual(
            [(row["label"], row["cuts"]) for row in self.draft.rfm_cut_table],
            [
                ("Last purchase", ["2024-01-05"] * 4),
                ("Days with a purchase", [1, 1, 1, 1]),
                ("Revenue in the window", [10, 20, 30, 40]),
            ],
        )
