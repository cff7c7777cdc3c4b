# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import freeze_time, tagged

from .calm_common import CalmCommon

OTHERS = "As long as the other customers stay as they are."


@tagged("post_install", "-at_install")
class TestOutlook(CalmCommon):
    """What would change a tier: exact amounts and days, from policy and figures.

    High from 1000, Medium from 300, Low from 1; what counts is said in each test.
    """

    def outlook_of(self, partner, day, kind=None):
        """Return the (text, hint) of each line of one kind, as told on ``day``."""
        with freeze_time(f"{day} 12:00:00"):
            self.env.invalidate_all()
            lines = self.profile_of(partner).outlook["lines"]
        return [
            (line["text"], line["hint"])
            for line in lines
            if kind is None or line["kind"] == kind
        ]

    def make_shares(self, percent=50, measure="customer_share", **vals):
        policy = self.make_policy(activate=False, **vals)
        group = {"measure": measure, "has_maximum": True, "maximum": percent}
        self.set_criteria(policy, {self.high: [group]})
        self.activate(policy)
        return policy

    # ------------------------------------------------------------------- reach

    def test_customer_is_told_the_amount_that_is_missing(self):
        self.make_calm()
        self.make_invoice(self.ada, "2024-01-10", 799.5)
        self.run_night("2024-01-10")

        self.assertEqual(
            self.outlook_of(self.ada, "2024-01-10"),
            [
                ("Nothing needs to be done to keep Medium value.", ""),
                ("Spend 200.50\N{NO-BREAK SPACE}€ more to reach High value.", ""),
            ],
        )

    def test_spending_that_amount_reaches_the_tier_and_a_cent_less_does_not(self):
        self.make_calm()
        for partner, missing in ((self.ada, 200.49), (self.bob, 200.50)):
            self.make_invoice(partner, "2024-01-10", 799.5)
            self.make_invoice(partner, "2024-01-11", missing)
        self.run_night("2024-01-11")

        self.assertEqual(
            [self.profile_of(who).tier_id for who in (self.ada, self.bob)],
            [self.medium, self.high],
        )

    def test_days_recency_and_other_figures_are_said_in_their_own_words(self):
        policy = self.make_policy(activate=False)
        self.set_criteria(
            policy,
            {
                self.high: [
                    {"measure": "purchase_days", "has_minimum": True, "minimum": 3},
                    {"measure": "recency_days", "has_maximum": True, "maximum": 30},
                    {"measure": "churn_percent", "has_maximum": True, "maximum": -1},
                    {
                        "measure": "domain",
                        "domain": "[('name', '=', 'Nobody')]",
                    },
                ]
            },
        )
        self.activate(policy)
        self.make_invoice(self.ada, "2024-01-10", 100)
        self.run_night("2024-03-01")
        risk = 100 * self.profile_of(self.ada).churn_probability
        # to below -1, in steps of a tenth
        excess = int((risk + 1) * 10) / 10 + 0.1

        ((text, hint),) = self.outlook_of(self.ada, "2024-03-01", "reach")

        self.assertEqual(
            text,
            "Buy on 2 more days and buy again and lower “Risk of churn (%)” by "
            f"{excess:g} and fulfil “the contact matches the filter” to reach High "
            "value.",
        )

    def test_debt_is_named_where_paying_it_is_enough(self):
        policy = self.make_policy(activate=False)
        low = {"measure": "credit_risk", "has_maximum": True, "maximum": 2}
        self.set_criteria(policy, {self.high: [low]})
        self.activate(policy)
        for partner in (self.ada, self.bob):
            self.make_invoice(
                partner, "2024-01-10", 1200, invoice_date_due="2024-01-20"
            )
        self.env["crm.risk.flag"].create(
            {
                "partner_id": self.bob.id,
                "company_id": self.company.id,
                "kind": self.env["crm.risk.flag"]._get_kind_selection()[0][0],
                "date_from": "2024-01-01",
                "reason": "Known",
            }
        )
        self.run_night("2024-03-01")

        self.assertEqual(
            [
                self.outlook_of(who, "2024-03-01", "reach")
                for who in (self.ada, self.bob)
            ],
            [
                [
                    (
                        "Pay the overdue 1,200.00\N{NO-BREAK SPACE}€ to reach High "
                        "value.",
                        "",
                    )
                ],
                [
                    (
                        "Fulfil “Credit risk (1 low, 2 medium, 3 high) below 2” to "
                        "reach High value.",
                        "",
                    )
                ],
            ],
        )

    def test_place_in_a_group_takes_passing_its_last_customer(self):
        # half of four: 400 and 300 are High; Ada with 100 has to pass the 300
        self.make_shares()
        others = [self.make_partner(name) for name in ("C", "D", "E")]
        amounts = dict(zip(others, (400, 300, 200), strict=True))
        self.make_invoices("2024-01-10", {**amounts, self.ada: 100})
        self.run_night("2024-01-10")

        self.assertEqual(
            self.outlook_of(self.ada, "2024-01-10", "reach"),
            [
                (
                    "Spend 200.01\N{NO-BREAK SPACE}€ more to reach High value.",
                    f"The last customer there is to be passed. {OTHERS}",
                )
            ],
        )
        self.make_invoice(self.ada, "2024-01-11", 200)
        self.run_night("2024-01-11")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.minimal)
        self.make_invoice(self.ada, "2024-01-12", 0.01)
        self.run_night("2024-01-12")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.high)

    def test_group_that_is_too_small_for_anybody_says_so(self):
        self.make_shares(20)
        self.make_invoice(self.ada, "2024-01-10", 100)
        self.run_night("2024-01-10")

        self.assertEqual(
            self.outlook_of(self.ada, "2024-01-10", "reach"),
            [
                (
                    "No customer has a place in High value: its share is too small.",
                    OTHERS,
                )
            ],
        )

    def test_customers_of_better_tiers_are_no_neighbours(self):
        """One of two is High; a tenth of two has no place, whoever stands above."""
        policy = self.make_policy(activate=False)
        share = {"measure": "customer_share", "has_maximum": True}
        self.set_criteria(
            policy,
            {
                self.high: [{**share, "maximum": 50}],
                self.medium: [{**share, "maximum": 10}],
            },
        )
        self.activate(policy)
        self.make_invoices("2024-01-10", {self.bob: 400, self.ada: 100})
        self.run_night("2024-01-10")

        ((text, _hint),) = self.outlook_of(self.ada, "2024-01-10", "reach")

        self.assertEqual(
            text, "No customer has a place in Medium value: its share is too small."
        )

    def test_own_share_grows_with_the_sales_it_is_taken_of(self):
        policy = self.make_policy(activate=False)
        share = {"measure": "own_revenue_share", "has_minimum": True, "minimum": 20}
        self.set_criteria(policy, {self.high: [share]})
        self.activate(policy)
        self.make_invoices("2024-01-10", {self.ada: 100, self.bob: 900})
        self.run_night("2024-01-10")

        # (100 + 125) / (1000 + 125) = 20 %
        self.assertEqual(
            self.outlook_of(self.ada, "2024-01-10", "reach"),
            [("Spend 125.00\N{NO-BREAK SPACE}€ more to reach High value.", OTHERS)],
        )
        self.make_invoice(self.ada, "2024-01-11", 125)
        self.run_night("2024-01-11")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.high)

    # -------------------------------------------------------------------- keep

    def test_purchase_that_leaves_the_window_is_to_be_made_good_in_time(self):
        """Two purchases of 600: on 10 January 2025 the first one is a year old, and
        30 days of grace begin. On 8 February the second is still there."""
        self.make_calm(measure="window_revenue", window_months=12, grace_days=30)
        self.make_invoice(self.ada, "2024-01-10", 600)
        self.make_invoice(self.ada, "2024-06-01", 600)
        self.run_night("2024-06-01")

        self.assertEqual(
            self.outlook_of(self.ada, "2024-06-01", "keep"),
            [
                (
                    "Spend 400.00\N{NO-BREAK SPACE}€ more by February 8, 2025 to keep "
                    "High value.",
                    "The purchase of January 10, 2024 counts until January 9, 2025.",
                )
            ],
        )
        for day in ("2025-01-09", "2025-01-10", "2025-02-08"):
            self.run_night(day)
            self.assertEqual(self.profile_of(self.ada).tier_id, self.high)
        self.run_night("2025-02-09")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.medium)

    def test_customer_in_grace_is_told_until_when(self):
        self.make_calm_for_ada(grace_days=30)
        self.make_invoice(self.ada, "2024-02-01", -600)
        self.run_night("2024-02-01")

        # 1 February + 30 days is 2 March: the last day is the one before
        self.assertEqual(
            self.outlook_of(self.ada, "2024-02-02", "keep"),
            [
                (
                    "Spend 600.00\N{NO-BREAK SPACE}€ more by March 1, 2024 to keep "
                    "High value.",
                    "",
                )
            ],
        )

    def test_band_below_the_threshold_makes_keeping_easier(self):
        # 1000 less 10 % is 900
        self.make_calm_for_ada(hysteresis_percent=10, grace_days=30)
        self.make_invoice(self.ada, "2024-02-01", -600)
        self.run_night("2024-02-01")

        ((text, _hint),) = self.outlook_of(self.ada, "2024-02-02", "keep")

        self.assertIn("Spend 500.00", text)
        self.make_invoice(self.ada, "2024-03-01", 500)
        self.run_night("2024-03-01")
        self.run_night("2024-03-20")
        self.assertEqual(self.state_of(self.ada)[:3], ("high", "medium", "hysteresis"))

    def test_protection_of_new_customers_is_counted_in(self):
        self.make_calm_for_ada(protection_months=6)
        self.make_invoice(self.ada, "2024-02-01", -600)
        self.run_night("2024-02-01")

        ((text, _hint),) = self.outlook_of(self.ada, "2024-02-02", "keep")

        self.assertIn("more by July 9, 2024 to keep", text)
        self.run_night("2024-07-09")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.high)
        self.run_night("2024-07-10")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.medium)

    def test_silence_ends_a_tier_on_a_known_day(self):
        policy = self.make_policy(activate=False)
        lately = {"measure": "recency_days", "has_maximum": True, "maximum": 30}
        self.set_criteria(policy, {self.high: [lately]})
        self.activate(policy)
        self.make_invoice(self.ada, "2024-01-10", 100)
        self.run_night("2024-01-10")

        # on 9 February it is 30 days ago
        self.assertEqual(
            self.outlook_of(self.ada, "2024-01-20", "keep"),
            [
                (
                    "Buy again by February 8, 2024 to keep High value.",
                    "The purchase of January 10, 2024 counts until February 8, 2024.",
                )
            ],
        )
        self.run_night("2024-02-08")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.high)
        self.run_night("2024-02-09")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.minimal)

    # ---------------------------------------------------------------- override

    def test_override_tells_who_and_until_when_and_what_the_rules_say(self):
        self.make_calm_for_ada()
        with freeze_time("2024-02-01 12:00:00"):
            self.make_override(self.bob, self.high, "2024-02-01", "2024-02-10")
            self.make_invoice(self.bob, "2024-02-01", 400)
            self.run_night("2024-02-01")
        name = self.analyst.name

        told = {}
        for day in ("2024-02-02", "2024-02-10", "2024-02-11", "2024-03-20"):
            self.run_night(day)
            told[day] = self.outlook_of(self.bob, day, "override")

        reason = "Strategic customer"
        self.assertEqual(
            told,
            {
                "2024-02-02": [
                    (
                        f"{name} holds High value by hand until February 10, 2024. The "
                        "rules alone give Medium value.",
                        reason,
                    )
                ],
                "2024-02-10": [
                    (
                        f"The override “High value” by {name} ends tonight. The rules "
                        "alone give Medium value.",
                        reason,
                    )
                ],
                "2024-02-11": [
                    (
                        f"The override “High value” by {name} ended on February 10, "
                        "2024: the rules decide again and give Medium value.",
                        reason,
                    )
                ],
                "2024-03-20": [],
            },
        )
        self.assertEqual(self.profile_of(self.bob).tier_id, self.medium)

    def test_customer_held_by_hand_is_told_what_the_rules_will_ask_for(self):
        self.make_calm_for_ada()
        with freeze_time("2024-02-01 12:00:00"):
            self.make_override(self.bob, self.high, "2024-02-01", "2024-02-10")
            self.make_invoice(self.bob, "2024-02-01", 400)
            self.run_night("2024-02-01")

        self.assertEqual(
            self.outlook_of(self.bob, "2024-02-02", "keep"),
            [
                (
                    "Spend 600.00\N{NO-BREAK SPACE}€ more by February 10, 2024 to keep "
                    "High value.",
                    "",
                )
            ],
        )

    # ------------------------------------------------------------------ points

    def test_points_that_a_purchase_takes_along_are_told(self):
        """Only sales weigh. Five customers, cut points 10, 20, 30, 40: Ada's 35 is
        above three (75 points); without the 20 of January 2024, 15 is above one."""
        policy = self.make_policy(activate=False, window_months=12)
        policy.weight_ids.filtered(lambda row: row.metric != "revenue").unlink()
        self.activate(policy)
        others = [self.make_partner(name) for name in "CDEF"]
        self.make_invoices(
            "2024-06-01", dict(zip(others, (10, 20, 30, 40), strict=True))
        )
        self.make_invoice(self.ada, "2024-01-10", 20)
        self.make_invoice(self.ada, "2024-06-01", 15)
        self.run_night("2024-06-01")
        before = self.profile_of(self.ada).score

        ((text, hint),) = self.outlook_of(self.ada, "2024-06-01", "points")

        cuts = policy.calibration["cut_points"]["revenue"]
        lost = 25.0 * sum(15 <= cut < 35 for cut in cuts)
        self.assertEqual((before, lost), (75.0, 50.0))
        self.assertEqual(
            (text, hint),
            (
                "Loses 50 points of the score when the purchase of January 10, 2024 "
                "leaves the window on January 10, 2025.",
                OTHERS,
            ),
        )

    # -------------------------------------------------------------- everything

    def test_customer_that_never_bought_is_told_to_begin(self):
        self.make_shares(100)
        self.make_invoice(self.bob, "2024-01-10", 100)
        self.make_lead(self.ada)
        self.run_night("2024-01-10")

        self.assertEqual(
            self.outlook_of(self.ada, "2024-01-10", "reach"),
            [("Buy for the first time to reach High value.", OTHERS)],
        )

    def test_purchase_made_too_early_would_leave_the_window_as_well(self):
        """Grace ends on 10 February 2025, the day that decides: what was bought by
        10 February 2024 no longer counts on it."""
        self.make_calm(measure="window_revenue", window_months=12, grace_days=30)
        self.make_invoice(self.ada, "2024-01-11", 1000)
        self.run_night("2024-01-11")

        ((text, _hint),) = self.outlook_of(self.ada, "2024-01-11", "keep")

        self.assertIn("more between February 11, 2024 and February 9, 2025 to", text)
        self.make_invoice(self.ada, "2024-02-11", 1000)
        self.run_night("2025-02-10")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.high)

    def test_purchase_made_too_early_only_postpones_the_fall(self):
        self.make_calm(measure="window_revenue", window_months=12, grace_days=30)
        self.make_invoice(self.ada, "2024-01-11", 1000)
        self.make_invoice(self.ada, "2024-02-10", 1000)
        # grace begins when the second one leaves: 10 February + 30 days
        for day in ("2025-01-11", "2025-02-10", "2025-03-11"):
            self.run_night(day)
            self.assertEqual(self.profile_of(self.ada).tier_id, self.high)
        self.run_night("2025-03-12")
        self.assertEqual(self.profile_of(self.ada).tier_id, self.minimal)

    def test_refund_that_leaves_the_window_is_no_danger(self):
        self.make_calm(measure="window_revenue", window_months=12)
        self.make_invoice(self.ada, "2024-01-10", -500)
        self.make_invoice(self.ada, "2024-06-01", 1500)
        self.run_night("2024-06-01")

        ((text, hint),) = self.outlook_of(self.ada, "2024-06-01", "keep")

        self.assertEqual(
            (text, hint),
            (
                "Spend 1,000.00\N{NO-BREAK SPACE}€ more between June 2, 2024 and May "
                "31, 2025 to keep High value.",
                "The purchase of June 1, 2024 counts until May 31, 2025.",
            ),
        )

    def test_customers_of_many_cost_the_queries_of_one(self):
        self.make_calm(measure="window_revenue", window_months=12)
        partners = [self.make_partner(f"N{n}") for n in range(12)]
        self.make_invoices("2024-01-10", {partner: 500 for partner in partners})
        self.run_night("2024-01-10")
        profiles = self.profiles.search([("company_id", "=", self.company.id)])
        counts = []
        for records in (profiles[:1], profiles):
            self.env.invalidate_all()
            self.env["crm.value.outlook"]._tell(records)  # warm caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["crm.value.outlook"]._tell(records)
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(len(profiles), 12)
        self.assertEqual(counts[0], counts[1])
