# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestSummary(LifecycleCommon):
    """The table of tiers and the settings."""

    def test_summary_adds_up_by_tier(self):
        policy = self.make_policy(activate=False)
        least = {"measure": "revenue", "has_minimum": True}
        self.set_criteria(
            policy,
            {
                self.high: [{**least, "minimum": 100}],
                self.low: [{**least, "minimum": 1}],
            },
        )
        policy.action_activate()
        a, b, c, d = (self.make_partner(name) for name in "ABCD")
        self.make_invoices("2024-02-10", {a: 150, b: 30})
        self.make_invoices("2024-02-20", {b: 10, c: 10})
        self.make_invoices("2024-01-01", {a: 0})
        self.make_lead(d)
        self.run_night("2024-03-01")

        found = self.profiles._get_tier_summary(self.company, date(2024, 3, 1))

        # 150 + 40 + 10 = 200 in five purchases; ages on 1 March: 20, 10 and 10 days
        self.assertEqual(
            found,
            {
                "customers": 4,
                "purchases": 5,
                "revenue": 200.0,
                "tiers": [
                    self.row("high", "High value", 1, 150.0, 0.25, 0.75, 0.75, 20),
                    self.row("medium", "Medium value", 0, 0.0, 0, 0, 0, None),
                    self.row("low", "Low value", 2, 50.0, 0.5, 0.25, 0.25, 10),
                    self.row("minimal", "Minimal value", 1, 0.0, 0.25, 0, 0, None),
                ],
            },
        )

    def row(self, *values):
        return dict(
            zip(
                (
                    "code",
                    "name",
                    "customers",
                    "revenue",
                    "customer_share",
                    "revenue_share",
                    "clv_share",
                    "median_recency_days",
                ),
                values,
                strict=True,
            )
        )

    def test_summary_of_nobody_is_empty_and_no_error(self):
        found = self.profiles._get_tier_summary(self.company, date(2024, 3, 1))

        self.assertEqual(
            (found["customers"], found["purchases"], found["revenue"]), (0, 0, 0.0)
        )
        self.assertEqual(
            [(row["code"], row["customers"]) for row in found["tiers"]],
            [("high", 0), ("medium", 0), ("low", 0), ("minimal", 0)],
        )

    def test_summary_counts_the_company_alone(self):
        other = self.make_company("Other company")
        self.make_policy()
        self.make_policy(other)
        ada = self.make_partner("Ada")
        self.make_invoice(ada, "2024-01-05", 100)
        self.make_invoice(ada, "2024-01-05", 7, company=other)
        self.run_night("2024-03-01")
        self.run_night("2024-03-01", other)

        found = self.profiles._get_tier_summary(other, date(2024, 3, 1))

        self.assertEqual((found["customers"], found["revenue"]), (1, 7.0))

    def test_tier_counts_its_customers_in_the_companies_switched_on(self):
        other = self.make_company("Other company")
        self.make_policy()
        self.make_policy(other)
        ada, bob = self.make_partner("Ada"), self.make_partner("Bob")
        self.make_invoices("2024-01-05", {ada: 100, bob: 100})
        self.make_invoice(ada, "2024-01-05", 7, company=other)
        self.run_night("2024-03-01")
        self.run_night("2024-03-01", other)

        counts = [
            self.minimal.with_context(allowed_company_ids=companies.ids).profile_count
            for companies in (self.company, other, self.company | other)
        ]

        self.assertEqual(counts, [2, 1, 3])

    def test_code_of_a_tier_is_unique(self):
        with self.assertRaises(Exception) as refused, self.env.cr.savepoint():
            self.high.copy({"code": "low"}).flush_recordset()

        self.assertIn("crm_value_tier_code_unique", str(refused.exception))

    def test_settings_keep_the_days_of_the_run_log_per_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.crm_run_keep_days, 180)

        settings.crm_run_keep_days = 0  # keep all: nothing may make 180 of it
        settings.execute()

        again = self.env["res.config.settings"].create({})
        self.assertEqual(again.crm_run_keep_days, 0)
        self.assertEqual(
            (self.company.crm_run_keep_days, other.crm_run_keep_days), (0, 180)
        )

    def test_settings_show_the_active_policy_of_the_company(self):
        self.assertFalse(self.env["res.config.settings"].create({}).crm_value_policy_id)
        policy = self.make_policy()

        settings = self.env["res.config.settings"].create({})

        self.assertEqual(settings.crm_value_policy_id, policy)
