# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import freeze_time, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 12:00:00")
class TestCustomerCohort(LifecycleCommon):
    """Customers by the month of their first purchase, and who comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy()
        cls.cohorts = cls.env["crm.customer.cohort"]

    def buy(self, purchases):
        """Post invoices: ``{name: [dates]}``; a date with “-” in front is a refund."""
        for name, days in purchases.items():
            partner = self.make_partner(name)
            for day in days:
                amount = -10 if day.startswith("-") else 10
                self.make_invoice(partner, day.lstrip("-"), amount)

    def assert_cohorts(self, *expected):
        self.assert_table(
            self.cohorts.search([]),
            ("cohort_month", "months_since", "cohort_size", "customers", "retention"),
            expected,
        )

    def test_every_month_up_to_the_present_one_has_its_row(self):
        self.buy(
            {
                "Ada": ["2024-01-05", "2024-01-20", "2024-03-31"],
                "Bob": ["2024-01-31", "2024-02-01", "2024-03-01"],
                "Cid": ["2024-03-02", "-2024-04-02"],
                "Dan": ["2024-04-11"],  # tomorrow
            }
        )

        january, march = date(2024, 1, 1), date(2024, 3, 1)
        self.assert_cohorts(
            (january, 0, 2, 2, 100.0),
            (january, 1, 2, 1, 50.0),  # Bob
            (january, 2, 2, 2, 100.0),
            (january, 3, 2, 0, 0.0),
            (march, 0, 1, 1, 100.0),
            (march, 1, 1, 0, 0.0),  # a refund is no purchase
        )

    def test_groups_are_weighted_by_the_size_of_the_cohorts(self):
        self.buy(
            {
                "Ada": ["2024-02-05", "2024-03-05"],
                "Bob": ["2024-02-05"],
                "Cid": ["2024-02-05"],
                "Dan": ["2024-03-05", "2024-04-05"],
            }
        )
        groups = self.cohorts._read_group([], ["months_since"], ["retention:avg"])

        # after one month 1 of 3 and 1 of 1, which is 2 of 4; after two 0 of 3
        self.assertEqual(groups, [(0, 100.0), (1, 50.0), (2, 0.0)])

    def test_contacts_of_a_company_are_one_customer(self):
        maker = self.make_partner("Maker", is_company=True)
        self.make_invoice(maker, "2024-03-05", 10)
        self.make_invoice(
            self.make_partner("Buyer", parent_id=maker.id), "2024-04-05", 10
        )

        self.assert_cohorts(
            (date(2024, 3, 1), 0, 1, 1, 100.0), (date(2024, 3, 1), 1, 1, 1, 100.0)
        )

    def test_source_of_the_active_policy_counts(self):
        partner = self.make_partner("Ada")
        self.make_invoice(partner, "2024-03-05", 10)
        self.make_order(partner, "2024-04-05 12:00:00", 10)
        policy = self.make_policy(activate=False, revenue_source="order")
        policy.action_activate()

        self.assert_cohorts((date(2024, 4, 1), 0, 1, 1, 100.0))

    def test_companies_that_are_switched_on_are_kept_apart(self):
        other = self.make_company("Other company")
        partner = self.make_partner("Ada")
        self.make_invoice(partner, "2024-03-05", 10)
        self.make_invoice(partner, "2024-04-05", 10, company=other)
        both = self.cohorts.with_context(allowed_company_ids=(self.company | other).ids)
        stranger = self.make_user(
            "stranger", "crm_lifecycle.group_manager", company=other
        )

        self.assertEqual(len(self.cohorts.search([])), 2)
        self.assert_table(
            both.search([]),
            ("company_id", "cohort_month", "months_since", "customers"),
            [
                ("Lifecycle test company", date(2024, 3, 1), 0, 1),
                ("Lifecycle test company", date(2024, 3, 1), 1, 0),
                ("Other company", date(2024, 4, 1), 0, 1),
            ],
        )
        self.assertEqual(
            self.env(user=stranger, context={})["crm.customer.cohort"]
            .search([])
            .company_id,
            other,
        )

    def test_nobody_bought(self):
        self.assert_cohorts()
