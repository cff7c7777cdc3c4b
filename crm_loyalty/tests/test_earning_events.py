# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .earning_common import EarningCommon


@tagged("post_install", "-at_install")
class TestEarningEvents(EarningCommon):
    """Each event gives points on its own day, once."""

    def test_confirmed_order_gives_a_bonus_once(self):
        rule = self.make_rule("order_confirmed", 25, minimum_amount=80)
        big = self.buy(self.anna, "2026-03-10", 100)
        self.buy(self.anna, "2026-03-10", 79)
        self.buy(self.anna, "2026-03-11", 100)
        self.make_order(self.anna, "2026-03-10 12:00:00", 500, confirm=False)

        self.run_day("2026-03-10")
        self.run_day("2026-03-10")

        self.assertEqual(
            self.bonuses(rule), [("Anna", "2026-03-10", "earn", 25.0, 0.0)]
        )
        row = rule.history_ids
        self.assertEqual((row.order_model, row.order_id), ("sale.order", big.id))
        self.assertEqual(row.event, "order_confirmed")
        self.assertEqual(row.description, "Bonus")

    def test_day_is_that_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        rule = self.make_rule("order_confirmed")
        self.make_order(self.anna, "2026-03-10 17:00:00", 100)

        self.run_day("2026-03-10")
        self.assertEqual(self.bonuses(rule), [])
        self.run_day("2026-03-11")
        self.assertEqual(
            self.bonuses(rule), [("Anna", "2026-03-11", "earn", 10.0, 0.0)]
        )

    def test_points_per_unit_of_currency_are_converted(self):
        """100 dollars at 1.25 dollars a euro are 80 euros."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "rate": 1.25,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": self.company.id}
        )
        rule = self.make_rule("order_confirmed", 2, point_mode="money")
        self.buy(self.anna, "2026-03-10", 100, pricelist_id=pricelist.id)

        self.run_day("2026-03-10")

        self.assertEqual(rule.history_ids.issued, 160.0)

    def test_points_per_unit(self):
        rule = self.make_rule("order_confirmed", 3, point_mode="unit")
        order = self.buy(self.anna, "2026-03-10", 10)
        order.order_line.product_uom_qty = 4

        self.run_day("2026-03-10")

        self.assertEqual(rule.history_ids.issued, 12.0)

    def test_third_purchase(self):
        rule = self.make_rule("nth_purchase", 150, purchase_number=3)
        for day in ("2026-01-01", "2026-02-01", "2026-03-10", "2026-03-10"):
            self.buy(self.anna, day)
        self.buy(self.make_partner("Ben"), "2026-03-10")

        self.run_day("2026-03-10")
        self.run_day("2026-03-11")

        self.assertEqual(
            self.bonuses(rule), [("Anna", "2026-03-10", "earn", 150.0, 0.0)]
        )

    def test_purchases_reach_an_amount_each_year(self):
        rule = self.make_rule("amount_reached", 40, minimum_amount=250, is_yearly=True)
        self.buy(self.anna, "2025-12-30", 200)
        self.buy(self.anna, "2026-01-02", 100)
        self.buy(self.anna, "2026-03-10", 150)
        self.buy(self.anna, "2026-03-11", 150)

        for day in ("2025-12-30", "2026-01-02", "2026-03-10", "2026-03-11"):
            self.run_day(day)

        self.assertEqual(
            self.bonuses(rule), [("Anna", "2026-03-10", "earn", 40.0, 0.0)]
        )

    def test_purchases_of_all_time_reach_an_amount(self):
        rule = self.make_rule("amount_reached", 40, minimum_amount=250)
        self.buy(self.anna, "2025-12-30", 200)
        self.buy(self.anna, "2026-01-02", 50)

        self.run_day("2026-01-02")

        self.assertEqual(
            self.bonuses(rule), [("Anna", "2026-01-02", "earn", 40.0, 0.0)]
        )

    def test_product_and_category(self):
        books = self.env["product.category"].create({"name": "Books"})
        novels = self.env["product.category"].create(
            {"name": "Novels", "parent_id": books.id}
        )
        novel, pen, ink = (self.make_product(name) for name in ("N", "P", "I"))
        novel.categ_id = novels
        by_category = self.make_rule(
            "product",
            1,
            point_mode="money",
            category_ids=[Command.link(books.id)],
            sequence=1,
        )
        by_product = self.make_rule(
            "product",
            5,
            point_mode="unit",
            product_ids=[Command.link(pen.id)],
            sequence=2,
        )
        order = self.buy(self.anna, "2026-03-10", 30)
        order.order_line = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "price_unit": price,
                    "tax_ids": [Command.clear()],
                }
            )
            for product, quantity, price in ((novel, 2, 12), (pen, 3, 1), (ink, 9, 9))
        ]

        self.run_day("2026-03-10")

        self.assertEqual(by_category.history_ids.issued, 24.0)
        self.assertEqual(by_product.history_ids.issued, 15.0)

    def test_paid_invoice(self):
        rule = self.make_rule("invoice_paid", 1, point_mode="money")
        invoice = self.make_invoice(self.anna, "2026-02-01", 100)
        self.run_day("2026-02-01")
        self.assertEqual(self.bonuses(rule), [])

        self.pay(invoice)
        self.assertEqual(
            invoice.points_paid_on, self.env["crm.value.night"]._get_today(self.company)
        )
        invoice.points_paid_on = "2026-03-10"
        self.run_day("2026-02-01")
        self.run_day("2026-03-10")

        self.assertEqual(
            self.bonuses(rule), [("Anna", "2026-03-10", "earn", 100.0, 0.0)]
        )

    def pay(self, invoice):
        invoice.payment_state = "paid"
        invoice._invoice_paid_hook()

    def test_birthday_is_kept_on_the_28th_without_a_29th(self):
        rule = self.make_rule("birthday", 100)
        self.make_customer("Leap", birthdate_date="1992-02-29")
        self.make_customer("Other", birthdate_date="1990-03-01")

        for day in ("2027-02-28", "2027-03-01", "2028-02-28", "2028-02-29"):
            self.run_day(day)

        self.assertEqual(
            self.bonuses(rule),
            [
                ("Leap", "2027-02-28", "earn", 100.0, 0.0),
                ("Other", "2027-03-01", "earn", 100.0, 0.0),
                ("Leap", "2028-02-29", "earn", 100.0, 0.0),
            ],
        )

    def test_birthday_is_once_a_year_whatever_is_corrected(self):
        rule = self.make_rule("birthday", 100)
        leap = self.make_customer("Mia", birthdate_date="1990-03-10")
        self.run_day("2026-03-10")
        leap.birthdate_date = "1990-03-12"
        self.run_day("2026-03-12")

        self.assertEqual(
            self.bonuses(rule), [("Mia", "2026-03-10", "earn", 100.0, 0.0)]
        )

    def test_who_refused_greetings_gets_none(self):
        rule = self.make_rule("birthday", 100)
        self.make_customer("Shy", birthdate_date="1990-03-10", is_greeting_refused=True)
        self.run_day("2026-03-10")
        self.assertEqual(self.bonuses(rule), [])

    def test_day_of_birth_itself_is_no_birthday(self):
        rule = self.make_rule("birthday", 100)
        self.make_customer("Newborn", birthdate_date="2026-03-10")
        self.run_day("2026-03-10")
        self.assertEqual(self.bonuses(rule), [])

    def test_contact_of_a_company_gets_the_birthday_on_the_companys_balance(self):
        rule = self.make_rule("birthday", 100)
        firm = self.make_customer("Firm", is_company=True)
        contact = self.make_partner(
            "Contact", parent_id=firm.id, birthdate_date="1990-03-10"
        )
        card = self.env["loyalty.card"]._get_card(self.program, contact)

        self.run_day("2026-03-10")

        self.assertEqual(
            self.bonuses(rule), [("Firm", "2026-03-10", "earn", 100.0, 0.0)]
        )
        self.assertEqual(rule.history_ids.card_id, card)

    def test_supplier_in_the_address_book_gets_no_birthday(self):
        rule = self.make_rule("birthday", 100)
        self.make_partner("Supplier", birthdate_date="1990-03-10")
        self.run_day("2026-03-10")
        self.assertEqual(self.bonuses(rule), [])

    def test_anniversary_of_the_first_purchase(self):
        rule = self.make_rule("anniversary", 60)
        self.set_tier(self.anna, self.gold).first_purchase_date = "2024-03-10"

        for day in ("2024-03-10", "2025-03-10", "2025-03-11", "2026-03-10"):
            self.run_day(day)

        self.assertEqual(
            self.bonuses(rule),
            [
                ("Anna", "2025-03-10", "earn", 60.0, 0.0),
                ("Anna", "2026-03-10", "earn", 60.0, 0.0),
            ],
        )

    def test_completed_details_count_once(self):
        rule = self.make_rule(
            "profile",
            30,
            profile_field_ids=[
                Command.link(self.env.ref(f"base.field_res_partner__{name}").id)
                for name in ("email", "city")
            ],
        )
        mia = self.make_customer("Mia", email="mia@example.com")
        self.run_day("2026-03-10")
        self.assertEqual(self.bonuses(rule), [])

        mia.city = "Bern"
        self.run_day("2026-03-11")
        self.run_day("2026-03-12")

        self.assertEqual(self.bonuses(rule), [("Mia", "2026-03-11", "earn", 30.0, 0.0)])

    def test_campaign_waits_for_a_person(self):
        rule = self.make_rule("campaign", 30)
        self.make_customer("Mia")
        self.run_day("2026-03-10")
        self.assertEqual(self.bonuses(rule), [])

    def test_registered_events_within_a_band_of_scores(self):
        registry = type(self.env["crm.customer.event"])
        mia = self.make_customer("Mia")
        queries = self.events_of(
            [
                (mia, "2026-03-10", "answer,1", 80.0),
                (mia, "2026-03-10", "answer,2", 79.0),
                (mia, "2026-03-10", "answer,3", None),
                (mia, "2026-03-11", "answer,4", 100.0),
            ]
        )
        with (
            patch.object(
                registry, "_get_event_selection", lambda model: [("ask", "Asked")]
            ),
            patch.object(
                registry, "_get_event_queries", lambda *args: {"ask": queries}
            ),
        ):
            rule = self.make_rule("ask", 30, minimum_score=80)
            every = self.make_rule("ask", 1)
            self.run_day("2026-03-10")
            self.run_day("2026-03-10")

            self.assertEqual(
                self.bonuses(rule), [("Mia", "2026-03-10", "earn", 30.0, 0.0)]
            )
            self.assertEqual(sum(every.history_ids.mapped("issued")), 3.0)
            self.assertIn("Asked", every.sentence)

    def test_event_that_nobody_reports_any_more_is_told(self):
        rule = self.make_rule("birthday")
        rule.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_loyalty_earning_rule SET event = 'gone' WHERE id = %s",
            (rule.id,),
        )
        rule.invalidate_recordset()
        self.run_day("2026-03-10")
        self.assertIn("Nobody reports the event “gone” any more", rule.error)

    def test_settings_that_make_no_sense_are_refused(self):
        for words, vals in (
            ("no amount and no units", {"event": "birthday", "point_mode": "money"}),
            ("number 1", {"event": "nth_purchase", "purchase_number": 0}),
            ("Say which amount", {"event": "amount_reached"}),
            ("products or categories that count", {"event": "product"}),
            ("fields that the customer fills in", {"event": "profile"}),
            ("no_field", {"event": "birthday", "domain": "[('no_field', '=', 1)]"}),
            ("it is not a list", {"event": "birthday", "domain": "__import__('os')"}),
            ("it is not a list", {"event": "birthday", "domain": "[" * 9999}),
        ):
            with self.subTest(**vals), self.assertRaisesRegex(ValidationError, words):
                self.make_rule(**vals)
