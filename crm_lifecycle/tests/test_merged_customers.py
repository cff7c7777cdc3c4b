# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon

FIGURES = ("company_id", "partner_id", "purchase_count", "revenue", "refunds")


@tagged("post_install", "-at_install")
class TestMergedCustomers(LifecycleCommon):
    """Two contacts turn out to be one customer: the merge loses nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.twin = cls.make_partner("Ada again")
        cls.other = cls.make_company("Other company")
        cls.make_policy(cls.other)

    def merge(self, source, target):
        """Merge as the wizard does; the target's name stays."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target, extra_checks=False)

    def assert_profiles(self, *expected):
        self.env.invalidate_all()
        companies = self.company | self.other
        self.assert_table(
            self.profiles.search([("company_id", "in", companies.ids)]),
            FIGURES,
            expected,
        )

    def run_both_nights(self, today):
        self.run_night(today)
        self.run_night(today, self.other)

    def test_figures_of_both_are_added(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.ada, "2024-01-06", -10)
        self.make_invoice(self.twin, "2024-01-07", 20)
        self.make_invoice(self.twin, "2024-01-08", -3)
        self.run_both_nights("2024-03-01")

        self.merge(self.twin, self.ada)

        # 100 - 10 + 20 - 3 = 107; -10 - 3 = -13
        self.assert_profiles(("Lifecycle test company", "Ada", 2, 107.0, -13.0))

    def test_only_the_merged_away_one_was_a_customer(self):
        self.make_invoice(self.twin, "2024-01-07", 20)
        self.run_both_nights("2024-03-01")
        profile = self.profile_of(self.twin)

        self.merge(self.twin, self.ada)

        self.assert_profiles(("Lifecycle test company", "Ada", 1, 20.0, 0.0))
        self.assertEqual(self.profile_of(self.ada), profile)

    def test_only_the_one_that_stays_was_a_customer(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_both_nights("2024-03-01")
        profile = self.profile_of(self.ada)

        self.merge(self.twin, self.ada)

        self.assert_profiles(("Lifecycle test company", "Ada", 1, 100.0, 0.0))
        self.assertEqual(self.profile_of(self.ada), profile)

    def test_neither_was_a_customer(self):
        self.merge(self.twin, self.ada)

        self.assert_profiles()

    def test_each_was_a_customer_of_another_company(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.twin, "2024-01-07", 20, company=self.other)
        self.run_both_nights("2024-03-01")

        self.merge(self.twin, self.ada)

        self.assert_profiles(
            ("Lifecycle test company", "Ada", 1, 100.0, 0.0),
            ("Other company", "Ada", 1, 20.0, 0.0),
        )

    def test_both_were_customers_of_both_companies(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.twin, "2024-01-06", 20)
        self.make_invoice(self.ada, "2024-01-07", 3, company=self.other)
        self.make_invoice(self.twin, "2024-01-08", 4, company=self.other)
        self.run_both_nights("2024-03-01")

        self.merge(self.twin, self.ada)

        self.assert_profiles(
            ("Lifecycle test company", "Ada", 2, 120.0, 0.0),
            ("Other company", "Ada", 2, 7.0, 0.0),
        )

    def test_three_become_one(self):
        third = self.make_partner("Ada once more")
        for partner, amount in ((self.ada, 100), (self.twin, 20), (third, 3)):
            self.make_invoice(partner, "2024-01-05", amount)
        self.run_both_nights("2024-03-01")

        self.merge(self.twin | third, self.ada)

        self.assert_profiles(("Lifecycle test company", "Ada", 3, 123.0, 0.0))

    def test_history_of_both_is_kept(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.twin, "2024-01-07", 20)
        self.run_both_nights("2024-03-01")
        history = self.history_of(self.ada) | self.history_of(self.twin)
        self.assertEqual(len(history), 2)

        self.merge(self.twin, self.ada)

        self.assertLessEqual(history, self.history_of(self.ada))

    def test_tickets_orders_and_leads_move_over(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.twin, "2024-01-07", 20)
        self.run_both_nights("2024-03-01")
        order = self.make_order(self.twin, "2024-03-01 12:00:00", 5, confirm=False)
        documents = [order, self.make_lead(self.twin), self.make_ticket(self.twin)]
        self.assertEqual(
            [document.profile_id.partner_id for document in documents],
            [self.twin] * 3,
        )

        self.merge(self.twin, self.ada)

        self.assertEqual(
            [(doc.partner_id, doc.profile_id) for doc in documents],
            [(self.ada, self.profile_of(self.ada))] * 3,
        )

    def test_merging_the_contact_of_a_customer_into_another_customer(self):
        maker = self.make_partner("Maker", is_company=True)
        buyer = self.make_partner("Buyer", parent_id=maker.id)
        self.make_invoice(maker, "2024-01-05", 100)
        self.make_invoice(self.ada, "2024-01-07", 20)
        self.run_both_nights("2024-03-01")
        order = self.make_order(buyer, "2024-03-01 12:00:00", 5, confirm=False)
        self.assertEqual(order.profile_id.partner_id, maker)

        rival = self.make_partner("Rival", is_company=True)
        self.ada.parent_id = rival
        self.run_both_nights("2024-03-02")
        self.merge(buyer, self.ada)
        self.run_both_nights("2024-03-03")

        # the order is one of Ada's, who belongs to Rival now
        self.assertEqual(order.partner_id, self.ada)
        self.assertEqual(order.profile_id.partner_id, rival)

    def test_night_after_a_merge_has_nothing_to_do(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.twin, "2024-01-07", 20)
        self.make_invoice(self.make_partner("Bob"), "2024-01-07", 50)
        self.run_both_nights("2024-03-01")
        self.merge(self.twin, self.ada)
        self.run_night("2024-03-02")  # two customers left: new cut points

        run = self.run_night("2024-03-02")

        self.assertEqual((run.customers, run.updated, run.moved), (2, 0, 0))

    def test_merged_customer_is_not_lost_while_the_night_holds_the_company(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.twin, "2024-01-07", 20)
        self.run_both_nights("2024-03-01")
        night = type(self.env["crm.value.night"])
        self.patch(night, "_try_lock", lambda self, company: False)

        self.merge(self.twin, self.ada)

        due = self.env["crm.due"].search([("company_id", "=", self.company.id)])
        self.assert_table(
            due, ("job", "res_id"), [("rescore", self.profile_of(self.ada).id)]
        )
