# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestTierMultiplier(LoyaltyCommon):
    """A tier says how fast its customers collect points."""

    def assert_refused(self, multiplier):
        tiers = self.env["crm.value.tier"]
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError) as refusal,
            self.env.cr.savepoint(),
        ):
            self.gold.points_multiplier = multiplier
            self.env.flush_all()
        self.assertEqual(
            tiers._sql_error_to_message(refusal.exception),
            "The points multiplier of a tier lies between 0 (earns no points) and 100.",
        )
        self.env.invalidate_all()
        self.assertEqual(self.gold.points_multiplier, 2.0)

    def test_preset_tiers_bring_their_multiplier(self):
        tiers = self.env["crm.value.tier"].search(
            [("code", "in", ("high", "medium", "low", "minimal"))]
        )

        self.assertEqual(
            {tier.code: tier.points_multiplier for tier in tiers},
            {"high": 2.0, "medium": 1.5, "low": 1.0, "minimal": 1.0},
        )

    def read_cost(self):
        """Return the cost of points per unit of revenue in the gold tier, or None."""
        today = self.env["crm.value.night"]._get_today(self.company)
        loads = self.env["crm.value.tier"]._get_workloads(self.company, today)
        work = loads.get("points_cost")
        return work and work.promise(self.gold.id, 1.0)

    def test_points_cost_what_their_best_cash_reward_gives(self):
        # one point per euro, 10 euros for 100 points, twice as many for gold
        self.assertAlmostEqual(self.read_cost(), 0.2)
        self.program.rule_ids.reward_point_amount = 3
        self.assertAlmostEqual(self.read_cost(), 0.6)
        self.program.reward_ids.write({"discount_mode": "per_point", "discount": 0.01})
        self.assertAlmostEqual(self.read_cost(), 0.06)

    def test_rewards_without_a_price_cost_nothing_that_is_known(self):
        self.program.reward_ids.discount_mode = "percent"
        self.assertIsNone(self.read_cost())

    def test_programme_that_no_tier_multiplies_is_no_cost_of_tiers(self):
        self.program.is_tier_multiplied = False
        self.assertIsNone(self.read_cost())

    def test_cost_of_other_companies_is_theirs(self):
        self.program.company_id = self.make_company("Elsewhere")
        self.assertIsNone(self.read_cost())

    def test_new_tier_changes_nothing(self):
        tier = self.env["crm.value.tier"].create({"name": "New", "code": "new"})

        self.assertEqual(tier.points_multiplier, 1.0)

    def test_negative_multiplier_is_refused_in_words(self):
        self.assert_refused(-0.5)

    def test_percentage_instead_of_factor_is_refused_in_words(self):
        self.assert_refused(150.0)

    def test_zero_is_a_multiplier(self):
        self.gold.points_multiplier = 0.0
        self.env.flush_all()

        self.assertEqual(self.gold.points_multiplier, 0.0)
