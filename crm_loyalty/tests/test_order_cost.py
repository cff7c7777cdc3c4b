# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import threading
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestOrderCost(LedgerOrdersCommon):
    """Orders don't pay for rules, recommendations and invoices that they don't have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for table in ("crm_referral", "crm_referral_code", "crm_referral_program"):
            cls.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
        cls.env.invalidate_all()
        cls.env.registry.clear_cache()
        cls.offers = cls.env["crm.referral.program"]

    def confirm(self, order):
        """Confirm and return what the database was asked."""
        asked = []
        hooks = [lambda _cursor, query, *_args: asked.append(str(query))]
        with patch.object(
            threading.current_thread(), "query_hooks", hooks, create=True
        ):
            order.action_confirm()
        return asked

    def count(self, asked, words):
        return sum(words in query for query in asked)

    def test_a_plain_order_asks_for_nothing_beside_its_own_points(self):
        asked = self.confirm(self.make_quotation(self.anna))
        self.assert_balance(self.anna, 100.0)
        self.assertEqual(self.count(asked, "crm_referral"), 0)
        self.assertEqual(self.count(asked, "WITH wanted"), 0, "bonuses of rules")
        self.assertEqual(self.count(asked, "part.is_refund"), 0, "invoiced amounts")

    def test_an_order_asks_for_recommendations_once_there_is_a_program(self):
        self.assertFalse(self.offers._is_any_there())
        offer = self.offers.create(
            {
                "name": "Recommend us",
                "company_id": self.company.id,
                "loyalty_program_id": self.program.id,
            }
        )
        self.assertEqual(
            self.count(self.confirm(self.make_quotation(self.anna)), "crm_referral"), 1
        )
        offer.active = False  # what was recommended before is still followed
        offer.flush_recordset()
        self.assertEqual(
            self.count(self.confirm(self.make_quotation(self.anna)), "crm_referral"), 1
        )

    def test_an_order_that_was_invoiced_before_asks_for_what_was_refunded(self):
        order = self.make_sale(self.anna)
        bill = self.make_bill(order)
        self.refund(bill, 40.0)
        order._action_cancel()
        order.action_draft()
        asked = self.confirm(order)
        self.assertEqual(self.count(asked, "part.is_refund"), 1)
        self.assert_balance(self.anna, 60.0)
