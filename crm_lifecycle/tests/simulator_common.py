# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import freeze_time

from .calm_common import CalmCommon


@freeze_time("2024-03-01 12:00:00")
class SimulatorCommon(CalmCommon):
    """A draft is tried out on last night's customers before anybody is scored.

    In force: High from 1000, Medium from 300, Low from 1. Seven customers: five who
    bought for 2000, 1000, 500, 50 and 5, one who never bought, one held up by hand.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.former = cls.make_calm(
            hold_on_complaint=False, measure="window_revenue", margin_rate=30
        )
        amounts = (2000, 1000, 500, 50, 5)
        cls.customers = [cls.make_partner(f"At {amount}") for amount in amounts]
        cls.make_invoices("2024-01-10", dict(zip(cls.customers, amounts, strict=True)))
        cls.make_invoice(cls.bob, "2024-01-10", 20)
        cls.make_override(cls.bob, cls.high, "2024-01-01", "2024-12-31")
        cls.make_lead(cls.make_partner("Prospect"))
        cls.run_night("2024-03-01")
        cls.draft = cls.former._copy_for(cls.company)
        cls.keys = {
            threshold["tier"]: threshold["key"]
            for threshold in cls.read_screen(cls.draft)["setting"]["thresholds"]
        }

    @classmethod
    def read_screen(cls, draft, user=None):
        draft = draft.with_user(user or cls.manager)
        return draft.with_context(
            allowed_company_ids=draft.env.user.company_ids.ids
        ).read_simulator()

    def try_out(self, values, draft=None):
        """Return the answer for ``{tier: number}``."""
        draft = draft or self.draft
        keys = {self.keys[tier.id]: value for tier, value in values.items()}
        return draft.with_user(self.manager).try_thresholds(keys)

    def count(self, side):
        tiers = {
            self.high.id: "high",
            self.medium.id: "medium",
            self.low.id: "low",
            self.minimal.id: "minimal",
        }
        return {tiers[key]: sums["customers"] for key, sums in side.items()}

    def moves_of(self, answer):
        names = {tier.id: tier.name for tier in self.env["crm.value.tier"].search([])}
        return [
            (row["name"], names[row["from_tier"]], names[row["to_tier"]])
            for row in answer["movers"]
        ]

    def make_draft(self, rules, **vals):
        draft = self.former._copy_for(self.company)
        draft.write(vals)
        return self.set_criteria(draft, rules)
