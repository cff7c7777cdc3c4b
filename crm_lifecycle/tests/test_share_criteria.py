# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestShareCriteria(LifecycleCommon):
    """The handbook's shares per customer: rank percent and own shares.

    Ten customers sell 500, 150, 100, 80, 60, 40, 30, 20, 10 and 10: 1000 in all.
    """

    SALES = (500, 150, 100, 80, 60, 40, 30, 20, 10, 10)

    def setUp(self):
        super().setUp()
        self.customers = []
        for place, amount in enumerate(self.SALES, 1):
            partner = self.make_partner(f"Customer {place}")
            self.make_invoice(partner, "2024-01-10", amount)
            self.customers.append(partner)
        self.draft = self.make_policy(activate=False)

    def get_tiers(self, rules):
        self.set_criteria(self.draft, rules)
        self.activate(self.draft)
        self.run_night("2024-02-10")
        return [self.profile_of(partner).tier_id.code for partner in self.customers]

    def test_rank_percent_counts_from_the_best_customer(self):
        tiers = self.get_tiers(
            {
                self.high: [
                    {"measure": "rank_percent", "has_maximum": True, "maximum": 20}
                ],
                self.medium: [
                    {
                        "measure": "rank_percent",
                        "has_minimum": True,
                        "minimum": 30,
                        "has_maximum": True,
                        "maximum": 50,
                    }
                ],
            }
        )

        self.assertEqual(
            tiers, ["high"] * 2 + ["minimal"] + ["medium"] * 2 + ["minimal"] * 5
        )

    def test_equal_customers_share_a_rank(self):
        """The last two are equal: the rank of both is 100 %, so 90 % leaves both."""
        tiers = self.get_tiers(
            {
                self.high: [
                    {"measure": "rank_percent", "has_maximum": True, "maximum": 90}
                ]
            }
        )

        self.assertEqual(tiers, ["high"] * 8 + ["minimal"] * 2)

    def test_own_share_of_sales(self):
        tiers = self.get_tiers(
            {
                self.high: [
                    {
                        "measure": "own_revenue_share",
                        "has_minimum": True,
                        "minimum": 10,
                    }
                ]
            }
        )

        self.assertEqual(tiers, ["high"] * 3 + ["minimal"] * 7)

    def test_own_share_of_lifetime_value_and_its_reason(self):
        tiers = self.get_tiers(
            {
                self.high: [
                    {"measure": "own_clv_share", "has_minimum": True, "minimum": 40}
                ]
            }
        )

        self.assertEqual(tiers, ["high"] + ["minimal"] * 9)
        (reason,) = self.history_of(self.customers[0]).reasons["criteria"]
        self.assertEqual(
            (reason["value"], reason["threshold"], reason["met"]), (50.0, 40.0, True)
        )

    def test_count_of_one_criterion_is_shown_before_it_is_used(self):
        self.set_criteria(self.draft, {self.low: []})
        self.activate(self.draft)
        self.run_night("2024-02-10")
        draft = self.draft._copy_for(self.company)
        self.set_criteria(
            draft,
            {
                self.high: [
                    {"measure": "rank_percent", "has_maximum": True, "maximum": 40}
                ]
            },
        )

        self.assertEqual(draft.tier_line_ids.criterion_ids.customer_count, 4)
        self.assertEqual(draft.tier_line_ids.customer_count, 4)
