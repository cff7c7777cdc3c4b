# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .common import LoyaltyCommon


class EarningCommon(LoyaltyCommon):
    """Rules, purchases on given days, and what was given for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["crm.loyalty.earning.rule"]
        cls.program.points_digits = "0"

    @classmethod
    def make_rule(cls, event, points=10.0, **vals):
        return cls.rules.create(
            {
                "name": "Bonus",
                "event": event,
                "points": points,
                "program_id": cls.program.id,
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def make_customer(cls, name, company=None, **vals):
        """Return a contact who is known as a customer of the company."""
        partner = cls.make_partner(name, **vals)
        cls.set_tier(partner, cls.env["crm.value.tier"], company)
        return partner

    @classmethod
    def buy(cls, partner, day, amount=100.0, **vals):
        """Return an order, confirmed at noon of ``day``."""
        return cls.make_order(partner, f"{day} 12:00:00", amount, **vals)

    @classmethod
    def run_day(cls, day, company=None, rules=None):
        """Run the rules of the company for ``day``, whatever they have seen before."""
        day = fields.Date.to_date(day)
        company = company or cls.company
        rules = rules or cls.rules.search([("company_id", "=", company.id)])
        rules.closed_until = day - timedelta(days=1)
        return cls.rules._run_for_day(company, day)

    def bonuses(self, rule=None):
        """Return ``[(customer, day, kind, points, pending)]`` of all bonuses."""
        rows = self.env["loyalty.history"].search(
            [("earning_rule_id", "in", rule.ids)]
            if rule
            else [("earning_rule_id.company_id", "=", self.company.id)],
            order="id",
        )
        return [
            (
                row.pool_id.commercial_partner_id.name,
                fields.Date.to_string(row.booked_on),
                row.kind,
                row.change,
                row.pending,
            )
            for row in rows
        ]

    def balance(self, partner):
        pool = self.env["crm.loyalty.pool"].search(
            [
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
                ("program_id", "=", self.program.id),
            ]
        )
        return pool.points, pool.points_pending

    @classmethod
    def events_of(cls, rows):
        """Return SQL of registered events from ``[(partner, day, key, value)]``."""
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS partner_id, %s::date AS day, %s AS key, "
                "%s::float8 AS value, NULL AS model, NULL::int AS res_id",
                partner.id,
                day,
                key,
                value,
            )
            for partner, day, key, value in rows
        )
