# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.tests import tagged

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestSpendingEvent(SpendingCommon):
    """Who took a benefit can be asked how it was."""

    def events(self):
        self.env.flush_all()
        today = self.env.cr.now().date()
        queries = self.env["crm.customer.event"]._get_event_queries(
            self.card.company_id or self.env.company,
            today - timedelta(days=1),
            today + timedelta(days=1),
        )
        return [
            (row["partner_id"], row["model"], row["res_id"])
            for row in self.env.execute_query_dict(queries["benefit_redeemed"])
        ]

    def test_redemption_is_an_event_until_it_is_cancelled(self):
        self.assertEqual(self.events(), [])
        redemption = self.redeem(self.make_benefit())
        self.assertEqual(
            self.events(),
            [(redemption.partner_id.id, "crm.loyalty.redemption", redemption.id)],
        )
        redemption.with_user(self.agent).action_cancel()
        self.assertEqual(self.events(), [])
