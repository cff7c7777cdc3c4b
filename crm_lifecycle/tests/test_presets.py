# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestPresets(LifecycleCommon):
    """A preset is used with one click and can be activated as it is."""

    def use(self, name):
        preset = self.env.ref(f"crm_lifecycle.policy_preset_{name}")
        action = preset.with_user(self.manager).action_use_preset()
        policy = self.env["crm.value.policy"].browse(action["res_id"])
        return policy

    def tiers_of(self, amounts):
        """Return ``{name: tier}`` after a night with one invoice per customer."""
        partners = {self.make_partner(name): amount for name, amount in amounts.items()}
        self.make_invoices("2024-02-20", partners)
        self.run_night("2024-03-01")
        return {
            partner.name: self.profile_of(partner).tier_id.code for partner in partners
        }

    def test_every_preset_activates_as_it_is(self):
        presets = self.env["crm.value.policy"].search([("state", "=", "preset")])
        self.assertGreaterEqual(len(presets), 4)
        for preset in presets:
            with self.subTest(preset.name):
                policy = preset._copy_for(self.company)
                self.assertEqual(policy._get_blocking_findings(), [])
                self.assertFalse(policy.findings)
                self.activate(policy)
                self.assertEqual(policy.state, "active")
                self.assertTrue(policy.description)

    def test_abc_takes_shares_of_sales(self):
        self.activate(self.use("abc"))

        # of 1000: Ada and Bob bring 70 %, Cy 20 %, the others the rest
        tiers = self.tiers_of({"Ada": 400, "Bob": 300, "Cy": 200, "Dee": 60, "Eve": 40})

        self.assertEqual(
            tiers,
            {"Ada": "high", "Bob": "high", "Cy": "medium", "Dee": "low", "Eve": "low"},
        )

    def test_rfm_takes_the_sum_of_the_marks(self):
        policy = self.use("rfm")
        policy.window_months = 0
        self.activate(policy)
        names = [f"Customer {number}" for number in range(1, 6)]
        partners = [self.make_partner(name) for name in names]
        # customer n buys on n days, the last one n months after the start
        for number, partner in enumerate(partners, start=1):
            for month in range(1, number + 1):
                self.make_invoice(partner, f"2023-{month:02}-10", 100)
        self.run_night("2024-03-01")

        self.assert_table(
            self.profiles.search([("company_id", "=", self.company.id)]),
            ("partner_id", "rfm", "tier_id"),
            [
                ("Customer 5", "555", "High value"),
                ("Customer 4", "444", "Medium value"),
                ("Customer 3", "333", "Medium value"),
                ("Customer 2", "222", "Low value"),
                ("Customer 1", "111", "Minimal value"),
            ],
        )

    def test_prospect_has_no_sum_of_marks(self):
        policy = self.use("rfm")
        self.set_criteria(
            policy,
            {
                self.high: [
                    {"measure": "rfm_sum", "has_minimum": True, "minimum": 3},
                ]
            },
        )
        self.activate(policy)
        lead = self.make_lead(self.make_partner("Never bought"))
        self.run_night("2024-03-01")

        self.assertEqual(self.profile_of(lead.partner_id).tier_id, self.minimal)

    def test_b2b_takes_amounts_or_days(self):
        self.activate(self.use("b2b"))
        regular = self.make_partner("Small and often")
        for day in range(1, 9):
            self.make_invoice(regular, f"2024-01-{day:02}", 10)

        tiers = self.tiers_of(
            {"Large": 50000, "Middle": 10000, "Small": 1000, "Tiny": 999}
        )

        self.assertEqual(
            tiers,
            {"Large": "high", "Middle": "medium", "Small": "low", "Tiny": "minimal"},
        )
        self.assertEqual(self.profile_of(regular).tier_id, self.medium)

    def test_sum_of_marks_explains_itself(self):
        policy = self.use("rfm")

        self.assertEqual(
            policy.tier_line_ids.mapped("sentence"),
            [
                "Sum of the RFM marks (3–15) of 13 or more",
                "Sum of the RFM marks (3–15) from 9 to below 13",
                "Sum of the RFM marks (3–15) from 5 to below 9",
            ],
        )
