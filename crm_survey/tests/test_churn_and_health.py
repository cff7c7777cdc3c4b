# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from math import exp, log

from odoo.tests import tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestChurnAndHealth(SurveyMetricCommon):
    """Answers move the risk of churn and the health, by the handbook's weights."""

    ANSWERS = {"Delighted": 10, "Neutral": 5, "Sceptic": 3, "Angry": 0, "Silent": None}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.who = {name: cls.make_partner(name) for name in cls.ANSWERS}
        for day in ("2026-01-05", "2026-02-04", "2026-03-06"):
            cls.make_invoices(day, dict.fromkeys(cls.who.values(), 100))
        for name, answer in cls.ANSWERS.items():
            if answer is not None:
                cls.make_answer(answer, cls.who[name], at="2026-03-10 10:00:00")
        cls.run_night("2026-03-31")

    def get_values(self, name):
        """Return the profiles' values of one field by the customer's name."""
        return {
            customer: self.profile_of(partner)[name]
            for customer, partner in self.who.items()
        }

    def test_dissatisfaction_raises_the_log_odds(self):
        """Satisfaction 100, 50, 30 and 0: strength 0, 0, 0.4 and 1, weight 0.8."""
        silent = self.get_values("silent_chance")
        (chance,) = set(silent.values())
        odds = log(chance / (1 - chance))
        added = {"Delighted": 0, "Neutral": 0, "Sceptic": 0.32, "Angry": 0.8}

        self.assertEqual(
            self.get_values("churn_probability"),
            {
                name: round(1 / (1 + exp(-odds - added.get(name, 0))), 2)
                for name in self.ANSWERS
            },
        )

    def test_reasons_name_the_dissatisfaction(self):
        found = {
            name: [
                (row["label"], round(row["value"], 6))
                for row in reasons
                if row["factor"] == "dissatisfaction"
            ]
            for name, reasons in self.get_values("churn_reasons").items()
        }

        self.assertEqual(
            found,
            {
                "Delighted": [],
                "Neutral": [],
                "Sceptic": [("Dissatisfied by surveys", 0.32)],
                "Angry": [("Dissatisfied by surveys", 0.8)],
                "Silent": [],
            },
        )

    def complain(self, name, *days):
        """Record complaints of these days, all of them answered."""
        items = self.env["crm.feedback"].create(
            [
                {
                    "name": "Came late",
                    "kind": "complaint",
                    "partner_id": self.who[name].id,
                    "company_id": self.company.id,
                    "received_at": f"{day} 10:00:00",
                }
                for day in days
            ]
        )
        items._move("answered")

    def test_repeated_complaints_raise_the_log_odds_when_all_are_answered(self):
        """Complaints of a year 1, 2, 3 and 4: strength 0, 0.5, 1 and 1, weight 0.7."""
        before = self.get_values("churn_probability")
        self.complain("Delighted", "2026-03-01", "2024-03-01", "2024-03-02")
        self.complain("Neutral", "2025-05-01", "2026-03-01")
        self.complain("Silent", "2026-01-01", "2026-02-01", "2026-03-01")
        self.complain("Angry", *(f"2026-02-0{day}" for day in range(1, 5)))
        self.run_night("2026-03-31")

        self.assertEqual(set(self.get_values("open_complaint_count").values()), {0})
        added = {"Neutral": 0.35, "Silent": 0.7, "Angry": 0.7 + 0.8, "Sceptic": 0.32}
        (chance,) = set(self.get_values("silent_chance").values())
        odds = log(chance / (1 - chance))
        after = self.get_values("churn_probability")
        self.assertEqual(
            after,
            {
                name: round(1 / (1 + exp(-odds - added.get(name, 0))), 2)
                for name in self.ANSWERS
            },
        )
        self.assertGreater(after["Silent"], before["Silent"])
        found = {
            name: [(row["label"], round(row["value"], 6)) for row in reasons]
            for name, reasons in self.get_values("churn_reasons").items()
        }
        self.assertIn(("Repeated complaints", 0.35), found["Neutral"])
        self.assertIn(("Repeated complaints", 0.7), found["Angry"])
        self.assertNotIn("Repeated complaints", dict(found["Delighted"]))

    def test_satisfaction_is_a_part_of_the_health(self):
        """Loyalty 40, payment 15, peace 15 and, where it is known, satisfaction 20."""
        churn = self.get_values("churn_probability")
        expected = {}
        for name, answer in self.ANSWERS.items():
            known = 40 * 100 * (1 - churn[name]) + 15 * 100 + 15 * 100
            if answer is None:
                expected[name] = round(known / 70)
            else:
                expected[name] = round((known + 20 * 10 * answer) / 90)

        self.assertEqual(self.get_values("health"), expected)
        self.assertGreater(expected["Delighted"], expected["Silent"])
        self.assertGreater(expected["Silent"], expected["Neutral"])

    def test_weights_in_words(self):
        preset = self.env.ref("crm_lifecycle.policy_preset_handbook")
        (sign,) = preset.churn_weight_ids.filtered(
            lambda row: row.factor == "dissatisfaction"
        )
        (again,) = preset.churn_weight_ids.filtered(
            lambda row: row.factor == "repeated_complaints"
        )
        (part,) = preset.health_weight_ids.filtered(
            lambda row: row.factor == "satisfaction"
        )

        self.assertEqual(
            (sign.sentence, again.sentence, part.sentence),
            (
                "Dissatisfied by surveys multiplies the odds of churn by 2.2.",
                "Repeated complaints multiplies the odds of churn by 2.0.",
                "Satisfied by surveys weighs 20 for everybody.",
            ),
        )
