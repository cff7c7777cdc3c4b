# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-03-15 12:00:00")
class TestAcquisitionCost(LifecycleCommon):
    """What a new customer cost, month by month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.costs = cls.env["crm.acquisition.cost"]
        cls.report = cls.env["crm.acquisition.report"]
        cls.plan = cls.env["account.analytic.plan"].create({"name": "Marketing"})
        cls.account = cls.env["account.analytic.account"].create(
            {"name": "Fairs", "plan_id": cls.plan.id, "company_id": cls.company.id}
        )

    def make_cost(self, month, amount, **vals):
        return self.costs.create(
            {
                "name": "Spent",
                "company_id": self.company.id,
                "month": month,
                "amount": amount,
                **vals,
            }
        )

    def make_analytic_cost(self, month):
        return self.make_cost(
            month, 0, source="analytic", analytic_account_id=self.account.id
        )

    def charge(self, day, amount, **vals):
        return self.env["account.analytic.line"].create(
            {
                "name": "Charged",
                self.plan._column_name(): self.account.id,
                "company_id": self.company.id,
                "date": day,
                "amount": amount,
                **vals,
            }
        )

    def make_customers(self, first_purchases):
        for number, day in enumerate(first_purchases):
            self.make_invoice(self.make_partner(f"Customer {number}"), day, 10)
        self.run_night("2024-03-15")

    def assert_report(self, *expected):
        self.env.invalidate_all()
        self.assert_table(
            self.report.search([]),
            ("company_id", "month", "cost", "new_customers", "cac"),
            [(self.company.display_name, *row) for row in expected],
        )

    # ---------------------------------------------------------------- entries

    def test_any_day_of_the_month_becomes_the_first(self):
        cost = self.make_cost("2024-02-29", 100)
        self.assertEqual(cost.month, date(2024, 2, 1))
        cost.month = date(2024, 1, 31)
        self.assertEqual(cost.month, date(2024, 1, 1))
        self.assertEqual(self.costs.create({"name": "New"}).month, date(2024, 3, 1))

    def test_analyst_types_an_amount_in_the_list(self):
        form = Form(
            self.costs.with_user(self.analyst),
            "crm_lifecycle.crm_acquisition_cost_view_list",
        )
        form.name = "Trade fair"
        form.amount = 250.0
        cost = form.save()

        self.assertEqual((cost.amount, cost.entered_amount), (250.0, 250.0))

    def test_negative_amount_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "A cost is not negative"):
            self.make_cost("2024-03-01", -1)

    def test_analytic_entry_reads_the_lines_of_its_month(self):
        other = self.make_company("Other company")
        cost = self.make_analytic_cost("2024-02-01")
        self.charge("2024-02-01", -100)
        self.charge("2024-02-29", -20)
        self.charge("2024-02-10", 5)  # a refund of the supplier
        self.charge("2024-01-31", -1000)
        self.charge("2024-03-01", -1000)
        self.account.company_id = False
        self.charge("2024-02-10", -1000, company_id=other.id)
        cost.invalidate_recordset()

        # 100 + 20 - 5
        self.assertEqual(cost.amount, 115.0)

    def test_account_with_more_income_than_costs_costs_nothing(self):
        cost = self.make_analytic_cost("2024-02-01")
        self.charge("2024-02-10", 5)
        cost.invalidate_recordset()

        self.assertEqual(cost.amount, 0.0)

    # ----------------------------------------------------------------- report

    def test_costs_over_first_purchases_by_month(self):
        self.make_customers(
            ["2024-01-01", "2024-01-31", "2024-02-29", "2024-03-01", "2024-03-15"]
        )
        self.make_cost("2023-12-01", 40)
        self.make_cost("2024-01-01", 100)
        self.make_cost("2024-01-20", 20)
        self.make_analytic_cost("2024-03-01")
        self.charge("2024-03-10", -50)

        # January (100 + 20) / 2; nothing spent in February; March 50 / 2
        self.assert_report(
            (date(2023, 12, 1), 40.0, 0, 0.0),
            (date(2024, 1, 1), 120.0, 2, 60.0),
            (date(2024, 2, 1), 0.0, 1, 0.0),
            (date(2024, 3, 1), 50.0, 2, 25.0),
        )

    def test_total_divides_sums(self):
        self.make_customers(["2024-01-01", "2024-01-31", "2024-02-29"])
        self.make_cost("2024-01-01", 100)
        self.make_cost("2024-02-01", 80)
        self.make_cost("2023-12-01", 40)

        ((cost, customers, cac),) = self.report._read_group(
            [], [], ["cost:sum", "new_customers:sum", "cac:avg"]
        )
        by_month = self.report._read_group([], ["month:month"], ["cac:avg"])

        # (100 + 80 + 40) / 3, not the mean of 50 and 80; none without customers
        self.assertEqual((cost, customers), (220.0, 3))
        self.assertAlmostEqual(cac, 220 / 3)
        self.assertEqual(
            [(str(month), value) for month, value in by_month],
            [("2023-12-01", False), ("2024-01-01", 50.0), ("2024-02-01", 80.0)],
        )

    def test_other_companies_are_seen_when_they_are_switched_on(self):
        other = self.make_company("Other company")
        self.make_cost("2024-01-01", 100)
        self.make_cost("2024-01-01", 7, company_id=other.id)
        both = self.report.with_context(allowed_company_ids=(self.company | other).ids)

        self.assert_report((date(2024, 1, 1), 100.0, 0, 0.0))
        self.assertEqual(
            sorted(both.search([]).mapped("cost")),
            [7.0, 100.0],
        )

    def test_user_reads_and_strangers_see_nothing(self):
        cost = self.make_cost("2024-01-01", 100)
        other = self.make_company("Other company")
        stranger = self.make_user(
            "stranger", "crm_lifecycle.group_manager", company=other
        )
        as_stranger = self.env(user=stranger, context={})

        self.assertEqual(cost.with_user(self.user).amount, 100.0)
        self.assertEqual(self.report.with_user(self.user).search([]).cost, 100.0)
        self.assertFalse(as_stranger["crm.acquisition.report"].search([]))
        self.assertFalse(as_stranger["crm.acquisition.cost"].search([]))
        with self.assertRaises(AccessError):
            cost.with_user(self.user).amount = 1.0
