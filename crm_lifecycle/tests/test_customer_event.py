# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime
from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import LifecycleCommon

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@tagged("post_install", "-at_install")
class TestCustomerEvent(LifecycleCommon):
    """What happens to customers is told day by day, each event once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"  # midnight is 16:00 UTC
        cls.ada = cls.make_partner("Ada")
        cls.solved = cls.env["helpdesk.ticket.stage"].create(
            {"name": "Solved", "closed": True, "sla_effect": "solved"}
        )
        cls.cancelled = cls.env["helpdesk.ticket.stage"].create(
            {"name": "Cancelled", "closed": True, "sla_effect": "cancelled"}
        )

    def events(self, event, first=FIRST, last=LAST, company=None):
        """Return ``(contact, day, instant, document)`` of the events of these days."""
        self.env.flush_all()
        registry = self.env["crm.customer.event"]
        query = registry._get_event_queries(company or self.company, first, last)[event]
        rows = self.env.execute_query_dict(query)
        keys = [row["key"] for row in rows]
        self.assertEqual(len(keys), len(set(keys)))
        return [
            (
                self.env["res.partner"].browse(row["partner_id"]).name,
                str(row["day"]),
                str(row["at"]),
                self.env[row["model"]].browse(row["res_id"]),
            )
            for row in sorted(rows, key=lambda row: row["at"])
            if first <= row["day"] <= last
        ]

    def make_solved(self, at, stage=None, **vals):
        with freeze_time(at):
            ticket = self.make_ticket(self.ada, **vals)
            ticket.stage_id = stage or self.solved
        return ticket

    def pay(self, invoice, at):
        """Match the invoice with a payment of its full amount."""
        owed = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        journal = self.env["account.journal"].create(
            {
                "name": "Payments",
                "code": "PAY",
                "type": "general",
                "company_id": self.company.id,
            }
        )
        other = self.env["account.account"].search(
            [
                ("account_type", "=", "expense"),
                ("company_ids", "in", self.company.ids),
            ],
            limit=1,
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": invoice.date,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": invoice.partner_id.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in (
                        (owed.account_id, -owed.balance),
                        (other, owed.balance),
                    )
                ],
            }
        )
        entry.action_post()
        (owed | entry.line_ids.filtered(lambda line: line.balance < 0)).reconcile()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = %s"
            " WHERE debit_move_id = %s",
            [at, owed.id],
        )

    def test_solved_ticket_is_an_event_of_its_contact(self):
        ticket = self.make_solved("2026-03-10 17:00:00")
        self.assertEqual(
            self.events("ticket_solved"),
            [("Ada", "2026-03-11", "2026-03-10 17:00:00", ticket)],
        )

    def test_tickets_that_are_not_solved_are_no_events(self):
        original = self.make_ticket(self.ada)
        self.make_solved("2026-03-10 10:00:00", self.cancelled)
        self.make_solved("2026-03-10 10:00:00", duplicate_id=original.id)
        self.make_solved("2026-03-10 10:00:00", active=False)
        self.make_solved("2026-03-10 10:00:00").partner_id = False
        other = self.make_company("Other company")
        self.make_solved("2026-03-10 10:00:00", company_id=other.id)
        self.assertEqual(self.events("ticket_solved"), [])

    def test_ticket_solved_twice_is_the_same_event_later(self):
        ticket = self.make_solved("2026-03-10 10:00:00")
        ticket.stage_id = self.env["helpdesk.ticket.stage"].create({"name": "Again"})
        self.assertEqual(self.events("ticket_solved"), [])
        with freeze_time("2026-03-20 10:00:00"):
            ticket.stage_id = self.solved
        self.assertEqual(
            [row[1:] for row in self.events("ticket_solved")],
            [("2026-03-20", "2026-03-20 10:00:00", ticket)],
        )

    def test_order_is_an_event_when_it_is_confirmed(self):
        order = self.make_order(self.ada, "2026-03-31 15:59:59", 100.0)
        self.make_order(self.ada, "2026-03-31 16:00:00", 100.0)
        self.make_order(self.ada, "2026-03-10 10:00:00", 100.0, confirm=False)
        self.assertEqual(
            self.events("order_confirmed"),
            [("Ada", "2026-03-31", "2026-03-31 15:59:59", order)],
        )

    def test_invoice_is_an_event_when_it_is_paid(self):
        invoice = self.make_invoice(self.ada, "2026-02-01", 100.0)
        self.assertEqual(self.events("invoice_paid"), [])
        self.pay(invoice, "2026-03-10 10:00:00")
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(
            self.events("invoice_paid"),
            [("Ada", "2026-03-10", "2026-03-10 10:00:00", invoice)],
        )
        self.assertEqual(
            self.events("invoice_paid", date(2026, 4, 1), date(2026, 4, 30)), []
        )

    def test_first_purchase_is_known_at_the_end_of_its_day(self):
        self.make_policy()
        self.make_invoice(self.ada, "2026-03-10", 100.0)
        self.make_invoice(self.ada, "2026-03-20", 100.0)
        self.run_night("2026-03-31")
        profile = self.profile_of(self.ada)
        self.assertEqual(
            self.events("first_purchase"),
            [("Ada", "2026-03-10", "2026-03-10 15:59:59", profile)],
        )

    def make_lead(self, partner, at, **vals):
        vals = {"name": "Asks", "partner_id": partner.id, **vals}
        lead = self.env["crm.lead"].create({"company_id": self.company.id, **vals})
        self.date_created(lead, at)
        return lead

    def date_created(self, document, at):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id = %s",
                SQL.identifier(document._table),
                at,
                document.id,
            )
        )

    def test_first_contact_is_a_lead_a_ticket_or_a_purchase(self):
        bob, cid, dan = (self.make_partner(name) for name in ("Bob", "Cid", "Dan"))
        lead = self.make_lead(self.ada, "2026-03-03 17:00:00", active=False)
        ticket = self.make_ticket(bob)
        self.date_created(ticket, "2026-03-04 10:00:00")
        order = self.make_order(cid, "2026-03-05 10:00:00", 100.0)
        self.make_policy()
        self.make_invoice(dan, "2026-03-10", 100.0)
        self.run_night("2026-03-31")
        self.assertEqual(
            self.events("first_contact"),
            [
                ("Ada", "2026-03-04", "2026-03-03 17:00:00", lead),
                ("Bob", "2026-03-04", "2026-03-04 10:00:00", ticket),
                ("Cid", "2026-03-05", "2026-03-05 10:00:00", order),
                ("Dan", "2026-03-10", "2026-03-10 15:59:59", self.profile_of(dan)),
            ],
        )

    def test_first_contact_of_a_company_is_one_and_the_earliest(self):
        firm = self.make_partner("Firm", is_company=True)
        buyer = self.make_partner("Buyer", parent_id=firm.id)
        self.make_order(firm, "2026-03-12 10:00:00", 100.0)
        lead = self.make_lead(buyer, "2026-03-08 10:00:00")
        self.date_created(self.make_ticket(firm), "2026-03-09 10:00:00")
        self.assertEqual(
            self.events("first_contact"),
            [("Buyer", "2026-03-08", "2026-03-08 10:00:00", lead)],
        )

    def test_who_was_in_touch_before_is_no_new_customer(self):
        self.date_created(self.make_ticket(self.ada), "2025-06-01 10:00:00")
        order = self.make_order(self.ada, "2026-03-12 10:00:00", 100.0)
        other = self.make_company("Other company")
        self.make_order(self.ada, "2026-03-13 10:00:00", 100.0, confirm=False)
        self.assertEqual(self.events("order_confirmed")[0][3], order)
        self.assertEqual(self.events("first_contact"), [])
        lead = self.make_lead(self.ada, "2026-03-14 10:00:00", company_id=other.id)
        self.assertEqual(
            [row[3] for row in self.events("first_contact", company=other)], [lead]
        )

    def date_runs(self, at):
        """Let the changes so far have been seen by a run at the instant ``at``."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_run SET create_date = %s WHERE company_id = %s",
            [at, self.company.id],
        )

    def moves_of(self, kind):
        """Return the customers who moved, not those seen for the first time."""
        moves = self.changes.search(
            [
                ("company_id", "=", self.company.id),
                ("kind", "=", kind),
                ("direction", "!=", "first"),
            ]
        )
        return moves.filtered("from_stage_id") if kind == "stage" else moves

    def test_moves_between_tiers_are_events_when_they_are_seen(self):
        self.make_policy()
        bob = self.make_partner("Bob")
        others = [self.make_partner(name) for name in ("Cid", "Dan")]
        self.make_invoice(self.ada, "2026-03-10", 100.0)
        for partner in (bob, *others):
            self.make_invoice(partner, "2026-03-10", 10.0)
        self.run_night("2026-03-11")
        self.assertEqual(self.events("tier_changed"), [])

        self.make_invoice(bob, "2026-03-19", 100000.0)
        self.run_night("2026-03-20")
        self.date_runs("2026-03-20 18:00:00")
        self.assertTrue(self.moves_of("tier"))
        self.assertCountEqual(
            self.events("tier_changed"),
            [
                (profile.partner_id.name, "2026-03-21", "2026-03-20 18:00:00", profile)
                for profile in self.moves_of("tier").profile_id
            ],
        )

    def test_moves_between_stages_are_events_when_they_are_seen(self):
        self.make_policy()
        self.make_invoice(self.ada, "2026-03-10", 100.0)
        self.run_night("2026-03-11")
        self.assertEqual(self.events("stage_changed"), [])

        self.run_night("2029-03-11")
        self.date_runs("2026-03-20 18:00:00")
        self.assertEqual(self.moves_of("stage").profile_id, self.profile_of(self.ada))
        self.assertEqual(
            self.events("stage_changed"),
            [("Ada", "2026-03-21", "2026-03-20 18:00:00", self.profile_of(self.ada))],
        )

    def test_other_company_sees_none_of_it(self):
        self.make_order(self.ada, "2026-03-10 10:00:00", 100.0)
        self.make_solved("2026-03-10 10:00:00")
        other = self.make_company("Other company")
        for event in ("order_confirmed", "ticket_solved"):
            self.assertEqual(self.events(event, company=other), [])

    def test_deliveries_are_offered_where_they_are_dated(self):
        registry = self.env["crm.customer.event"]
        for is_dated in (False, True):
            with patch.object(
                type(registry), "_has_deliveries", lambda model, dated=is_dated: dated
            ):
                offered = dict(registry._get_event_selection())
                queries = registry._get_event_queries(self.company, FIRST, LAST)
            self.assertEqual("order_delivered" in offered, is_dated)
            self.assertEqual("order_delivered" in queries, is_dated)
            # crm_survey and crm_loyalty add theirs the same way
            self.assertEqual(set(offered), set(queries))

    def test_every_event_gives_the_same_columns(self):
        registry = self.env["crm.customer.event"]
        self.env.flush_all()
        columns = {"partner_id", "day", "at", "key", "value", "model", "res_id"}
        queries = registry._get_event_queries(self.company, datetime.min.date(), LAST)
        for event, query in queries.items():
            self.env.cr.execute(query)
            found = {column.name for column in self.env.cr.description}
            self.assertEqual(found, columns, event)
