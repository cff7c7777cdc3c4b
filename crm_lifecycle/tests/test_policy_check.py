# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import LifecycleCommon


def amount(measure, low=None, high=None):
    """A criterion on a measure from ``low`` to below ``high``."""
    return {
        "measure": measure,
        "has_minimum": low is not None,
        "minimum": low or 0,
        "has_maximum": high is not None,
        "maximum": high or 0,
    }


@tagged("post_install", "-at_install")
class TestPolicyCheck(LifecycleCommon):
    """What a policy leaves open is told in sentences; what cannot work is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(activate=False)

    def findings_of(self, rules):
        self.set_criteria(self.policy, rules)
        return (self.policy.findings or "").split("\n")

    def test_handbook_is_in_order(self):
        self.assertFalse(self.policy.findings)

    def test_gap(self):
        self.assertEqual(
            self.findings_of(
                {
                    self.high: [amount("score", 80)],
                    self.medium: [amount("score", 20, 70)],
                }
            ),
            [
                "Between “High value” and “Medium value” is a gap; its customers get "
                "the fallback tier."
            ],
        )

    def test_overlap(self):
        self.assertEqual(
            self.findings_of(
                {
                    self.high: [amount("revenue", 80)],
                    self.medium: [amount("revenue", 20, 90)],
                }
            ),
            [
                "“High value” and “Medium value” overlap; customers in both belong to "
                "“High value”."
            ],
        )

    def test_tiers_that_touch_are_in_order(self):
        self.assertEqual(
            self.findings_of(
                {
                    self.high: [amount("clv", 80)],
                    self.medium: [amount("clv", 20, 80)],
                    self.low: [amount("clv", None, 20)],
                }
            ),
            [""],
        )

    def test_tier_that_is_never_reached(self):
        self.assertEqual(
            self.findings_of(
                {
                    self.high: [amount("score", 50)],
                    self.medium: [amount("score", 60, 70)],
                }
            ),
            [
                "“Medium value” is never reached: “High value” takes its customers "
                "first."
            ],
        )

    def test_tier_that_nobody_gets_into(self):
        self.assertEqual(
            self.findings_of({self.high: []}),
            ["Nobody gets into “High value”: no criterion decides."],
        )

    def test_group_of_everybody_leaves_nobody_for_the_next(self):
        self.assertEqual(
            self.findings_of(
                {
                    self.high: [amount("customer_share", None, 100)],
                    self.medium: [amount("customer_share", None, 10)],
                }
            ),
            [
                "“High value” takes everybody, so no tier after it is ever reached.",
                "The shares up to “Medium value” add up to more than 100 %, so no "
                "customer is left for it to fill.",
            ],
        )

    def test_groups_that_want_more_than_everybody(self):
        self.assertEqual(
            self.findings_of(
                {
                    self.high: [amount("customer_share", None, 60)],
                    self.medium: [amount("customer_share", None, 50)],
                }
            ),
            [
                "The shares up to “Medium value” add up to more than 100 %, so no "
                "customer is left for it to fill."
            ],
        )

    def test_group_that_brings_less_than_expected(self):
        partners = [self.make_partner(name) for name in "ABCDE"]
        amounts = dict(zip(partners, (30, 25, 20, 15, 10), strict=True))
        self.make_invoices("2024-01-05", amounts)
        self.policy.action_activate()
        self.run_night("2024-03-01")
        self.policy.invalidate_recordset()

        # of five customers High is one with 30 % of the sales, Medium one (30 % is
        # 1.5) with 25 %, Low two with 35 %
        self.assertEqual(
            self.policy.findings.split("\n"),
            [
                "“High value” has 30.0 % of the sales; at least 50 % is expected.",
                "“Medium value” has 25.0 % of the sales; at least 30 % is expected.",
            ],
        )

    def test_policy_without_tier_or_fallback_is_not_activated(self):
        self.policy.tier_line_ids.unlink()
        self.policy.fallback_tier_id = False
        words = (
            "The policy has no tier.\n"
            "The policy has no fallback tier for the other customers."
        )

        self.assertEqual(self.policy.findings, words)
        with self.assertRaises(UserError) as refused:
            self.policy.action_activate()
        self.assertEqual(str(refused.exception), words)
        self.assertEqual(self.policy.state, "draft")

    def test_policy_with_a_malformed_filter_is_not_activated(self):
        self.set_criteria(self.policy, {self.high: [{"measure": "domain"}]})
        self.break_filter(self.policy)

        with self.assertRaisesRegex(
            UserError, "The filter of “High value” cannot be read"
        ):
            self.policy.action_activate()
        self.assertEqual(self.policy.state, "draft")

    def break_filter(self, policy):
        """Write a malformed filter behind the back of all checks."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_value_criterion SET domain = '[(broken' WHERE id IN %s",
            [tuple(policy.tier_line_ids.criterion_ids.ids)],
        )
        self.env.invalidate_all()

    def test_form_of_a_policy_with_a_malformed_filter_still_opens(self):
        self.set_criteria(self.policy, {self.high: [{"measure": "domain"}]})
        self.policy.action_activate()
        self.break_filter(self.policy)

        self.assertIn("cannot be read", self.policy.findings)
        self.assertEqual(self.policy.fallback_count, 0)
        self.assertEqual(self.policy.tier_line_ids.mapped("customer_count"), [0])
        criteria = self.policy.tier_line_ids.criterion_ids
        self.assertEqual(criteria.mapped("customer_count"), [0])

    def test_customer_with_a_malformed_filter_still_opens(self):
        self.set_criteria(self.policy, {self.high: [{"measure": "domain"}]})
        self.policy.action_activate()
        ada = self.make_partner("Ada")
        self.make_invoice(ada, "2024-01-05", 100)
        self.run_night("2024-03-01")
        self.break_filter(self.policy)

        self.assertEqual(self.profile_of(ada).explanation["tier"], "High value")

    def test_night_with_a_malformed_filter_says_which(self):
        self.set_criteria(self.policy, {self.high: [{"measure": "domain"}]})
        self.policy.action_activate()
        self.break_filter(self.policy)

        with self.assertRaisesRegex(ValidationError, "of “High value” cannot"):
            self.run_night("2024-03-01")

    def test_counts_show_what_the_rules_would_do(self):
        partners = [self.make_partner(name) for name in "ABCDE"]
        amounts = dict(zip(partners, (50, 40, 30, 20, 10), strict=True))
        self.make_invoices("2024-01-05", amounts)
        self.make_policy()
        self.run_night("2024-03-01")

        self.set_criteria(
            self.policy,
            {
                self.high: [amount("revenue", 40)],
                self.medium: [
                    amount("revenue", 20, 50),
                    amount("purchase_days", 1),
                ],
            },
        )

        # High: A, B. Medium: C and D of those from 20 to below 50. E is left over.
        lines = self.policy.tier_line_ids
        self.assert_table(
            lines,
            ("tier_id", "customer_count"),
            [("High value", 2), ("Medium value", 2)],
        )
        self.assertEqual(self.policy.fallback_count, 1)
        self.assert_table(
            lines.criterion_ids,
            ("measure", "customer_count"),
            # by themselves: A and B; B, C and D; everybody
            [("revenue", 2), ("revenue", 3), ("purchase_days", 5)],
        )
        # and nobody was moved
        self.assertEqual(self.profile_of(partners[0]).policy_id.version, 2)

    def test_counts_of_a_preset_are_empty(self):
        preset = self.env.ref("crm_lifecycle.policy_preset_handbook")

        self.assertEqual(preset.fallback_count, 0)
        self.assertEqual(preset.tier_line_ids.mapped("customer_count"), [0, 0, 0])
        criteria = preset.tier_line_ids.criterion_ids
        self.assertEqual(set(criteria.mapped("customer_count")), {0})
        self.assertFalse(preset.findings)
