# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import freeze_time, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestTierKpi(LifecycleCommon):
    """The key figures of tiers, against figures counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(activate=False)
        cls.set_criteria(
            cls.policy,
            {cls.high: [{"measure": "revenue", "has_minimum": True, "minimum": 1000}]},
        )
        cls.activate(cls.policy)
        cls.who = {
            name: cls.make_partner(name) for name in ("Ada", "Bob", "Gone", "New")
        }
        for name, day, amount in (
            ("Ada", "2023-02-01", 1000),  # the year before
            ("Ada", "2024-02-01", 1500),  # the last year
            ("Bob", "2023-06-01", 100),
            ("Bob", "2024-05-01", 50),
            ("Gone", "2022-06-01", 400),  # lost in the year to 1 July 2024
            ("New", "2024-06-01", 20),
        ):
            cls.make_invoice(cls.who[name], day, amount)
        cls.run_night("2024-06-30")

    def get_figures(self):
        with freeze_time("2024-07-01"):
            self.env.invalidate_all()
            rows = self.env["crm.tier.kpi"].search(
                [("company_id", "=", self.company.id)]
            )
            return {
                row.tier_id.code: (
                    row.customers,
                    row.late_revenue,
                    row.early_revenue,
                    round(row.value_change, 1),
                    row.lost,
                    round(row.churn_rate, 1),
                )
                for row in rows
            }

    def test_figures_of_each_tier(self):
        gone = self.profile_of(self.who["Gone"])
        self.assertTrue(gone.stage_id.is_lost)

        self.assertEqual(
            self.get_figures(),
            {
                "high": (1, 1500.0, 1000.0, 50.0, 0, 0.0),
                # Bob and Gone were there a year ago, New was not: one of two is lost
                "minimal": (3, 70.0, 100.0, -30.0, 1, 50.0),
            },
        )

    def test_long_lost_is_not_lost_again(self):
        gone = self.profile_of(self.who["Gone"])
        self.env.cr.execute(
            "UPDATE crm_customer_profile SET stage_since = '2023-01-01' WHERE id = %s",
            [gone.id],
        )
        self.assertEqual(self.get_figures()["minimal"][-2:], (0, 0.0))

    def test_risk_and_health_are_averages(self):
        rows = self.env["crm.tier.kpi"].search([("company_id", "=", self.company.id)])
        low = rows.filtered(lambda row: row.tier_id == self.minimal)
        customers = self.profiles.search(
            [("company_id", "=", self.company.id), ("tier_id", "=", self.minimal.id)]
        )
        risks = customers.mapped("churn_probability")
        self.assertAlmostEqual(low.churn_risk, 100 * sum(risks) / len(risks))
        health = customers.mapped("health")
        self.assertAlmostEqual(low.health, sum(health) / len(health))

    def test_other_companies_stay_hidden(self):
        other = self.make_company("Other")
        self.make_policy(other)
        self.make_invoice(self.who["Ada"], "2024-06-01", 10, other)
        self.run_night("2024-06-30", other)

        rows = self.env["crm.tier.kpi"].with_user(self.user).search([])

        self.assertEqual(rows.company_id, self.company)
