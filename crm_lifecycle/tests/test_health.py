# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from psycopg2.errors import CheckViolation

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .histories import HistoryCommon

TODAY = date(2024, 7, 1)
FACTORS = ("loyalty", "trend", "payment", "peace", "contact")


@tagged("post_install", "-at_install")
class TestHealth(HistoryCommon):
    """The health is the weighted mean of what is known, worked out by hand.

    Ada bought every 73 days for two years, Bob yesterday for the first time, Prospect
    never. Nobody was spoken to.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada, cls.bob, cls.prospect = cls.make_customers("Ada", "Bob", "Prospect")
        cls.make_lead(cls.prospect)
        days = [TODAY - timedelta(days=73 * n) for n in range(11)]
        cls.make_history(
            [(cls.ada, day, 100) for day in days]
            + [(cls.bob, TODAY - timedelta(days=1), 100)]
        )
        cls.env["mail.message"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "in", (cls.ada | cls.bob | cls.prospect).ids),
            ]
        ).unlink()
        cls.complaint = cls.env["helpdesk.ticket.category"].create(
            {"name": "Angry", "is_complaint": True}
        )

    @classmethod
    def make_weights(cls, **weights):
        """Return a policy with these weights alone."""
        policy = cls.make_policy(activate=False)
        policy.health_weight_ids.unlink()
        policy.health_weight_ids = [
            Command.create({"factor": factor, "weight": weight})
            for factor, weight in weights.items()
        ]
        cls.activate(policy)
        return policy

    @staticmethod
    def say(partner, day):
        message = partner.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        message.date = f"{day} 10:00:00"

    def get_health(self):
        return {
            partner.name: self.profile_of(partner).health
            for partner in (self.ada, self.bob, self.prospect)
        }

    def get_points(self, partner):
        return {
            row["factor"]: round(row["points"], 2)
            for row in self.profile_of(partner).health_reasons
        }

    def test_health_is_the_mean_of_what_is_known(self):
        """Loyalty 40, trend 20, payment 15, peace 15; contact is unknown."""
        self.make_policy()
        self.run_night(TODAY)

        ada, bob = (
            self.profile_of(who).churn_probability for who in (self.ada, self.bob)
        )
        loyal, new = 100 * (1 - ada), 100 * (1 - bob)
        self.assertEqual(
            self.get_health(),
            {
                # trend flat: 70
                "Ada": round((40 * loyal + 20 * 70 + 15 * 100 + 15 * 100) / 90),
                "Bob": round((40 * new + 15 * 100 + 15 * 100) / 70),
                "Prospect": 100,  # peace is all that is known
            },
        )
        self.assertEqual(
            self.get_points(self.ada),
            {
                "loyalty": round(40 * loyal / 90, 2),
                "trend": 15.56,  # 20 · 70 / 90
                "payment": 16.67,
                "peace": 16.67,
            },
        )
        self.assertEqual(self.get_points(self.prospect), {"peace": 100.0})

    def test_each_factor_alone(self):
        """What a factor gives is the health, where nothing else weighs."""
        self.make_history(
            [(self.bob, TODAY - timedelta(days=400 + 9 * n), 900) for n in range(12)]
        )
        self.make_invoice(self.ada, "2024-06-11", 1, invoice_date_due="2024-06-11")
        self.make_ticket(self.ada, category_id=self.complaint.id)
        for _number in range(3):
            self.make_ticket(self.bob, category_id=self.complaint.id)
        self.say(self.ada, "2024-06-01")
        self.say(self.bob, "2023-01-01")
        found = {}
        for factor in FACTORS:
            self.make_weights(**{factor: 7})
            self.run_night(TODAY)
            found[factor] = tuple(self.get_health().values())

        churn = [self.profile_of(who).churn_probability for who in (self.ada, self.bob)]
        self.assertEqual(
            found,
            {
                "loyalty": (
                    round(100 * (1 - churn[0])),
                    round(100 * (1 - churn[1])),
                    0,
                ),
                "trend": (70, 20, 0),  # steady, falling, unknown
                "payment": (40, 100, 0),  # 60 - 20 days late; nothing is due
                "peace": (50, 0, 100),  # one complaint, three, none
                "contact": (85, 0, 0),  # 100 - 30 / 2; 547 days ago; never
            },
        )

    def test_points_add_up_to_the_health(self):
        self.say(self.ada, "2024-05-01")
        self.make_ticket(self.ada, category_id=self.complaint.id)
        self.make_policy()
        self.run_night(TODAY)

        for partner in (self.ada, self.bob, self.prospect):
            points = sum(
                row["points"] for row in self.profile_of(partner).health_reasons
            )
            self.assertEqual(round(points), self.profile_of(partner).health)
        self.assertEqual(
            set(self.get_points(self.ada)),
            {"loyalty", "trend", "payment", "peace", "contact"},
        )

    def test_exception_that_names_most_decides(self):
        """Peace (50) and payment (100) alone: the weight of peace moves the mean."""
        self.make_ticket(self.ada, category_id=self.complaint.id)
        mature = self.env.ref("crm_lifecycle.stage_mature")
        policy = self.make_policy(activate=False)
        self.set_criteria(
            policy,
            {self.high: [{"measure": "revenue", "has_minimum": True, "minimum": 1}]},
        )
        policy.health_weight_ids.unlink()
        policy.health_weight_ids = [
            Command.create({"factor": "payment", "weight": 10}),
            Command.create({"factor": "peace", "weight": 10}),
        ]
        self.activate(policy)
        self.run_night(TODAY)
        found = [self.get_health()["Ada"]]  # (50 · 10 + 100 · 10) / 20
        rows = [
            {"stage_id": mature.id, "weight": 20},  # (50 · 20 + 1000) / 30
            {"tier_id": self.high.id, "weight": 40},  # (50 · 40 + 1000) / 50
            {"tier_id": self.high.id, "stage_id": mature.id, "weight": 90},
            {"tier_id": self.low.id, "stage_id": mature.id, "weight": 1000},
        ]
        for number in range(1, len(rows) + 1):
            draft = policy.action_new_version()
            policy = self.env["crm.value.policy"].browse(draft["res_id"])
            policy.health_weight_ids = [
                Command.create({"factor": "peace", **rows[number - 1]})
            ]
            self.activate(policy)
            self.run_night(TODAY)
            found.append(self.get_health()["Ada"])

        self.assertEqual(self.profile_of(self.ada).tier_id, self.high)
        self.assertEqual(self.profile_of(self.ada).stage_id, mature)
        self.assertEqual(found, [75, 67, 60, 55, 55])
        self.assertEqual(self.get_health()["Bob"], 100)

    def test_factor_of_no_weight_is_left_out(self):
        self.make_ticket(self.ada, category_id=self.complaint.id)
        self.make_weights(payment=10, peace=0)
        self.run_night(TODAY)

        self.assertEqual(self.get_health(), {"Ada": 100, "Bob": 100, "Prospect": 0})

    def test_policy_without_weights_reads_those_of_the_handbook(self):
        self.make_policy()
        self.run_night(TODAY)
        expected = self.get_health()
        self.make_weights()
        self.run_night(TODAY)

        self.assertEqual(self.get_health(), expected)

    @mute_logger("odoo.sql_db")
    def test_weight_is_never_negative(self):
        with self.assertRaises(CheckViolation):
            self.make_weights(peace=-1)

    def test_weights_in_words(self):
        policy = self.make_policy(activate=False)

        self.assertEqual(
            sorted(
                row.sentence
                for row in policy.health_weight_ids
                if row.factor in FACTORS
            ),
            [
                "Chance to buy again weighs 40 for everybody.",
                "In contact weighs 10 for everybody.",
                "In contact weighs 25 for New.",
                "No open complaint weighs 15 for everybody.",
                "No open complaint weighs 25 for High value.",
                "Pays on time weighs 15 for everybody.",
                "Trend of spending weighs 20 for everybody.",
            ],
        )
