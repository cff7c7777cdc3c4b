# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import new_test_user, tagged

from .common import LifecycleCommon

FIGURES = ("partner_id", "purchase_count", "revenue", "tier_id")


@tagged("post_install", "-at_install")
class TestWhoIsACustomer(LifecycleCommon):
    """Who gets a profile: buyers and prospects, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")

    def assert_customers(self, *expected):
        self.assert_table(
            self.profiles.search([("company_id", "=", self.company.id)]),
            FIGURES,
            expected,
        )

    def test_open_lead_makes_a_prospect(self):
        self.make_lead(self.ada)

        self.run_night("2024-03-01")

        self.assert_customers(("Ada", 0, 0.0, "Minimal value"))

    def test_lost_and_won_leads_make_no_prospect(self):
        self.make_lead(self.ada).action_set_lost()
        self.make_lead(self.ada).action_set_won()

        self.run_night("2024-03-01")

        self.assert_customers()

    def test_prospect_stays_when_the_lead_is_lost(self):
        lead = self.make_lead(self.ada)
        self.run_night("2024-03-01")

        lead.action_set_lost()
        run = self.run_night("2024-03-02")

        self.assert_customers(("Ada", 0, 0.0, "Minimal value"))
        self.assertEqual(run.updated, 0)

    def test_lead_of_a_contact_makes_its_company_a_prospect(self):
        maker = self.make_partner("Maker", is_company=True)
        self.make_lead(self.make_partner("Buyer", parent_id=maker.id))

        self.run_night("2024-03-01")

        self.assert_customers(("Maker", 0, 0.0, "Minimal value"))

    def test_contacts_without_any_business_have_no_profile(self):
        maker = self.make_partner("Maker", is_company=True)
        self.make_partner("Address", parent_id=maker.id, type="delivery")

        self.run_night("2024-03-01")

        self.assert_customers()

    def test_vendors_have_no_profile(self):
        self.make_invoice(self.ada, "2024-01-05", 100, move_type="in_invoice")

        self.run_night("2024-03-01")

        self.assert_customers()

    def test_colleagues_have_no_profile_although_they_buy_or_ask(self):
        self.make_invoice(self.user.partner_id, "2024-01-05", 100)
        self.make_lead(self.analyst.partner_id)

        self.run_night("2024-03-01")

        self.assert_customers()

    def test_portal_users_are_customers(self):
        portal = new_test_user(self.env, login="ada_portal", groups="base.group_portal")
        self.make_invoice(portal.partner_id, "2024-01-05", 100)

        self.run_night("2024-03-01")

        # a single customer is all of them and so over any share: the rest
        self.assert_customers((portal.partner_id.name, 1, 100.0, "Minimal value"))

    def test_archived_customer_keeps_the_figures(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-03-01")

        self.ada.active = False
        run = self.run_night("2024-03-02")

        self.assert_customers(("Ada", 1, 100.0, "Minimal value"))
        self.assertEqual(run.updated, 0)
        self.assertFalse(self.profile_of(self.ada).partner_active)

    def test_archived_customer_is_scored_for_the_first_time_too(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.ada.active = False

        self.run_night("2024-03-01")

        self.assert_customers(("Ada", 1, 100.0, "Minimal value"))

    def test_purchases_of_contacts_roll_up_to_their_company(self):
        maker = self.make_partner("Maker", is_company=True)
        plant = self.make_partner("Plant", parent_id=maker.id)
        buyer = self.make_partner("Buyer", parent_id=plant.id)
        self.make_invoice(maker, "2024-01-05", 100)
        self.make_invoice(plant, "2024-01-06", 20)
        self.make_invoice(buyer, "2024-01-07", 3)

        self.run_night("2024-03-01")

        self.assert_customers(("Maker", 3, 123.0, "Minimal value"))

    def test_lead_of_another_company_makes_no_prospect_here(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_lead(self.ada, company=other)

        self.run_night("2024-03-01")

        self.assert_customers()

    def test_lead_without_company_makes_a_prospect_of_the_salespersons_company(self):
        other = self.make_company("Elsewhere")
        self.make_policy(other)
        self.make_lead(self.ada, user_id=self.user.id, company_id=False)

        self.run_night("2024-03-01")
        self.run_night("2024-03-01", other)

        self.assert_customers(("Ada", 0, 0.0, "Minimal value"))
        self.assertFalse(self.profile_of(self.ada, other))

    def test_deleted_partner_takes_the_profile_along_and_leaves_the_history(self):
        self.make_lead(self.ada)
        self.run_night("2024-03-01")
        changes = self.history_of(self.ada)

        self.env["crm.lead"].search([("partner_id", "=", self.ada.id)]).unlink()
        self.ada.unlink()

        self.assert_customers()
        self.assertEqual(changes.exists(), changes)
