# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestRiskCriteria(LifecycleCommon):
    """Tiers by credit risk and by ABC class."""

    def setUp(self):
        super().setUp()
        self.partners = {}
        for name, amount in (("Ada", 800), ("Bob", 150), ("Cleo", 50)):
            self.partners[name] = self.make_partner(name)
            self.make_invoice(self.partners[name], "2024-01-10", amount)

    def get_tiers(self, measure, **limits):
        policy = self.make_policy(activate=False)
        self.set_criteria(policy, {self.high: [{"measure": measure, **limits}]})
        self.activate(policy)
        self.run_night("2024-02-10")
        return {
            name: self.profile_of(partner).tier_id.code
            for name, partner in self.partners.items()
        }

    def test_abc_class(self):
        """800 of 1000 fill class A (70 %); 950 class B (90 %); the rest is C."""
        tiers = self.get_tiers("abc_class", has_maximum=True, maximum=3)

        self.assertEqual(tiers, {"Ada": "high", "Bob": "high", "Cleo": "minimal"})

    def test_credit_risk(self):
        """Invoices due on 2024-01-10 are 31 days overdue: medium; a flag is high."""
        self.env["crm.risk.flag"].create(
            {
                "partner_id": self.partners["Cleo"].id,
                "company_id": self.company.id,
                "kind": "fraud",
                "date_from": "2024-01-01",
                "reason": "Forged order",
            }
        )

        tiers = self.get_tiers("credit_risk", has_minimum=True, minimum=3)

        self.assertEqual(tiers, {"Ada": "minimal", "Bob": "minimal", "Cleo": "high"})
