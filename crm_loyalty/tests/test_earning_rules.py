# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, fields
from odoo.tests import tagged

from .earning_common import EarningCommon


@tagged("post_install", "-at_install")
class TestEarningRules(EarningCommon):
    """To whom a rule gives, how much, and where it stops."""

    # ---------------------------------------------------------------------- who

    def test_tier_and_its_multiplier(self):
        rule = self.make_rule(
            "order_confirmed",
            15,
            tier_ids=[Command.link(self.silver.id)],
            is_tier_multiplied=True,
        )
        self.set_tier(self.anna, self.silver)
        ben = self.make_customer("Ben")
        self.set_tier(ben, self.gold)
        for partner in (self.anna, ben):
            self.buy(partner, "2026-03-10")

        self.run_day("2026-03-10")

        row = rule.history_ids
        self.assertEqual(
            (row.issued, row.multiplier, row.tier_id), (22.0, 1.5, self.silver)
        )
        self.assertEqual(row.pool_id.commercial_partner_id, self.anna)

    def test_stage(self):
        stage = self.env["crm.lifecycle.stage"].search([], limit=1)
        rule = self.make_rule("birthday", stage_ids=[Command.link(stage.id)])
        for name in ("Old", "New"):
            self.make_customer(name, birthdate_date="1990-03-10")
        self.profiles.search([("partner_id.name", "=", "New")]).stage_id = stage

        self.run_day("2026-03-10")

        self.assertEqual(self.bonuses(rule), [("New", "2026-03-10", "earn", 10.0, 0.0)])

    def test_domain_and_live_count(self):
        rule = self.make_rule("birthday", domain="[('city', '=', 'Bern')]")
        for name, city in (("A", "Bern"), ("B", "Bern"), ("C", "Rome")):
            self.make_customer(name, city=city, birthdate_date="1990-03-10")
        rule.invalidate_recordset()

        self.assertEqual(rule.customer_count, 2)
        self.assertEqual(rule.reach_sentence, "At present 2 customers fit it.")
        self.run_day("2026-03-10")
        self.assertEqual([row[0] for row in self.bonuses(rule)], ["A", "B"])

    def test_archived_customer_gets_nothing(self):
        rule = self.make_rule("birthday")
        self.make_customer("Gone", birthdate_date="1990-03-10").active = False
        self.run_day("2026-03-10")
        self.assertEqual(self.bonuses(rule), [])

    def test_companies_keep_to_themselves(self):
        other = self.make_company("Other company", "base.USD")
        self.env.user.company_ids = [Command.link(other.id)]
        program = self.make_program("Other club", company=other)
        rule = self.make_rule("birthday")
        theirs = self.make_rule("birthday", company_id=other.id, program_id=program.id)
        self.make_customer("Ours", birthdate_date="1990-03-10")
        self.make_customer("Theirs", company=other, birthdate_date="1990-03-10")

        (rule | theirs).closed_until = "2026-03-09"
        self.rules._run_for_day(self.company, fields.Date.to_date("2026-03-10"))
        self.assertEqual([row[0] for row in self.bonuses(rule)], ["Ours"])
        self.assertEqual(self.bonuses(theirs), [])
        self.run_day("2026-03-10", company=other)
        self.assertEqual([row[0] for row in self.bonuses(theirs)], ["Theirs"])
        self.assertEqual(theirs.history_ids.pool_id.program_id, program)

    # --------------------------------------------------------------------- caps

    def give(self, **caps):
        """Return points of four orders (20 each): two on a day, then two later."""
        rule = self.make_rule("order_confirmed", 20, **caps)
        for day in ("2026-03-10", "2026-03-10", "2026-03-20", "2026-04-01"):
            self.buy(self.anna, day)
        for day in ("2026-03-10", "2026-03-20", "2026-04-01"):
            self.run_day(day)
        return [
            (fields.Date.to_string(row.booked_on), row.issued)
            for row in rule.history_ids.sorted("id")
        ]

    def test_cap_per_event(self):
        self.assertEqual([points for _day, points in self.give(event_cap=15)], [15] * 4)

    def test_cap_per_day(self):
        self.assertEqual(
            self.give(day_cap=30),
            [
                ("2026-03-10", 20),
                ("2026-03-10", 10),
                ("2026-03-20", 20),
                ("2026-04-01", 20),
            ],
        )

    def test_cap_per_month(self):
        self.assertEqual(
            self.give(month_cap=50),
            [
                ("2026-03-10", 20),
                ("2026-03-10", 20),
                ("2026-03-20", 10),
                ("2026-04-01", 20),
            ],
        )

    def test_cap_per_person(self):
        self.assertEqual(
            self.give(person_cap=50),
            [("2026-03-10", 20), ("2026-03-10", 20), ("2026-03-20", 10)],
        )

    def test_cap_in_total(self):
        rule = self.make_rule("birthday", 20, total_cap=30)
        for name in ("A", "B", "C"):
            self.make_customer(name, birthdate_date="1990-03-10")
        self.run_day("2026-03-10")
        self.assertEqual(
            [row.issued for row in rule.history_ids.sorted("id")], [20, 10]
        )

    def test_points_that_were_taken_back_make_room(self):
        rule = self.make_rule("order_confirmed", 20, person_cap=20)
        first = self.buy(self.anna, "2026-03-10")
        self.run_day("2026-03-10")
        first._action_cancel()
        self.buy(self.anna, "2026-03-11")
        self.run_day("2026-03-11")
        self.assertEqual(
            [(row.kind, row.change) for row in rule.history_ids.sorted("id")],
            [("earn", 20.0), ("reverse", -20.0), ("earn", 20.0)],
        )

    def test_validity(self):
        rule = self.make_rule(
            "order_confirmed", valid_from="2026-03-11", valid_until="2026-03-12"
        )
        days = ("2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13")
        for day in days:
            self.buy(self.anna, day)
        for day in days:
            self.run_day(day)
        self.assertEqual([row[1] for row in self.bonuses(rule)], list(days[1:3]))

    def test_programme_has_to_be_in_force(self):
        rule = self.make_rule("order_confirmed")
        days = ("2026-03-10", "2026-03-11", "2026-03-12")
        for day in days:
            self.buy(self.anna, day)
        self.program.write({"date_from": days[1], "date_to": days[1]})
        for day in days:
            self.run_day(day)
        self.assertEqual([row[1] for row in self.bonuses(rule)], [days[1]])
        self.program.write({"date_from": False, "date_to": False, "active": False})
        self.run_day(days[2])
        self.assertEqual(len(rule.history_ids), 1)

    def test_pending_points_are_confirmed_by_a_second_posting(self):
        rule = self.make_rule("birthday", 10, pending_days=14)
        mia = self.make_customer("Mia", birthdate_date="1990-03-10")
        self.run_day("2026-03-10")
        self.assertEqual(self.balance(mia), (0.0, 10.0))

        rule.active = False
        self.run_day("2026-03-23")
        self.assertEqual(self.balance(mia), (0.0, 10.0))
        self.run_day("2026-03-24")
        self.run_day("2026-03-25")

        self.assertEqual(self.balance(mia), (10.0, 0.0))
        self.assertEqual(
            self.bonuses(rule),
            [
                ("Mia", "2026-03-10", "pending", 0.0, 10.0),
                ("Mia", "2026-03-24", "confirm", 10.0, -10.0),
            ],
        )

    # ----------------------------------------------------------------- reversal

    def test_cancelled_order_takes_its_bonus_along(self):
        rule = self.make_rule("order_confirmed", 20)
        order = self.buy(self.anna, "2026-03-10")
        before = self.balance(self.anna)[0]
        self.run_day("2026-03-10")
        self.assertEqual(self.balance(self.anna)[0], before + 20)

        order._action_cancel()
        order._sync_bonuses()

        self.assertEqual(self.balance(self.anna), (0.0, 0.0))
        self.assertEqual(
            [(row.kind, row.change) for row in rule.history_ids.sorted("id")],
            [("earn", 20.0), ("reverse", -20.0)],
        )

    def test_pending_bonus_of_a_cancelled_order_never_comes(self):
        rule = self.make_rule("order_confirmed", 20, pending_days=3)
        order = self.buy(self.anna, "2026-03-10")
        self.run_day("2026-03-10")
        order._action_cancel()
        self.run_day("2026-03-20")
        self.assertEqual(self.balance(self.anna), (0.0, 0.0))
        self.assertEqual(
            [(row.kind, row.pending) for row in rule.history_ids.sorted("id")],
            [("pending", 20.0), ("reverse", -20.0)],
        )

    def test_order_confirmed_again_earns_again(self):
        rule = self.make_rule("order_confirmed", 20)
        order = self.buy(self.anna, "2026-03-10")
        self.run_day("2026-03-10")
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        order.date_order = "2026-03-12 12:00:00"
        self.run_day("2026-03-12")
        self.run_day("2026-03-12")
        self.assertEqual(
            [(row.kind, row.change) for row in rule.history_ids.sorted("id")],
            [("earn", 20.0), ("reverse", -20.0), ("earn", 20.0)],
        )

    def test_fully_refunded_order_takes_its_bonus_along(self):
        rule = self.make_rule("order_confirmed", 20)
        order = self.buy(self.anna, "2026-03-10")
        self.run_day("2026-03-10")
        invoice = order._create_invoices()
        invoice.action_post()
        invoice._reverse_moves([{"invoice_date": "2026-03-12"}], cancel=True)
        self.assertEqual(
            [(row.kind, row.change) for row in rule.history_ids.sorted("id")],
            [("earn", 20.0), ("reverse", -20.0)],
        )

    def make_refund(self, invoice, amount):
        """Refund ``amount`` on the first line of ``invoice``."""
        refund = invoice._reverse_moves([{"invoice_date": "2026-03-12"}])
        line = refund.invoice_line_ids[:1]
        (refund.invoice_line_ids - line).unlink()
        line.write({"quantity": 1, "price_unit": amount})
        refund.action_post()
        return refund

    def test_refunds_shrink_a_bonus_by_amount_in_proportion(self):
        rule = self.make_rule("order_confirmed", 2, point_mode="money")
        order = self.buy(self.anna, "2026-03-10", 100)
        self.run_day("2026-03-10")
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(self.bonuses(rule)[0][3], 200.0)
        self.make_refund(invoice, 40)  # 60 of 100 are kept
        self.make_refund(invoice, 10.2)  # 49.80: 99.6 points, cut to 99
        order._sync_bonuses()
        self.assertEqual(
            [row[2:4] for row in self.bonuses(rule)],
            [("earn", 200.0), ("reverse", -80.0), ("reverse", -21.0)],
        )
        order._action_cancel()
        self.assertEqual(sum(row[3] for row in self.bonuses(rule)), 0.0)

    def test_smaller_order_shrinks_a_bonus_by_unit(self):
        rule = self.make_rule("order_confirmed", 5, point_mode="unit")
        order = self.make_quotation(self.anna, 10)
        cheap = order.order_line
        cheap.product_uom_qty = 4
        dear = {"product_id": self.make_product("Pen").id, "price_unit": 100}
        order.order_line = [Command.create({**dear, "tax_ids": [Command.clear()]})]
        order.action_confirm()
        order.date_order = "2026-03-10 12:00:00"
        self.run_day("2026-03-10")
        cheap.product_uom_qty = 3
        # One of five units, though but 10 of 140 in money.
        self.assertEqual([row[3] for row in self.bonuses(rule)], [25.0, -5.0])

    def test_refund_of_other_products_leaves_the_bonus(self):
        pen = self.make_product("Pen")
        rule = self.make_rule(
            "product", 1, point_mode="money", product_ids=[Command.link(pen.id)]
        )
        order = self.make_quotation(self.anna, 100)
        line = {"product_id": pen.id, "price_unit": 60, "tax_ids": [Command.clear()]}
        order.order_line = [Command.create(line)]
        order.action_confirm()
        order.date_order = "2026-03-10 12:00:00"
        self.run_day("2026-03-10")
        invoice = order._create_invoices()
        invoice.action_post()
        self.make_refund(invoice, 50)
        self.assertEqual([row[3] for row in self.bonuses(rule)], [60.0])
        order.order_line[1].price_unit = 45
        self.assertEqual([row[3] for row in self.bonuses(rule)], [60.0, -15.0])

    def test_pending_part_of_a_refunded_bonus_is_still_confirmed(self):
        rule = self.make_rule("order_confirmed", 1, point_mode="money", pending_days=30)
        order = self.buy(self.anna, "2026-03-10", 100)
        self.run_day("2026-03-10")
        invoice = order._create_invoices()
        invoice.action_post()
        self.make_refund(invoice, 25)
        self.run_day("2026-04-10")
        self.assertEqual(
            [row[2:] for row in self.bonuses(rule)],
            [
                ("pending", 0.0, 100.0),
                ("reverse", 0.0, -25.0),
                ("confirm", 75.0, -75.0),
            ],
        )

    def test_partly_refunded_order_keeps_a_fixed_bonus(self):
        rule = self.make_rule("order_confirmed", 20)
        order = self.buy(self.anna, "2026-03-10")
        self.run_day("2026-03-10")
        invoice = order._create_invoices()
        invoice.action_post()
        refund = invoice._reverse_moves([{"invoice_date": "2026-03-12"}])
        refund.invoice_line_ids.price_unit = 40
        refund.action_post()
        self.assertEqual([row.kind for row in rule.history_ids], ["earn"])

    def test_refunded_invoice_takes_its_bonus_along(self):
        rule = self.make_rule("invoice_paid", 20)
        invoice = self.make_invoice(self.anna, "2026-03-10", 100)
        invoice.payment_state = "paid"
        invoice.points_paid_on = "2026-03-10"
        self.run_day("2026-03-10")
        self.assertEqual(self.balance(self.anna), (20.0, 0.0))

        refund = invoice._reverse_moves([{"invoice_date": "2026-03-12"}])
        refund.action_post()

        self.assertEqual(self.balance(self.anna), (0.0, 0.0))
        self.assertEqual(
            [(row.kind, row.change) for row in rule.history_ids.sorted("id")],
            [("earn", 20.0), ("reverse", -20.0)],
        )

    def test_paid_invoice_counts_unless_it_is_refunded_as_a_whole(self):
        for amount, is_kept in ((40, True), (100, False)):
            invoice = self.make_invoice(self.anna, "2026-03-10", 100)
            refund = invoice._reverse_moves([{"invoice_date": "2026-03-12"}])
            refund.invoice_line_ids.price_unit = amount
            invoice.payment_state = "paid"
            self.assertTrue(invoice._is_kept())
            refund.action_post()
            invoice.payment_state = "paid"
            self.assertEqual(invoice._is_kept(), is_kept)

    def test_order_of_another_customer_takes_the_bonus_from_the_first(self):
        rule = self.make_rule("order_confirmed", 20)
        order = self.buy(self.anna, "2026-03-10")
        self.run_day("2026-03-10")
        order.partner_id = self.make_partner("Ben")
        self.run_day("2026-03-10")
        self.assertEqual(
            [(row[0], *row[2:4]) for row in self.bonuses(rule)],
            [
                ("Anna", "earn", 20.0),
                ("Anna", "reverse", -20.0),
                ("Ben", "earn", 20.0),
            ],
        )
