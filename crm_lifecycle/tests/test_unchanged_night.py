# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .common import LifecycleCommon

METRICS = "odoo.addons.crm_lifecycle.models.value.crm_value_metrics"


@tagged("post_install", "-at_install")
class TestUnchangedNight(LifecycleCommon):
    """Silence is not an event: a night in which nothing happened writes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy()
        cls.customers = [cls.make_partner(f"Customer {row}") for row in range(10)]
        cls.make_invoices(
            "2024-01-05",
            {partner: 10.33 * row for row, partner in enumerate(cls.customers)},
        )
        cls.make_lead(cls.make_partner("Prospect"))
        cls.make_invoice(cls.make_partner("Refunded"), "2024-01-05", -7)

    def get_row_versions(self, table):
        """Return where PostgreSQL keeps each row: a row that is written moves."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT id, xmin::text, ctid::text FROM %(table)s ORDER BY id",
                table=SQL.identifier(table),
            )
        )

    def test_second_night_writes_no_row_version_of_a_profile(self):
        self.run_night("2024-03-01")
        before = self.get_row_versions("crm_customer_profile")
        self.assertGreaterEqual(len(before), 12)

        run = self.run_night("2024-03-01")

        self.assertEqual(self.get_row_versions("crm_customer_profile"), before)
        self.assertEqual(
            (run.customers, run.created, run.updated, run.moved), (12, 0, 0, 0)
        )

    def test_night_divided_among_processes_finds_the_same(self):
        self.run_night("2024-03-01")
        before = self.get_row_versions("crm_customer_profile")
        night = self.env["crm.value.night"]
        task = night._get_dry_task(self.policy, self.env.cr.now().date())
        self.assertEqual(len(night._get_slices(task)), 1)
        with patch(f"{METRICS}.SLICED_FROM", 1):
            self.assertEqual(len(night._get_slices(task)), 3)
            self.env.cr.execute(
                SQL(
                    """SET LOCAL parallel_setup_cost = 0;
                       SET LOCAL min_parallel_table_scan_size = 0"""
                )
            )

            run = self.run_night("2024-03-01")

        self.assertEqual(self.get_row_versions("crm_customer_profile"), before)
        self.assertEqual((run.customers, run.updated), (12, 0))

    def test_tables_of_the_night_are_gone_afterwards(self):
        self.run_night("2024-03-01")

        rows = self.env.execute_query(
            SQL("SELECT relname FROM pg_class WHERE starts_with(relname, 'crm_night_')")
        )
        self.assertEqual(rows, [])

    def test_night_of_the_next_day_writes_nothing_either(self):
        self.run_night("2024-03-01")
        before = self.get_row_versions("crm_customer_profile")

        self.run_night("2024-03-02")

        self.assertEqual(self.get_row_versions("crm_customer_profile"), before)

    def test_second_night_writes_no_change_no_policy_and_no_document(self):
        self.make_order(self.customers[1], "2024-02-01 12:00:00", 5, confirm=False)
        self.make_ticket(self.customers[1])
        self.run_night("2024-03-01")
        tables = (
            "crm_profile_change",
            "crm_value_policy",
            "crm_lead",
            "sale_order",
            "helpdesk_ticket",
            "res_partner",
        )
        before = {table: self.get_row_versions(table) for table in tables}

        self.run_night("2024-03-01")

        self.assertEqual(
            {table: self.get_row_versions(table) for table in tables}, before
        )

    def test_night_writes_only_the_customers_whose_figures_changed(self):
        self.run_night("2024-03-01")
        before = dict(
            (row[0], row[1:]) for row in self.get_row_versions("crm_customer_profile")
        )
        best = self.customers[9]
        self.make_invoice(best, "2024-01-05", 1)  # best before and after, same day

        run = self.run_night("2024-03-01")

        after = dict(
            (row[0], row[1:]) for row in self.get_row_versions("crm_customer_profile")
        )
        self.assertEqual(
            [key for key in after if after[key] != before[key]],
            [self.profile_of(best).id],
        )
        self.assertEqual((run.updated, run.moved), (1, 0))

    def test_query_count_does_not_depend_on_the_number_of_customers(self):
        small = self.count_queries("Small company", 10)
        large = self.count_queries("Large company", 100)

        self.assertEqual(small, large)

    def count_queries(self, name, customers):
        """Return the queries of a first and of an unchanged night."""
        company = self.make_company(name)
        self.make_policy(company)
        partners = [self.make_partner(f"{name} {row}") for row in range(customers)]
        self.make_invoices(
            "2024-01-05",
            {partner: 1 + row for row, partner in enumerate(partners)},
            company=company,
        )
        counts = []
        for _night in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run = self.run_night("2024-03-01", company)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(run.customers, customers)
        return counts
