# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import HttpCase, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestToursLifecycle(LifecycleCommon, HttpCase):
    """A consultant at the browser calms the tiers and asks why somebody may leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_user("tour_consultant", "crm_lifecycle.group_manager").lang = "en_US"
        names = ["Best customer", "Tour customer", *(f"Customer {n}" for n in range(8))]
        cls.customers = [cls.make_partner(name) for name in names]
        cls.make_invoices(
            "2024-01-05",
            {customer: 100 - row for row, customer in enumerate(cls.customers)},
        )

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["crm.value.night"]),
            "_get_today",
            lambda night, company, now=None: date(2024, 3, 2),
        )

    def test_consultant_calms_the_tiers(self):
        former = self.make_policy()
        self.run_night("2024-03-01")
        best, *_others, risen = self.customers
        self.make_invoice(risen, "2024-03-02", 500)

        self.start_tour(
            "/odoo/tier-policies", "crm_lifecycle_calm_tiers", login="tour_consultant"
        )

        self.env.invalidate_all()
        policy = self.env["crm.value.policy"]._get_active(self.company)
        self.assertEqual((policy.version, policy.grace_days), (former.version + 1, 60))
        self.assertEqual(former.state, "archived")
        # two of ten are of high value: 91 + 500 and 100; 99 comes third
        self.assert_table(
            self.profiles.search(
                [("company_id", "=", self.company.id), ("tier_id", "=", self.high.id)]
            ),
            ("partner_id", "policy_id"),
            [
                (risen.name, policy.display_name),
                (best.name, policy.display_name),
            ],
        )
