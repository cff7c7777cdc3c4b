# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta
from math import exp, log

from odoo.fields import Command
from odoo.tests import tagged

from .histories import HistoryCommon

TODAY = date(2024, 7, 1)
YEAR = {"early": range(366, 731, 73), "late": range(0, 366, 73)}


@tagged("post_install", "-at_install")
class TestChurn(HistoryCommon):
    """The log-odds of churn: the lifetime model's, plus what each sign weighs.

    Everybody bought every 73 days for two years, so the lifetime model says the same
    of all; they differ by their signs alone. Past is who once was lost.
    """

    WEIGHTS = {
        "complaint": 0.8,
        "overdue": 0.4,
        "silence": 0.3,
        "falling": 0.4,
        "past_churn": 0.5,
    }
    SIGNS = {
        "Calm": (),
        "Angry": ("complaint",),
        "Late": ("overdue",),
        "Quiet": ("silence",),
        "Fewer": ("falling",),
        "Past": ("past_churn",),
        "All": ("complaint", "overdue", "silence", "falling", "past_churn"),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.who = dict(zip(cls.SIGNS, cls.make_customers(*cls.SIGNS), strict=True))
        sales = []
        for name, partner in cls.who.items():
            early = 700 if "falling" in cls.SIGNS[name] else 100
            sales += [(partner, cls.before(n), early) for n in YEAR["early"]]
            sales += [(partner, cls.before(n), 100) for n in YEAR["late"]]
        cls.make_history(sales)
        category = cls.env["helpdesk.ticket.category"].create(
            {"name": "Angry", "is_complaint": True}
        )
        cls.env["mail.message"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "in", [partner.id for partner in cls.who.values()]),
            ]
        ).unlink()
        for name, signs in cls.SIGNS.items():
            partner = cls.who[name]
            for number in range(3 if name == "Angry" else 1):
                if "complaint" in signs:  # three weigh as much as one
                    cls.make_ticket(
                        partner, name=f"Wrong {number}", category_id=category.id
                    )
            if "overdue" in signs:
                cls.make_overdue(partner)
            cls.say(partner, "2023-12-31" if "silence" in signs else "2024-01-01")

    @staticmethod
    def before(days):
        return TODAY - timedelta(days=days)

    @classmethod
    def make_overdue(cls, partner):
        """Make an unpaid invoice of a day on which the customer bought anyway."""
        day = cls.before(73)
        cls.make_invoice(partner, day, 0.01, invoice_date_due=day)

    @classmethod
    def say(cls, partner, day):
        message = partner.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        message.date = f"{day} 10:00:00"

    @classmethod
    def run_past(cls):
        """Give the handbook's policy a night on which Past and All were lost."""
        cls.run_night(TODAY - timedelta(days=1))
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_customer_profile SET lost_count = 1 WHERE id = ANY (%s)",
            [[cls.profile_of(cls.who[name]).id for name in ("Past", "All")]],
        )
        cls.env.invalidate_all()

    @staticmethod
    def get_odds(profile):
        silent = min(max(profile.silent_chance, 0.005), 0.995)
        return log(silent / (1 - silent))

    @staticmethod
    def get_probability(odds):
        return round(1 / (1 + exp(-odds)), 2)

    def get_churn(self):
        return {
            name: self.profile_of(partner).churn_probability
            for name, partner in self.who.items()
        }

    # ---------------------------------------------------------------- log-odds

    def test_signs_add_their_weights_to_the_log_odds(self):
        self.make_policy()
        self.run_past()
        self.run_night(TODAY)

        expected = {}
        for name, signs in self.SIGNS.items():
            odds = self.get_odds(self.profile_of(self.who[name]))
            odds += sum(self.WEIGHTS[sign] for sign in signs)
            expected[name] = self.get_probability(odds)
        self.assertEqual(self.get_churn(), expected)
        # Ten repeat days in 94 weeks: alpha 9.4 (the simple rule); in 25.7 weeks
        # nothing with (103.4 / 129.1) to the power of 11 = 0.09, log-odds -2.31.
        self.assertEqual(
            expected,
            {
                "Calm": 0.09,  # -2.31
                "Angry": 0.18,  # -1.51: three complaints weigh as much as one
                "Late": 0.13,
                "Quiet": 0.12,
                "Fewer": 0.13,
                "Past": 0.14,
                "All": 0.52,  # -2.31 + 2.4
            },
        )

    def test_reasons_add_up_to_the_probability(self):
        self.make_policy()
        self.run_past()
        self.run_night(TODAY)

        for name, signs in self.SIGNS.items():
            profile = self.profile_of(self.who[name])
            reasons = {row["factor"]: row["value"] for row in profile.churn_reasons}
            model = reasons.pop("model")
            self.assertAlmostEqual(model, self.get_odds(profile), 6)
            self.assertEqual(reasons, {sign: self.WEIGHTS[sign] for sign in signs})
            self.assertEqual(
                self.get_probability(model + sum(reasons.values())),
                profile.churn_probability,
            )
        labels = [
            row["label"] for row in self.profile_of(self.who["All"]).churn_reasons
        ]
        self.assertEqual(
            labels,
            [
                "Open complaint",
                "Was lost before",
                "Overdue invoices",
                "Spending falls",
                "No contact for half a year",
                "Chance of no purchase within the horizon",
            ],
        )

    def test_weights_of_a_policy_are_its_own(self):
        policy = self.make_policy(activate=False)
        policy.churn_weight_ids.unlink()
        policy.churn_weight_ids = [
            Command.create({"factor": "overdue", "weight": -1.5}),
            Command.create({"factor": "complaint", "weight": 3.0}),
        ]
        policy.action_activate()
        self.run_night(TODAY)

        weights = {"overdue": -1.5, "complaint": 3.0}
        self.assertEqual(
            self.get_churn(),
            {
                name: self.get_probability(
                    self.get_odds(self.profile_of(self.who[name]))
                    + sum(weights.get(sign, 0) for sign in signs)
                )
                for name, signs in self.SIGNS.items()
            },
        )

    def test_policy_without_weights_reads_those_of_the_handbook(self):
        policy = self.make_policy(activate=False)
        policy.churn_weight_ids.unlink()
        policy.action_activate()
        self.run_night(TODAY)

        odds = self.get_odds(self.profile_of(self.who["Angry"]))
        self.assertEqual(self.get_churn()["Angry"], self.get_probability(odds + 0.8))

    def test_weights_in_words(self):
        policy = self.make_policy(activate=False)

        self.assertEqual(
            sorted(
                row.sentence
                for row in policy.churn_weight_ids
                if row.factor in self.WEIGHTS
            ),
            [
                "No contact for half a year multiplies the odds of churn by 1.3.",
                "Open complaint multiplies the odds of churn by 2.2.",
                "Overdue invoices multiplies the odds of churn by 1.5.",
                "Spending falls multiplies the odds of churn by 1.5.",
                "Was lost before multiplies the odds of churn by 1.6.",
            ],
        )

    # ------------------------------------------------------------------- learnt

    def test_learnt_weights_count_and_the_others_stay(self):
        self.make_policy()
        self.run_past()
        learnt = {"intercept": 0.7, "model": 0.5, "falling": 1.1, "silence": -0.2}
        model = self.env["crm.lifetime.model"]._get_current(self.company)
        model.churn_weights = learnt
        self.run_night(TODAY)

        weights = self.WEIGHTS | {"falling": 1.1, "silence": -0.2}
        expected = {
            name: self.get_probability(
                0.7
                + 0.5 * self.get_odds(self.profile_of(self.who[name]))
                + sum(weights[sign] for sign in signs)
            )
            for name, signs in self.SIGNS.items()
        }
        self.assertEqual(self.get_churn(), expected)
        reasons = {
            row["factor"]: round(row["value"], 6)
            for row in self.profile_of(self.who["Fewer"]).churn_reasons
        }
        self.assertEqual(reasons.pop("falling"), 1.1)
        self.assertEqual(set(reasons), {"model"})

    # ------------------------------------------------------------------- grades

    def test_grades_begin_at_the_thresholds(self):
        """What is equal to a threshold belongs to the grade it begins."""
        self.make_policy(churn_mid_percent=13, churn_high_percent=18)
        self.run_past()
        self.run_night(TODAY)

        self.assertEqual(
            {
                name: self.profile_of(partner).churn_grade
                for name, partner in self.who.items()
            },
            {
                "Calm": "low",
                "Angry": "high",
                "Late": "mid",
                "Quiet": "low",
                "Fewer": "mid",
                "Past": "mid",
                "All": "high",
            },
        )

    def test_prospects_have_no_churn(self):
        asks = self.make_partner("Asks")
        self.make_lead(asks)
        self.make_policy()
        self.run_night(TODAY)

        profile = self.profile_of(asks)
        self.assertEqual(profile.stage_id.code, "prospect")
        self.assertFalse(profile.churn_grade)
        self.assertFalse(profile.churn_reasons)
        self.env.cr.execute(
            "SELECT churn_probability, p_alive, silent_chance FROM crm_customer_profile"
            " WHERE id = %s",
            [profile.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None, None))

    def test_who_fits_no_stage_was_not_lost_before(self):
        policy = self.make_policy(activate=False)
        new = self.env.ref("crm_lifecycle.stage_new")
        policy.stage_rule_ids.filtered(lambda row: row.stage_id != new).unlink()
        policy.action_activate()
        self.run_night(TODAY)

        calm = self.profile_of(self.who["Calm"])
        self.assertFalse(calm.stage_id)
        self.assertEqual(
            (calm.churn_probability, [row["factor"] for row in calm.churn_reasons]),
            (0.09, ["model"]),
        )

    # --------------------------------------------------------------- criteria

    def test_tiers_by_stage_churn_and_predicted_value(self):
        mature = self.env.ref("crm_lifecycle.stage_mature")
        policy = self.make_policy(activate=False)
        self.set_criteria(
            policy,
            {
                self.high: [
                    {"measure": "stage", "stage_ids": [Command.set(mature.ids)]},
                    {"measure": "churn_percent", "has_maximum": True, "maximum": 10},
                ],
                self.medium: [
                    {"measure": "churn_percent", "has_maximum": True, "maximum": 15}
                ],
                self.low: [
                    {"measure": "clv_predicted", "has_minimum": True, "minimum": 1}
                ],
            },
        )
        asks = self.make_partner("Asks")
        self.make_lead(asks)
        self.activate(policy)
        self.run_night(TODAY)

        tiers = {
            name: self.profile_of(partner).tier_id.code
            for name, partner in (self.who | {"Asks": asks}).items()
        }
        self.assertEqual(
            tiers,
            {
                "Calm": "high",
                "Angry": "low",
                "Late": "medium",
                "Quiet": "medium",
                "Fewer": "medium",
                "Past": "high",  # was never lost under this policy's nights
                "All": "low",
                "Asks": "minimal",
            },
        )
        self.assertEqual(
            policy.tier_line_ids.criterion_ids.sorted("id").mapped("sentence"),
            [
                "the lifecycle stage is Mature",
                "Risk of churn (%) below 10",
                "Risk of churn (%) below 15",
                "Predicted lifetime value of 1 or more",
            ],
        )
        self.assertTrue(self.profile_of(self.who["Calm"]).explanation)
