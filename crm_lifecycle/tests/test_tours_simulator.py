# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import HttpCase, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestToursSimulator(LifecycleCommon, HttpCase):
    """A consultant at the browser tries a preset out before it is in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_user(
            "tour_consultant",
            "crm_lifecycle.group_manager,base.group_partner_manager",
        ).lang = "en_US"
        names = [f"Customer {row}" for row in range(1, 10)]
        cls.make_invoices(
            "2024-01-05",
            {cls.make_partner(name): 100 - row for row, name in enumerate(names)},
        )
        cls.make_invoice(cls.make_partner("Tour customer"), "2024-01-05", 98.5)

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["crm.value.night"]),
            "_get_today",
            lambda night, company, now=None: date(2024, 3, 1),
        )

    def test_consultant_applies_a_moved_threshold(self):
        former = self.make_policy()
        self.run_night("2024-03-01")

        self.start_tour(
            "/odoo/tier-policies", "crm_lifecycle_simulator", login="tour_consultant"
        )

        self.env.invalidate_all()
        policy = self.env["crm.value.policy"]._get_active(self.company)
        criteria = policy.tier_line_ids.criterion_ids.filtered("has_maximum")
        self.assertEqual(criteria.mapped("maximum"), [31.0, 30.0, 40.0])
        self.assertEqual(former.state, "archived")
        changes = self.changes.search(
            [("policy_id", "=", policy.id), ("kind", "=", "tier")]
        )
        self.assert_table(
            changes,
            ("profile_id", "from_tier_id", "to_tier_id"),
            [
                ("Tour customer", "Medium value", "High value"),
                ("Customer 5", "Low value", "Medium value"),
                ("Customer 9", "Minimal value", "Low value"),
            ],
        )
