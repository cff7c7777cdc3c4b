# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestExplanation(LifecycleCommon):
    """Every tier explains itself: criteria and points, in words.

    A sold 100 and B 50. Only sales are weighted: B, with nobody below, has 0 points;
    A, with half of the customers below (two whole fifths), has 2 x 25 = 50.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(activate=False)
        cls.policy.weight_ids.filtered(lambda row: row.metric != "revenue").unlink()
        share = {"measure": "customer_share", "has_maximum": True, "maximum": 50}
        least = {"measure": "score", "has_minimum": True, "minimum": 10}
        cls.set_criteria(cls.policy, {cls.high: [share, least]})
        cls.policy.action_activate()
        cls.a, cls.b = cls.make_partner("A"), cls.make_partner("B")
        cls.make_invoices("2024-01-05", {cls.a: 100, cls.b: 50})
        cls.run_night("2024-03-01")

    def expect(self, tier, value, score, is_met):
        return {
            "tier": tier,
            "score": score,
            "currency_id": self.company.currency_id.id,
            "criteria": [
                {
                    "tier": "High value",
                    "sentence": "the best customers left, up to 50 % of the customers",
                    "label": "Revenue in the window",
                    "unit": "money",
                    "value": value,
                    "operator": ">",
                    "threshold": 50.0,  # B would make the group too large
                    "met": is_met,
                },
                {
                    "tier": "High value",
                    "sentence": "Score (0–100) of 10 or more",
                    "label": "Score (0–100)",
                    "unit": "points",
                    "value": score,
                    "operator": ">=",
                    "threshold": 10.0,
                    "met": is_met,
                },
            ],
            "contributions": [
                {
                    "metric": "revenue",
                    "label": "Sales",
                    "points": score,
                    "maximum": 100.0,
                }
            ],
        }

    def test_customer_explains_its_tier(self):
        self.assertEqual(
            [self.profile_of(partner).explanation for partner in (self.a, self.b)],
            [
                self.expect("High value", 100.0, 50.0, True),
                self.expect("Minimal value", 50.0, 0.0, False),
            ],
        )

    def test_change_explains_itself_as_it_was(self):
        change = self.history_of(self.a)
        self.make_invoices("2024-03-02", {self.b: 500})
        self.run_night("2024-03-02")

        self.assertEqual(
            change.explanation, self.expect("High value", 100.0, 50.0, True)
        )

    def test_change_of_stage_has_no_tier_to_explain(self):
        changes = self.profile_of(self.a).change_ids

        self.assertEqual(
            sorted((change.kind, bool(change.explanation)) for change in changes),
            [("stage", False), ("tier", True)],
        )

    def test_account_manager_reads_the_explanation(self):
        self.a.user_id = self.user
        profile = self.profile_of(self.a).with_user(self.user)

        self.assertEqual(profile.explanation["tier"], "High value")

    def test_policy_shows_the_cut_points_of_the_night(self):
        rows = self.policy.calibration_table

        self.assertEqual(
            {row["label"]: row["cuts"] for row in rows},
            {
                # of two values, the lower one holds up to 50 %, the higher the rest
                "Revenue in the window": [50.0, 50.0, 100.0, 100.0],
                "Margin in the window": [15.0, 15.0, 30.0, 30.0],
                "First purchase": ["2024-01-05"] * 4,
                "Days with a purchase": [1, 1, 1, 1],
                "Last purchase": ["2024-01-05"] * 4,
            },
        )

    def test_explanation_of_an_amount_is_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.high.with_context(lang="fr_FR").name = "Valeur haute"

        profile = self.profile_of(self.a).with_context(lang="fr_FR")

        self.assertEqual(profile.explanation["tier"], "Valeur haute")
