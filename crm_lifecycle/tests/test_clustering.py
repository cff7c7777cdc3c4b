# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import sys
from random import Random
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.clustering import find_clusters
from .common import LifecycleCommon

# name: customers, amount of one invoice, days with one
KINDS = {"large": (4, 1000, 6), "middle": (5, 100, 3), "small": (6, 10, 1)}


@tagged("post_install", "-at_install")
class TestClustering(LifecycleCommon):
    """Groups of customers that look alike, told in rules, made into a policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.clustering = cls.env["crm.value.clustering"].create({"name": "Groups"})

    def score_three_kinds(self):
        for kind, (count, amount, days) in KINDS.items():
            partners = [self.make_partner(f"{kind} {row}") for row in range(count)]
            for day in range(1, days + 1):
                self.make_invoices(
                    f"2024-02-{day:02}",
                    {
                        partner: amount * (1 + row / 100)
                        for row, partner in enumerate(partners)
                    },
                )
        self.run_night("2024-03-01")

    def score(self, amounts):
        self.make_invoices(
            "2024-02-01",
            {self.make_partner(f"Customer {n}"): row for n, row in enumerate(amounts)},
        )
        self.run_night("2024-03-01")

    def test_three_kinds_of_customers_are_found_best_first(self):
        self.score_three_kinds()

        self.clustering.action_find()

        self.assert_table(
            self.clustering.cluster_ids,
            ("name", "customer_count", "coverage", "purity", "mean_days"),
            [
                ("Group 1", 4, 100, 100, 6),
                ("Group 2", 5, 100, 100, 3),
                ("Group 3", 6, 100, 100, 1),
            ],
        )
        revenues = self.clustering.cluster_ids.mapped("mean_revenue")
        self.assertEqual(revenues, [6090, 306, 10.25])
        self.assertEqual(self.clustering.customer_count, 15)
        self.assertEqual(self.clustering.cluster_count, 3)
        self.assertGreater(self.clustering.silhouette, 0.8)
        self.assertIn("clearly parted", self.clustering.sentence)

    def test_finding_again_gives_the_same_and_replaces_the_former(self):
        self.score_three_kinds()
        self.clustering.action_find()
        columns = ("sequence", "customer_count", "ranges", "means")
        first = self.clustering.cluster_ids
        before = [[row[name] for name in columns] for row in first]

        self.clustering.action_find()

        self.assertFalse(first.exists())
        self.assert_table(
            self.clustering.cluster_ids, columns, [tuple(row) for row in before]
        )

    def test_draft_policy_sorts_the_customers_as_the_groups(self):
        self.score_three_kinds()
        self.clustering.action_find()

        action = self.clustering.with_user(self.manager).action_make_policy()
        policy = self.env["crm.value.policy"].browse(action["res_id"])

        self.assertEqual((policy.state, policy.version), ("draft", 2))
        self.assertEqual(policy.name, "Groups")
        self.assertEqual(
            policy.tier_line_ids.mapped("sentence"),
            self.clustering.cluster_ids.mapped("sentence"),
        )
        self.activate(policy)
        self.run_night("2024-03-01")
        tiers = {
            profile.partner_id.name: profile.tier_id.code
            for profile in self.profiles.search([("company_id", "=", self.company.id)])
        }
        expected = {"large": "high", "middle": "medium", "small": "low"}
        self.assertEqual(
            tiers,
            {
                f"{kind} {row}": expected[kind]
                for kind, (count, _amount, _days) in KINDS.items()
                for row in range(count)
            },
        )

    def test_last_groups_fall_back_where_tiers_are_fewer(self):
        self.score_three_kinds()
        self.clustering.action_find()
        self.low.active = False
        self.medium.active = False

        action = self.clustering.action_make_policy()

        policy = self.env["crm.value.policy"].browse(action["res_id"])
        self.assertEqual(policy.tier_line_ids.tier_id, self.high)
        self.assertEqual(policy.fallback_tier_id, self.minimal)

    def test_policy_needs_groups(self):
        with self.assertRaisesRegex(UserError, "Find the groups first"):
            self.clustering.action_make_policy()

    def test_order_of_customers_changes_no_group(self):
        chance = Random(1)  # noise without groups: here a search ends anywhere
        rows = [[chance.randrange(1000), chance.randrange(30)] for _row in range(150)]
        straight = find_clusters(rows, [False, False])
        backward = find_clusters(rows[::-1], [False, False])

        self.assertEqual(straight.labels.tolist(), backward.labels.tolist()[::-1])
        self.assertEqual(set(straight.labels.tolist()), set(range(straight.count)))

    def test_one_odd_customer_is_no_group_of_its_own(self):
        rows = [[1000 + row, 6] for row in range(20)]
        rows += [[10 + row / 10, 1] for row in range(40)]
        rows += [[500_000, 3]]
        found = find_clusters(rows, [True, False])

        self.assertEqual(found.labels.tolist(), [0] * 20 + [1] * 40 + [0])

    def test_few_customers_are_refused_in_a_sentence(self):
        self.score(range(1, 10))

        with self.assertRaisesRegex(
            UserError, "10 customers or more; Lifecycle test company has 9 who bought"
        ):
            self.clustering.action_find()
        self.assertEqual(self.clustering.state, "draft")

    def test_no_customers_are_refused_in_a_sentence(self):
        with self.assertRaisesRegex(UserError, "has 0 who bought"):
            self.clustering.action_find()

    def test_identical_customers_are_refused_in_a_sentence(self):
        self.score([50] * 12)

        with self.assertRaisesRegex(UserError, "are the same in every figure"):
            self.clustering.action_find()

    def test_two_kinds_of_identical_customers_are_two_groups(self):
        self.score([50] * 6 + [500] * 6)

        self.clustering.action_find()

        self.assert_table(
            self.clustering.cluster_ids,
            ("sequence", "customer_count", "mean_revenue", "ranges"),
            [
                (1, 6, 500, [["window_revenue", 300, None]]),
                (2, 6, 50, [["window_revenue", None, 300]]),
            ],
        )
        self.assertEqual(
            self.clustering.cluster_ids.mapped("sentence"),
            ["Revenue in the window of 300 or more", "Revenue in the window below 300"],
        )

    def test_missing_scikit_learn_is_told_with_the_command(self):
        self.score(range(1, 13))
        loaded = [name for name in sys.modules if name.startswith("sklearn")]
        hidden = dict.fromkeys([*loaded, "sklearn", "sklearn.cluster"])

        with (
            patch.dict(sys.modules, hidden),
            self.assertRaisesRegex(UserError, "pip install scikit-learn"),
        ):
            self.clustering.action_find()

    def test_customers_of_other_companies_and_prospects_stay_out(self):
        other = self.make_company("Other")
        self.env.user.company_ids += other
        self.make_policy(company=other)
        self.make_invoice(self.make_partner("Elsewhere"), "2024-02-01", 5, other)
        self.run_night("2024-03-01", other)
        self.make_lead(self.make_partner("Never bought"))
        self.score(range(1, 13))

        self.clustering.action_find()

        self.assertEqual(self.clustering.customer_count, 12)

    def test_analyst_finds_and_only_a_manager_makes_the_policy(self):
        self.score_three_kinds()
        mine = self.clustering.with_user(self.analyst)

        mine.action_find()

        self.assertEqual(len(mine.cluster_ids), 3)
        with self.assertRaises(AccessError):
            mine.action_make_policy()
        with self.assertRaises(AccessError):
            self.clustering.with_user(self.user).action_find()
        with self.assertRaises(AccessError):
            mine.cluster_ids[0].write({"customer_count": 7})
