# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LifecycleCommon


def least(measure, minimum):
    return {"measure": measure, "has_minimum": True, "minimum": minimum}


def below(measure, maximum):
    return {"measure": measure, "has_maximum": True, "maximum": maximum}


def matching(domain):
    return {"measure": "domain", "domain": domain}


@tagged("post_install", "-at_install")
class TestTierCriteria(LifecycleCommon):
    """Criteria that speak of each customer: amounts, days, score, filters.

    A sold 100 on two days, B 60 on one, C 20 on one, D never bought.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = "ABCD"
        cls.partners = {name: cls.make_partner(name) for name in names}
        for name, date, amount in (
            ("A", "2024-01-05", 70),
            ("A", "2024-02-05", 30),
            ("B", "2024-02-15", 60),
            ("C", "2023-01-05", 20),
        ):
            cls.make_invoice(cls.partners[name], date, amount)
        cls.make_lead(cls.partners["D"])

    def tiers_of(self, rules, match="all", **vals):
        """Return ``{name: tier code}`` after a night under these rules."""
        policy = self.make_policy(activate=False, **vals)
        self.set_criteria(policy, rules)
        policy.tier_line_ids.match = match
        policy.action_activate()
        self.run_night("2024-03-01")
        return {
            profile.partner_id.name: profile.tier_id.code
            for profile in self.profiles.search([("company_id", "=", self.company.id)])
        }

    def test_amount_includes_its_lower_end_and_excludes_its_upper_end(self):
        found = self.tiers_of(
            {
                self.high: [least("revenue", 100)],
                self.medium: [{**least("revenue", 20), **below("revenue", 60)}],
            }
        )

        self.assertEqual(
            found, {"A": "high", "B": "minimal", "C": "medium", "D": "minimal"}
        )

    def test_revenue_in_the_window_forgets_what_is_older(self):
        found = self.tiers_of(
            {self.high: [least("window_revenue", 20)]}, window_months=12
        )

        self.assertEqual(
            found, {"A": "high", "B": "high", "C": "minimal", "D": "minimal"}
        )

    def test_lifetime_value(self):
        # 30 % of 100 and 60 is 30 and 18
        found = self.tiers_of({self.high: [least("clv", 18.01)]})

        self.assertEqual(
            found, {"A": "high", "B": "minimal", "C": "minimal", "D": "minimal"}
        )

    def test_days_with_a_purchase(self):
        found = self.tiers_of({self.high: [least("purchase_days", 2)]})

        self.assertEqual(
            found, {"A": "high", "B": "minimal", "C": "minimal", "D": "minimal"}
        )

    def test_days_since_the_last_purchase(self):
        # on 1 March: A 25 days, B 15 days, C 421 days, D never bought
        found = self.tiers_of(
            {
                self.high: [below("recency_days", 25)],
                self.medium: [below("recency_days", 26)],
            }
        )

        self.assertEqual(
            found, {"A": "medium", "B": "high", "C": "minimal", "D": "minimal"}
        )

    def test_score(self):
        # Only sales are weighted. Of three who bought, strictly below A are two
        # (66.7 %: three fifths), below B one (33.3 %: one fifth): 75, 25, 0 points.
        policy = self.make_policy(activate=False)
        policy.weight_ids.filtered(lambda row: row.metric != "revenue").unlink()
        self.set_criteria(
            policy,
            {self.high: [least("score", 75)], self.medium: [least("score", 25)]},
        )
        policy.action_activate()
        self.run_night("2024-03-01")

        self.assert_table(
            self.profiles.search([("company_id", "=", self.company.id)]),
            ("partner_id", "score", "tier_id"),
            [
                ("A", 75.0, "High value"),
                ("B", 25.0, "Medium value"),
                ("C", 0.0, "Minimal value"),
                ("D", 0.0, "Minimal value"),
            ],
        )

    def test_filter_on_the_contact(self):
        self.partners["B"].city = "Uppsala"
        self.partners["D"].city = "Uppsala"

        found = self.tiers_of({self.high: [matching("[('city', '=', 'Uppsala')]")]})

        self.assertEqual(
            found, {"A": "minimal", "B": "high", "C": "minimal", "D": "high"}
        )

    def test_filter_reads_lists_joined_by_or(self):
        self.partners["A"].city = "Uppsala"
        self.partners["B"].city = "Lund"

        found = self.tiers_of(
            {
                self.high: [
                    matching("['|', ('city', '=', 'Uppsala'), ('city', '=', 'Lund')]")
                ]
            }
        )

        self.assertEqual(
            found, {"A": "high", "B": "high", "C": "minimal", "D": "minimal"}
        )

    def test_empty_filter_takes_everybody(self):
        found = self.tiers_of({self.high: [matching("[]")]})

        self.assertEqual(found, dict.fromkeys("ABCD", "high"))

    def test_filter_finds_archived_customers_too(self):
        self.partners["B"].write({"city": "Uppsala", "active": False})

        found = self.tiers_of({self.high: [matching("[('city', '=', 'Uppsala')]")]})

        self.assertEqual(found["B"], "high")

    def test_all_criteria_have_to_hold(self):
        found = self.tiers_of(
            {self.high: [least("revenue", 50), least("purchase_days", 2)]}
        )

        self.assertEqual(
            found, {"A": "high", "B": "minimal", "C": "minimal", "D": "minimal"}
        )

    def test_any_criterion_is_enough(self):
        found = self.tiers_of(
            {self.high: [least("revenue", 50), below("purchase_days", 1)]}, match="any"
        )

        self.assertEqual(found, {"A": "high", "B": "high", "C": "minimal", "D": "high"})

    def test_first_tier_that_fits_wins(self):
        found = self.tiers_of(
            {self.high: [least("revenue", 60)], self.low: [least("revenue", 0)]}
        )

        self.assertEqual(found, {"A": "high", "B": "high", "C": "low", "D": "low"})

    def test_tier_without_a_deciding_criterion_takes_nobody(self):
        found = self.tiers_of({self.high: [{"measure": "revenue"}]})

        self.assertEqual(found, dict.fromkeys("ABCD", "minimal"))

    def test_range_with_its_ends_reversed_is_refused(self):
        policy = self.make_policy(activate=False)

        with self.assertRaises(Exception) as refused, self.env.cr.savepoint():
            self.set_criteria(
                policy, {self.high: [{**least("revenue", 50), **below("revenue", 50)}]}
            )

        self.assertIn("crm_value_criterion_range", str(refused.exception))

    def test_share_above_a_hundred_percent_is_refused(self):
        policy = self.make_policy(activate=False)

        with self.assertRaisesRegex(ValidationError, "from 0 to 100, not 101"):
            self.set_criteria(policy, {self.high: [below("customer_share", 101)]})

    def test_malformed_filter_is_refused_with_the_name_of_the_tier(self):
        policy = self.make_policy(activate=False)
        for domain in (
            "[('city', '=',",  # no literal
            "__import__('os').getcwd()",  # code is never run
            "{'city': 'Uppsala'}",  # no list
            "[('no_such_field', '=', 1)]",
            "[('city', '~~', 'Uppsala')]",
            "['|', ('city', '=', 'Uppsala')]",  # half of an or
            "[42]",
            "[('city', '=', uid)]",  # a name
        ):
            with (
                self.subTest(domain),
                self.assertRaisesRegex(ValidationError, "High value"),
            ):
                self.set_criteria(policy, {self.high: [matching(domain)]})
