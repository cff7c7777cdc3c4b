# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import HttpCase, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestTours(LifecycleCommon, HttpCase):
    """People at the browser: a consultant sets rules up, staff look at a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant = cls.make_user(
            "tour_consultant",
            "crm_lifecycle.group_manager,base.group_partner_manager",
        )
        cls.staff = cls.make_user(
            "tour_staff", "crm_lifecycle.group_user,sales_team.group_sale_salesman"
        )
        (cls.consultant | cls.staff).lang = "en_US"
        names = ["Tour customer", *(f"Customer {row}" for row in range(2, 11))]
        cls.make_invoices(
            "2024-01-05",
            {cls.make_partner(name): 100 - row for row, name in enumerate(names)},
        )

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["crm.value.night"]),
            "_get_today",
            lambda night, company, now=None: date(2024, 3, 1),
        )

    def test_consultant_sets_up_the_rules_and_asks_why(self):
        self.start_tour("/odoo", "crm_lifecycle_consultant", login="tour_consultant")

        policy = self.env["crm.value.policy"]._get_active(self.company)
        self.assertEqual(policy.name, "Handbook: value tiers")
        # of ten customers: two, three, four and the last one
        self.assertEqual(
            [
                row["customers"]
                for row in self.profiles._get_tier_summary(
                    self.company, date(2024, 3, 1)
                )["tiers"]
            ],
            [2, 3, 4, 1],
        )

    def test_consultant_makes_a_new_version(self):
        self.make_policy()
        self.run_night("2024-03-01")

        self.start_tour(
            "/odoo/tier-policies", "crm_lifecycle_new_version", login="tour_consultant"
        )

        policies = self.env["crm.value.policy"].search(
            [("company_id", "=", self.company.id)], order="version"
        )
        best = policies.tier_line_ids.filtered(lambda line: line.tier_id == self.high)
        shares = best.criterion_ids.filtered("has_maximum")
        self.assertEqual(policies.mapped("state"), ["active", "draft"])
        self.assertEqual(shares.mapped("maximum"), [20.0, 10.0])

    def test_staff_find_the_tier_on_the_contact(self):
        self.make_policy()
        self.run_night("2024-03-01")
        customer = self.env["res.partner"].search([("name", "=", "Tour customer")])
        customer.user_id = self.staff  # who else would be told only where it stands

        self.start_tour("/odoo/contacts", "crm_lifecycle_contact", login="tour_staff")
