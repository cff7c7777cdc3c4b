# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Date

from .common import LifecycleCommon

LEAST = {"high": 1000.0, "medium": 300.0, "low": 1.0}


class CalmCommon(LifecycleCommon):
    """Tiers by revenue: High from 1000, Medium from 300, Low from 1, else Minimal.

    Ada has bought for 1000 on 10 January 2024 and is High from that day.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_partner("Ada")
        cls.bob = cls.make_partner("Bob")

    @classmethod
    def make_calm(cls, company=None, measure="revenue", **vals):
        """Activate a policy of the company that is as calm as ``vals`` say."""
        policy = cls.make_policy(company, activate=False, **vals)
        cls.set_criteria(
            policy,
            {
                getattr(cls, code): [
                    {"measure": measure, "has_minimum": True, "minimum": least}
                ]
                for code, least in LEAST.items()
            },
        )
        cls.activate(policy)
        return policy

    @classmethod
    def make_calm_for_ada(cls, **vals):
        """Activate such a policy; Ada bought for 1000 and was scored that day."""
        policy = cls.make_calm(**vals)
        cls.make_invoice(cls.ada, "2024-01-10", 1000)
        cls.run_night("2024-01-10")
        return policy

    @classmethod
    def make_override(cls, partner, tier, start, end):
        return cls.env["crm.tier.override"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "tier_id": tier.id,
                "date_from": start,
                "date_until": end,
                "reason": "Strategic customer",
                "user_id": cls.analyst.id,
            }
        )

    def state_of(self, partner, company=None):
        """Return (tier, earned tier, held by, below since, tier since)."""
        profile = self.profile_of(partner, company)
        return (
            profile.tier_id.code,
            profile.earned_tier_id.code,
            profile.held_by,
            self.as_text(profile.below_since),
            self.as_text(profile.tier_since),
        )

    def as_text(self, day):
        return Date.to_string(day) if day else None

    def assert_nights(self, expected, partner=None):
        """Run the nights of ``{day: state}`` and assert the state after each.

        Each night runs twice: the second one finds nothing to do.
        """
        partner = partner or self.ada
        found = {}
        for day in expected:
            self.run_night(day)
            found[day] = self.state_of(partner)
            again = self.run_night(day)
            self.assertEqual((day, again.updated, again.moved), (day, 0, 0))
        self.assertEqual(found, expected)

    def assert_history(self, *expected, partner=None, company=None):
        """Assert (day, from, to, direction, held by) of every change of tier."""
        self.assertEqual(
            [
                (
                    self.as_text(change.change_date),
                    change.from_tier_id.code,
                    change.to_tier_id.code,
                    change.direction,
                    change.reasons["held_by"],
                )
                for change in self.history_of(partner or self.ada, company)
            ],
            list(expected),
        )
