# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta
from math import sqrt

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .common import LifecycleCommon


class HistoryCommon(LifecycleCommon):
    """Customers with long histories: posted invoices are written at once, by SQL."""

    @classmethod
    def make_customers(cls, *names):
        """Return one contact for each name."""
        return cls.env["res.partner"].create([{"name": name} for name in names])

    @classmethod
    def make_history(cls, sales, company=None):
        """Write paid invoices, one for each ``(partner, date, amount)``.

        A negative amount is a credit note. They have no lines: nothing is owed.
        """
        company = company or cls.company
        journal = cls.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
        )
        partners, days, amounts = zip(*sales, strict=True)
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO account_move
                       (name, journal_id, company_id, currency_id, state, move_type,
                        auto_post, date, invoice_date, partner_id,
                        commercial_partner_id, amount_untaxed_signed)
                SELECT 'OLD/' || nextval('account_move_id_seq'), %(journal_id)s,
                       %(company_id)s, %(currency_id)s, 'posted',
                       CASE WHEN amount < 0 THEN 'out_refund' ELSE 'out_invoice' END,
                       'no', day, day, partner_id, partner_id, amount
                  FROM unnest(%(partners)s::int[], %(days)s::date[],
                              %(amounts)s::numeric[]) AS sale(partner_id, day, amount)
                """,
                journal_id=journal.id,
                company_id=company.id,
                currency_id=company.currency_id.id,
                partners=[partner.id for partner in partners],
                days=list(days),
                amounts=list(amounts),
            )
        )
        cls.env.invalidate_all()

    @staticmethod
    def every(interval, first, until):
        """Return days from ``first`` to ``until`` (ISO), ``interval`` days apart."""
        day, last = date.fromisoformat(first), date.fromisoformat(until)
        days = []
        while day <= last:
            days.append(day)
            day += timedelta(days=interval)
        return days

    @staticmethod
    def get_trend(sales, today):
        """Return up, down, flat or False for ``[(day, amount)]``, as of today.

        The last year's part of two years' spending, against its part of the days,
        in standard errors of a compound Poisson process with a coefficient of
        variation of 1.
        """
        middle = today - relativedelta(years=1)
        start = today - relativedelta(years=2)
        first = min(day for day, amount in sales if amount >= 0)
        late = sum(amount for day, amount in sales if middle < day <= today)
        early = sum(amount for day, amount in sales if start < day <= middle)
        bought = sum(amount >= 0 and start < day <= today for day, amount in sales)
        if (middle - first).days < 90 or bought < 2:
            return False
        if late < 0 or early < 0 or not late + early:
            return False
        due = (today - middle).days / (today - max(first, start)).days
        error = sqrt(2 * due * (1 - due) / bought)
        away = late / (late + early) - due
        if abs(away) < 1.645 * error:
            return "flat"
        return "up" if away > 0 else "down"

    def get_stages(self):
        """Return ``{name of the customer: code of its stage}``."""
        profiles = self.profiles.search([("company_id", "=", self.company.id)])
        return {row.partner_id.name: row.stage_id.code for row in profiles}

    def get_stage_changes(self, partner):
        """Return the customer's changes of stage, oldest first."""
        changes = self.profile_of(partner).change_ids
        return changes.filtered(lambda row: row.kind == "stage").sorted("id")
