# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestStory(LoyaltyCommon):
    """From invoices over the night's tier to the points of the next order."""

    def test_purchases_make_the_tier_and_the_tier_makes_the_points(self):
        policy = self.make_policy(activate=False)
        self.set_criteria(
            policy,
            {
                tier: [{"measure": "revenue", "has_minimum": True, "minimum": least}]
                for tier, least in ((self.gold, 1000), (self.silver, 300))
            },
        )
        self.activate(policy)
        self.make_invoice(self.anna, "2024-01-10", 1200)
        self.run_night("2024-02-01")
        first = self.make_quotation(self.anna, 100)
        first.action_confirm()
        self.assertEqual(self.card_of(self.anna).points, 200.0)

        self.make_invoice(self.anna, "2024-02-10", -500)
        self.run_night("2024-03-01")
        second = self.make_quotation(self.anna, 100)
        second.action_confirm()
        self.assertEqual(self.card_of(self.anna).points, 350.0)

        first._action_cancel()
        self.assertEqual(self.card_of(self.anna).points, 150.0)
        self.assertEqual(
            (first.awarded_multiplier, second.awarded_multiplier), (2.0, 1.5)
        )
