# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestAccountManagers(LifecycleCommon):
    """Customers of a tier are shared among its account managers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mia = cls.make_user("mia", "sales_team.group_sale_salesman")
        cls.noa = cls.make_user("noa", "sales_team.group_sale_salesman")
        policy = cls.make_policy(activate=False)
        cls.set_criteria(
            policy,
            {cls.high: [{"measure": "revenue", "has_minimum": True, "minimum": 1000}]},
        )
        cls.activate(policy)

    def make_customers(self, *names):
        customers = self.env["res.partner"]
        for name in names:
            customers |= self.make_partner(name)
        return customers

    def test_customer_that_rises_gets_the_least_busy_manager(self):
        self.high.manager_ids = self.mia | self.noa
        self.make_partner("Old customer", user_id=self.mia.id)
        ada = self.make_partner("Ada")
        self.make_invoice(ada, "2024-01-10", 100)
        self.run_night("2024-01-10")
        self.make_invoice(ada, "2024-01-11", 5000)
        self.run_night("2024-01-11")
        self.assertFalse(ada.user_id)  # written down, not acted on yet

        self.history_of(ada)._dispatch()

        self.assertEqual(ada.user_id, self.noa)

    def test_customer_that_falls_out_of_all_tiers_keeps_the_manager(self):
        self.high.manager_ids = self.mia
        ada = self.make_partner("Ada", user_id=self.mia.id)
        profile = self.profiles.create(
            {"partner_id": ada.id, "company_id": self.company.id}
        )
        change = self.changes.create(
            {
                "profile_id": profile.id,
                "company_id": self.company.id,
                "kind": "tier",
                "change_date": "2024-02-01",
                "from_tier_id": self.high.id,
                "to_tier_id": False,
            }
        )

        change._dispatch()

        self.assertEqual((change.dispatched, change.dispatch_error), (True, False))
        self.assertEqual(ada.user_id, self.mia)

    def test_nobody_loses_the_own_salesperson(self):
        self.high.manager_ids = self.mia
        ada = self.make_partner("Ada", user_id=self.noa.id)

        self.high._assign_managers(ada)

        self.assertEqual(ada.user_id, self.noa)

    def test_button_shares_who_has_nobody(self):
        self.high.manager_ids = [Command.set((self.mia | self.noa).ids)]
        customers = self.make_customers("Ada", "Bob", "Cleo", "Dan")
        customers[3].user_id = self.mia
        for customer in customers:
            self.make_invoice(customer, "2024-01-10", 2000)
        self.run_night("2024-01-10")

        self.high.with_context(
            allowed_company_ids=self.company.ids
        ).action_assign_managers()

        self.assertEqual(
            [customer.user_id.login for customer in customers],
            ["noa", "mia", "noa", "mia"],
        )

    def test_button_asks_for_managers_first(self):
        with self.assertRaisesRegex(UserError, "Choose the account managers first"):
            self.low.action_assign_managers()
