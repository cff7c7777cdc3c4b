# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math
from datetime import date
from itertools import product

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..engine.risk import grade_credit_risk
from .common import LifecycleCommon

OWED = ("partner_id", "receivable_amount", "overdue_amount", "oldest_due_date")


@tagged("post_install", "-at_install")
@freeze_time("2024-03-01 12:00:00")
class TestCreditRisk(LifecycleCommon):
    """What customers owe, how late, and the grade that follows from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.bob = cls.make_partner("Bob")

    def assert_owed(self, *expected):
        self.env.invalidate_all()
        self.assert_table(
            self.profiles.search([("company_id", "=", self.company.id)]), OWED, expected
        )

    def make_due_invoice(self, partner, due, amount, **vals):
        return self.make_invoice(
            partner, "2024-01-01", amount, invoice_date_due=due, **vals
        )

    def set_limit(self, partner, amount):
        partner.with_company(self.company).credit_limit = amount

    def flag(self, partner, **vals):
        return self.env["crm.risk.flag"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "kind": "fraud",
                "reason": "Told by the bank",
                "date_from": "2024-01-01",
                **vals,
            }
        )

    # ------------------------------------------------------------ open items

    def test_invoice_is_overdue_on_the_day_after_it_was_due(self):
        self.make_due_invoice(self.ada, "2024-02-28", 100)
        for day, overdue, since in (
            ("2024-02-28", 0.0, False),
            ("2024-02-29", 100.0, date(2024, 2, 28)),
        ):
            with self.subTest(day):
                self.run_night(day)
                self.assert_owed(("Ada", 100.0, overdue, since))

    def test_sums_and_oldest_date_per_customer(self):
        self.make_due_invoice(self.ada, "2024-02-01", 100)
        self.make_due_invoice(self.ada, "2024-01-15", 20)
        self.make_due_invoice(self.ada, "2024-04-01", 3)
        self.make_due_invoice(self.bob, "2024-04-01", 7)
        self.run_night("2024-03-01")

        # 100 + 20 + 3 = 123 owed, 100 + 20 overdue
        self.assert_owed(
            ("Ada", 123.0, 120.0, date(2024, 1, 15)), ("Bob", 7.0, 0.0, False)
        )

    def test_paid_and_draft_and_cancelled_invoices_are_not_owed(self):
        paid = self.make_due_invoice(self.ada, "2024-02-01", 100)
        self.pay(paid, 100)
        self.make_due_invoice(self.ada, "2024-02-02", 20).button_draft()
        gone = self.make_due_invoice(self.ada, "2024-02-03", 3)
        gone.button_draft()
        gone.button_cancel()
        self.run_night("2024-03-01")

        self.assert_owed(("Ada", 0.0, 0.0, False))

    def test_part_that_is_left_of_an_invoice_counts(self):
        self.pay(self.make_due_invoice(self.ada, "2024-02-01", 100), 60)
        self.run_night("2024-03-01")

        self.assert_owed(("Ada", 40.0, 40.0, date(2024, 2, 1)))

    def test_open_credit_note_counts_against_what_is_owed(self):
        self.make_due_invoice(self.ada, "2024-02-01", 100)
        self.make_due_invoice(self.ada, "2024-01-10", -30)
        self.make_due_invoice(self.bob, "2024-02-01", 100)
        self.make_due_invoice(self.bob, "2024-01-10", -100)
        self.run_night("2024-03-01")

        # the oldest unpaid invoice, not the credit note before it
        self.assert_owed(
            ("Ada", 70.0, 70.0, date(2024, 2, 1)), ("Bob", 0.0, 0.0, False)
        )

    def test_each_instalment_has_its_own_due_date(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half after 90 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 0}
                    ),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 90}
                    ),
                ],
            }
        )
        self.make_invoice(self.ada, "2024-01-05", 100, invoice_payment_term_id=term.id)
        self.run_night("2024-03-01")

        self.assert_owed(("Ada", 100.0, 50.0, date(2024, 1, 5)))

    def test_contacts_of_a_company_owe_together(self):
        maker = self.make_partner("Maker", is_company=True)
        buyer = self.make_partner("Buyer", parent_id=maker.id)
        self.make_due_invoice(maker, "2024-02-01", 100)
        self.make_due_invoice(buyer, "2024-01-15", 20)
        self.run_night("2024-03-01")

        self.assert_owed(("Maker", 120.0, 120.0, date(2024, 1, 15)))

    def test_bills_and_other_companies_do_not_count(self):
        other = self.make_company("Other company")
        self.make_due_invoice(self.ada, "2024-02-01", 100)
        self.make_due_invoice(self.ada, "2024-02-01", 20, company=other)
        self.make_due_invoice(self.ada, "2024-02-01", 3, move_type="in_invoice")
        self.run_night("2024-03-01")

        self.assert_owed(("Ada", 100.0, 100.0, date(2024, 2, 1)))

    def test_foreign_invoice_is_owed_in_the_currency_of_the_company(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "name": "2024-01-01",
                "rate": 2.0,
                "company_id": self.company.id,
            }
        )
        self.make_due_invoice(self.ada, "2024-02-01", 100, currency_id=dollar.id)
        self.run_night("2024-03-01")

        self.assert_owed(("Ada", 50.0, 50.0, date(2024, 2, 1)))

    def test_debt_that_grows_older_writes_nothing(self):
        self.make_due_invoice(self.ada, "2024-02-01", 100)
        self.run_night("2024-03-01")

        run = self.run_night("2024-03-02")

        self.assertEqual(run.updated, 0)

    # ------------------------------------------------------ limits and flags

    def test_limit_is_the_customers_own_or_the_companys(self):
        self.company.account_use_credit_limit = True
        self.env["ir.default"].set(
            "res.partner", "credit_limit", 500.0, company_id=self.company.id
        )
        self.set_limit(self.ada, 200.0)
        cid = self.make_partner("Cid")
        self.set_limit(cid, 0.0)
        self.make_invoices("2024-01-05", {self.ada: 1, self.bob: 2, cid: 3})
        self.run_night("2024-03-01")

        self.assertEqual(
            [self.profile_of(who).credit_limit for who in (self.ada, self.bob, cid)],
            [200.0, 500.0, 0.0],
        )

    def test_limits_do_not_count_where_the_company_uses_none(self):
        self.set_limit(self.ada, 200.0)
        self.make_invoice(self.ada, "2024-01-05", 1)
        self.run_night("2024-03-01")

        self.assertEqual(self.profile_of(self.ada).credit_limit, 0.0)

    def test_flags_in_force_are_counted_on_both_days(self):
        self.make_invoice(self.ada, "2024-01-05", 1)
        self.flag(self.ada)
        self.flag(self.ada, date_from="2024-03-01", date_until="2024-03-02")
        self.flag(self.ada).action_withdraw()
        self.flag(self.ada, company_id=self.make_company("Other company").id)
        counts = []
        for day in ("2024-02-29", "2024-03-01", "2024-03-02", "2024-03-03"):
            self.run_night(day)
            counts.append(self.profile_of(self.ada).risk_flag_count)

        self.assertEqual(counts, [1, 2, 2, 1])

    def test_new_flag_raises_the_risk_at_once_and_its_end_lowers_it(self):
        self.make_invoice(self.ada, "2024-03-01", 1)
        self.run_night("2024-03-01")
        profile = self.profile_of(self.ada)
        self.assertEqual(profile.credit_risk, "low")

        flag = self.flag(self.ada)
        self.assertEqual((profile.risk_flag_count, profile.credit_risk), (1, "high"))
        flag.action_withdraw()
        self.assertEqual((profile.risk_flag_count, profile.credit_risk), (0, "low"))

    # ----------------------------------------------------------------- grades

    def test_grade_rises_with_days_overdue(self):
        self.make_due_invoice(self.ada, "2024-02-29", 100)
        self.run_night("2024-03-01")
        grades = {}
        for day in ("2024-02-29", "2024-03-01", "2024-04-28", "2024-04-29"):
            with freeze_time(f"{day} 12:00:00"):
                self.run_night(day)
                grades[day] = self.profile_of(self.ada).credit_risk

        # due on 29 February; 29 April is 60 days later
        self.assertEqual(list(grades.values()), ["low", "mid", "mid", "high"])

    def test_thresholds_of_the_active_policy_decide(self):
        policy = self.make_policy(activate=False, risk_watch_days=10)
        policy.risk_overdue_days = 20
        policy.action_activate()
        self.make_due_invoice(self.ada, "2024-02-21", 100)  # 9 days
        self.make_due_invoice(self.bob, "2024-02-10", 100)  # 20 days
        self.run_night("2024-03-01")

        self.assertEqual(self.profile_of(self.ada).credit_risk, "low")
        self.assertEqual(self.profile_of(self.bob).credit_risk, "high")

    def test_grade_in_sql_and_engine_agree_on_every_case(self):
        today = date(2024, 3, 1)
        cases = list(
            product(
                (None, 0, 1, 2, 59, 60, 61, 400),  # days overdue
                (None, 0, 0.01, 80),  # overdue amount
                (None, 0, 79.99, 80, 100, 100.01),  # receivables
                (None, 0, 100),  # limit
                (0, 1, 3),  # flags
            )
        )
        policy = self.env["crm.value.policy"]._get_active(self.company)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(risk)s
                  FROM (SELECT %(today)s::date - days AS oldest_due_date,
                               overdue_amount, receivable_amount, credit_limit,
                               risk_flag_count, number
                          FROM unnest(%(days)s::int[], %(overdue)s::numeric[],
                                      %(owed)s::numeric[], %(limits)s::numeric[],
                                      %(flags)s::int[]) WITH ORDINALITY
                            AS item (days, overdue_amount, receivable_amount,
                                     credit_limit, risk_flag_count, number)
                       ) AS score
                 ORDER BY number
                """,
                risk=self.env["crm.value.risk"]._get_credit_risk_sql(policy, today),
                today=today,
                **dict(
                    zip(
                        ("days", "overdue", "owed", "limits", "flags"),
                        map(list, zip(*cases, strict=True)),
                        strict=True,
                    )
                ),
            )
        )
        columns = [
            [math.nan if value is None else value for value in column]
            for column in zip(*cases, strict=True)
        ]

        grades = grade_credit_risk(*columns).tolist()
        differing = [
            (case, in_sql, in_engine)
            for case, (in_sql,), in_engine in zip(cases, rows, grades, strict=True)
            if in_sql != in_engine
        ]

        self.assertEqual(len(cases), 8 * 4 * 6 * 3 * 3)
        self.assertFalse(differing[:5])
        self.assertEqual(set(grades), {"low", "mid", "high"})

    def test_engine_refuses_arrays_of_different_length(self):
        with self.assertRaises(ValueError):
            grade_credit_risk([1.0], [1.0], [1.0], [1.0], [])

    def test_form_reads_many_customers_with_as_many_queries_as_one(self):
        partners = [self.make_partner(f"Customer {number}") for number in range(9)]
        self.make_invoices("2024-01-05", dict.fromkeys(partners, 10))
        self.run_night("2024-03-01")
        profiles = self.profiles.search([("company_id", "=", self.company.id)])
        counts = []
        for some in (profiles[:1], profiles):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("credit_risk")
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[0], counts[1])

    def pay(self, invoice, amount):
        """Take ``amount`` of an invoice by a reconciled journal entry."""
        receivable = invoice.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        income = invoice.invoice_line_ids.account_id
        entry = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": "entry",
                    "date": "2024-02-15",
                    "journal_id": invoice.journal_id.id,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": receivable.account_id.id,
                                "partner_id": invoice.commercial_partner_id.id,
                                "credit": amount,
                            }
                        ),
                        Command.create({"account_id": income.id, "debit": amount}),
                    ],
                }
            )
        )
        entry.action_post()
        (receivable | entry.line_ids[0]).reconcile()
