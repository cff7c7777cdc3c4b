# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


def share(measure, most):
    """A criterion that lets a group hold up to ``most`` % of a measure."""
    return {"measure": measure, "has_maximum": True, "maximum": most}


@tagged("post_install", "-at_install")
class TestTierGroups(LifecycleCommon):
    """Tiers as groups: each takes the best customers that are left."""

    def sell(self, amounts):
        """Invoice ``{name: amount}`` and return the partners by name."""
        partners = {name: self.make_partner(name) for name in amounts}
        self.make_invoices(
            "2024-01-05", {partners[name]: amount for name, amount in amounts.items()}
        )
        return partners

    def assert_tiers(self, expected):
        """Assert ``{tier code: names}``, best first, equals by name; no empty tiers."""
        found = {}
        mine = self.profiles.search([("company_id", "=", self.company.id)])
        by_name = mine.sorted(lambda profile: profile.partner_id.name)
        for profile in by_name.sorted("window_revenue", reverse=True):
            found.setdefault(profile.tier_id.code, []).append(profile.partner_id.name)
        self.assertEqual(
            {code: " ".join(names) for code, names in found.items()}, expected
        )

    def activate_rules(self, rules, **vals):
        policy = self.make_policy(activate=False, **vals)
        self.set_criteria(policy, rules)
        policy.action_activate()
        return policy

    def test_handbook_takes_20_then_30_then_40_percent_of_the_customers(self):
        self.make_policy()
        # ten customers: 2, 3, 4, and one is left
        self.sell({name: 100 - 5 * row for row, name in enumerate("ABCDEFGHIJ")})

        self.run_night("2024-03-01")

        self.assert_tiers(
            {"high": "A B", "medium": "C D E", "low": "F G H I", "minimal": "J"}
        )

    def test_group_that_does_not_come_out_even_stays_below_its_share(self):
        self.make_policy()
        # of seven: 20 % is 1.4, 30 % is 2.1, 40 % is 2.8
        self.sell({name: 100 - 5 * row for row, name in enumerate("ABCDEFG")})

        self.run_night("2024-03-01")

        self.assert_tiers(
            {"high": "A", "medium": "B C", "low": "D E", "minimal": "F G"}
        )

    def test_customers_of_equal_value_share_a_tier(self):
        self.make_policy()
        amounts = dict(zip("ABCDEFGHIJ", (9, 8, 8, 6, 5, 4, 3, 2, 2, 1), strict=True))
        self.sell(amounts)

        self.run_night("2024-03-01")

        # B and C would make three in High (20 % is 2), so both are Medium with D;
        # H and I fit into Low (4) together with F and G only without E
        self.assert_tiers(
            {"high": "A", "medium": "B C D", "low": "E F G", "minimal": "H I J"}
        )

    def test_identical_customers_are_all_left_to_the_fallback(self):
        self.make_policy()
        self.sell(dict.fromkeys("ABCDE", 100))

        self.run_night("2024-03-01")

        self.assert_tiers({"minimal": "A B C D E"})

    def test_single_customer_is_more_than_any_share(self):
        self.make_policy()
        self.sell({"A": 100})

        self.run_night("2024-03-01")

        self.assert_tiers({"minimal": "A"})

    def test_share_of_all_customers_takes_everybody_who_bought(self):
        self.activate_rules({self.high: [share("customer_share", 100)]})
        self.sell({"A": 100, "B": 0})
        self.make_lead(self.make_partner("Prospect"))

        self.run_night("2024-03-01")

        self.assert_tiers({"high": "A B", "minimal": "Prospect"})

    def test_share_of_sales_stops_before_it_would_be_passed(self):
        self.activate_rules(
            {
                self.high: [share("revenue_share", 70)],
                self.medium: [share("revenue_share", 20)],
            }
        )
        # A and B hold 70 of 100 exactly, C and D 20, E the last 10
        self.sell({"A": 40, "B": 30, "C": 11, "D": 9, "E": 10 - 2, "F": 2})

        self.run_night("2024-03-01")

        self.assert_tiers({"high": "A B", "medium": "C D", "minimal": "E F"})

    def test_share_of_lifetime_value_counts_the_margin_of_all_time(self):
        self.activate_rules(
            {self.high: [share("clv_share", 60)]}, window_months=12, rank_by="clv"
        )
        partners = self.sell({"A": 10, "B": 30})
        self.make_invoice(partners["A"], "2020-01-05", 50)  # out of the window

        self.run_night("2024-03-01")

        # lifetime value 18 and 9 of 27: 66.7 % is too much for A, so for nobody
        self.assert_tiers({"minimal": "B A"})

    def test_all_criteria_of_a_tier_take_the_smaller_group(self):
        rules = [share("customer_share", 50), share("revenue_share", 60)]
        self.activate_rules({self.high: rules})
        self.sell({"A": 50, "B": 20, "C": 20, "D": 10})

        self.run_night("2024-03-01")

        # half of the customers are A and B (but B ties with C: A alone);
        # 60 % of the sales is A; both agree on A
        self.assert_tiers({"high": "A", "minimal": "B C D"})

    def test_any_criterion_of_a_tier_takes_the_larger_group(self):
        policy = self.make_policy(activate=False)
        rules = [share("customer_share", 75), share("revenue_share", 60)]
        self.set_criteria(
            policy,
            {self.high: rules, self.medium: [share("customer_share", 25)]},
        )
        policy.tier_line_ids.filtered(
            lambda line: line.tier_id == self.high
        ).match = "any"
        policy.action_activate()
        self.sell({"A": 50, "B": 21, "C": 19, "D": 10})

        self.run_night("2024-03-01")

        # 75 % of four customers are A, B, C; 60 % of the sales is A alone
        self.assert_tiers({"high": "A B C", "medium": "D"})

    def test_criterion_that_is_switched_off_decides_nothing(self):
        rules = [share("customer_share", 50), share("revenue_share", 10)]
        policy = self.make_policy(activate=False)
        self.set_criteria(policy, {self.high: rules})
        policy.tier_line_ids.criterion_ids.filtered(
            lambda row: row.measure == "revenue_share"
        ).active = False
        policy.action_activate()
        self.sell({"A": 50, "B": 20, "C": 18, "D": 12})

        self.run_night("2024-03-01")

        self.assert_tiers({"high": "A B", "minimal": "C D"})

    def test_expected_minimum_of_a_group_moves_nobody(self):
        rule = {**share("customer_share", 50), "has_minimum": True, "minimum": 40}
        self.activate_rules({self.high: [rule]})
        self.sell({"A": 50, "B": 20, "C": 18})

        self.run_night("2024-03-01")

        # 50 % of three is one customer (33 %): fewer than expected, and all the same
        self.assert_tiers({"high": "A", "minimal": "B C"})

    def test_customers_with_refunds_only_are_left_to_the_fallback(self):
        self.activate_rules({self.high: [share("customer_share", 50)]})
        self.sell({"A": 50, "B": 20})
        self.make_invoice(self.make_partner("Refunded"), "2024-01-05", -10)

        self.run_night("2024-03-01")

        # half of the two who ever bought
        self.assert_tiers({"high": "A", "minimal": "B Refunded"})

    def test_customers_below_zero_are_ranked_last(self):
        self.make_policy()
        partners = self.sell({name: 50 - row for row, name in enumerate("ABCDE")})
        self.make_invoice(partners["A"], "2024-01-06", -60)  # 50 - 60 = -10

        self.run_night("2024-03-01")

        # of five: 1, 1 (30 % is 1.5), 2, and the one below zero
        self.assert_tiers({"high": "B", "medium": "C", "low": "D E", "minimal": "A"})
        self.assertEqual(self.profile_of(partners["A"]).window_revenue, -10.0)

    def test_company_without_any_customer_has_an_empty_night(self):
        self.make_policy()

        run = self.run_night("2024-03-01")

        self.assert_tiers({})
        self.assertEqual((run.state, run.customers, run.created), ("done", 0, 0))

    def test_group_takes_the_best_that_a_tier_by_amount_has_left(self):
        amount = {"measure": "revenue", "has_minimum": True, "minimum": 40}
        self.activate_rules(
            {self.high: [amount], self.medium: [share("customer_share", 40)]}
        )
        self.sell({"A": 50, "B": 40, "C": 30, "D": 20, "E": 10})

        self.run_night("2024-03-01")

        # A and B are taken; 40 % of five customers are the next two
        self.assert_tiers({"high": "A B", "medium": "C D", "minimal": "E"})
