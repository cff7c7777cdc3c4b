# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .expiry_common import ExpiryCommon

JAN = date(2026, 1, 31)
FEB = date(2026, 2, 28)
MAR = date(2026, 3, 1)


@tagged("post_install", "-at_install")
class TestExpiry(ExpiryCommon):
    """Each lot expires once, oldest first, on the company's midnight."""

    def test_last_day_follows_the_terms(self):
        day = date(2026, 5, 31)
        cases = [
            (("none", 12, "year", 1, 0), None),
            (("earned", 12, "year", 1, 0), date(2027, 5, 31)),
            (("earned", 1, "year", 1, 0), date(2026, 6, 30)),
            (("earned", 1, "year", 1, 10), date(2026, 7, 10)),
            (("period", 12, "month", 0, 0), date(2026, 5, 31)),
            (("period", 12, "quarter", 0, 0), date(2026, 6, 30)),
            (("period", 12, "year", 1, 0), date(2027, 12, 31)),
            (("period", 12, "year", 0, 15), date(2027, 1, 15)),
            (("inactivity", 6, "year", 1, 0), date(2026, 11, 30)),
        ]
        for (mode, months, period, periods, grace), expected in cases:
            with self.subTest(mode=mode, months=months, period=period):
                program = self.make_program(
                    f"{mode} {expected}",
                    expiry_mode=mode,
                    expiry_months=months,
                    expiry_period=period,
                    expiry_periods=periods,
                    expiry_grace_days=grace,
                )
                card = self.make_card(self.anna, program)
                self.post("earn", 10, day, card)
                self.assertEqual(self.left(card), {expected or False: 10.0})

    def test_points_are_valid_on_their_last_day_and_expire_after_it(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)

        self.run_night(FEB)
        self.assert_balance(100.0)
        self.run_night(MAR)

        self.assertEqual(
            self.movements(), [("earn", 100.0, JAN), ("expire", -100.0, MAR)]
        )
        self.assert_balance(0.0)
        self.assertEqual(self.program.expired_until, MAR)

    def test_second_night_and_late_night_book_the_same(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)

        for day in (date(2026, 4, 20), date(2026, 4, 20), date(2026, 6, 1)):
            self.run_night(day)

        self.assertEqual(
            self.movements(), [("earn", 100.0, JAN), ("expire", -100.0, MAR)]
        )

    def test_oldest_points_are_spent_first_and_the_rest_expires(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        self.post("earn", 50, FEB)
        self.post("spend", 70, FEB)

        self.run_night(MAR)

        self.assertEqual(self.movements()[-1], ("expire", -30.0, MAR))
        self.assertEqual(self.left(), {date(2026, 3, 28): 50.0})
        self.assert_balance(50.0)

    def test_nobody_spends_what_expired_at_midnight(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        self.post("earn", 20, FEB)

        with self.assertRaises(ValidationError) as refusal:
            self.post("spend", 50, MAR)
        self.assertIn("has 20 points", str(refusal.exception))
        self.assert_balance(120.0)  # all of it was rolled back, the expiry too
        self.post("spend", 20, MAR)

        self.assertEqual(
            self.movements()[2:], [("expire", -100.0, MAR), ("spend", -20.0, MAR)]
        )
        self.assert_balance(0.0)

    def test_taker_spends_on_the_last_day(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 10, date(2026, 1, 1))
        self.post("earn", 100, JAN)
        self.post("spend", 40, FEB)

        self.assertEqual(
            self.movements()[2:],
            [("expire", -10.0, date(2026, 2, 2)), ("spend", -40.0, FEB)],
        )
        self.assertEqual(self.left(), {FEB: 60.0})

    def test_points_given_back_to_an_expired_lot_expire_again(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        spent = self.post("spend", 60, FEB)
        self.run_night(MAR)
        self.post("reverse", 60, date(2026, 3, 10), reverses=spent)
        self.assert_balance(60.0)

        self.run_night(date(2026, 3, 11))
        self.run_night(date(2026, 3, 12))

        self.assertEqual(
            self.movements()[2:],
            [
                ("expire", -40.0, MAR),
                ("reverse", 60.0, date(2026, 3, 10)),
                ("expire", -60.0, date(2026, 3, 10)),
            ],
        )
        keys = self.card.pool_id.history_ids.filtered(lambda row: row.kind == "expire")
        lot = self.card.pool_id.lot_ids
        self.assertEqual(
            sorted(keys.mapped("source_key")),
            [f"expire:{lot.id}:0", f"expire:{lot.id}:1"],
        )

    def test_debt_is_paid_before_points_expire(self):
        self.set_terms("earned", expiry_months=1)
        first = self.post("earn", 100, date(2026, 1, 1))
        self.post("spend", 100, date(2026, 1, 2))
        self.ledger._post(
            [
                {
                    "card": self.card,
                    "kind": "reverse",
                    "event": "test",
                    "description": "Returned",
                    "used": 100,
                    "day": date(2026, 1, 3),
                    "reverses": first,
                }
            ]
        )
        self.assertEqual(self.card.points, -100.0)
        self.post("earn", 130, JAN)

        self.run_night(MAR)

        self.assertEqual(self.movements()[-1], ("expire", -30.0, MAR))
        self.assert_balance(0.0)

    def test_activity_keeps_the_whole_balance_alive(self):
        self.set_terms("inactivity", expiry_months=6)
        self.post("earn", 100, date(2026, 1, 10))
        self.post("adjust", 5, date(2026, 2, 1))
        self.assertEqual(self.left(), {date(2026, 7, 10): 100.0, date(2026, 8, 1): 5.0})
        self.post("spend", 10, date(2026, 5, 20))
        lots = self.card.pool_id.lot_ids.sorted("points")
        self.assertEqual(lots.mapped("valid_until"), [date(2026, 11, 20)] * 2)

    def test_inactivity_expires_everything_on_one_day(self):
        self.set_terms("inactivity", expiry_months=6)
        self.post("earn", 100, date(2026, 1, 10))
        self.post("earn", 40, date(2026, 3, 10))

        self.run_night(date(2026, 9, 10))
        self.assert_balance(140.0)
        self.run_night(date(2026, 9, 11))

        self.assertEqual(
            sorted(self.movements()[2:]),
            [
                ("expire", -100.0, date(2026, 9, 11)),
                ("expire", -40.0, date(2026, 9, 11)),
            ],
        )

    def test_own_day_of_points_counts_more_than_the_terms(self):
        self.set_terms("inactivity", expiry_months=6)
        self.post("earn", 100, JAN, expires_on=FEB)
        self.post("earn", 50, JAN, expires_on=False)

        self.run_night(MAR)
        self.run_night(date(2027, 1, 1))

        self.assertEqual(self.left(), {False: 50.0})

    def test_programme_without_expiry_keeps_points(self):
        self.post("earn", 100, JAN)

        self.run_night(date(2040, 1, 1))

        self.assert_balance(100.0)

    def test_only_due_balances_are_locked(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        ben = self.make_card(self.make_partner("Ben"))
        self.post("earn", 100, FEB, ben)
        before = self.card.pool_id.take_count

        self.run_night(MAR)

        self.assertEqual(self.card.pool_id.take_count, before + 1)
        self.assertEqual(ben.pool_id.take_count, 0)

    def test_queries_do_not_grow_with_customers(self):
        self.set_terms("earned", expiry_months=1, expiry_notice_days=0)
        cards = [self.make_card(self.make_partner(f"C{number}")) for number in range(9)]
        for card in cards[:1]:
            self.post("earn", 10, JAN, card)
        self.run_night(MAR)
        count = self.count_queries(MAR)
        for card in cards:
            self.post("earn", 10, JAN, card)

        self.assertEqual(self.count_queries(MAR), count + 3)  # lock, settle, expire
        self.assertEqual([card.points for card in cards], [0.0] * 9)

    def count_queries(self, day):
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.run_night(day)
        return self.cr.sql_log_count - before

    def test_midnight_is_that_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Auckland"  # 13 hours ahead in January
        with freeze_time("2026-01-15 12:00:00"):
            self.assertEqual(self.program._get_today(), date(2026, 1, 16))
        shared = self.make_program("Shared")
        shared.company_id = False
        with freeze_time("2026-01-15 12:00:00"):
            self.assertEqual(shared._get_today(), date(2026, 1, 15))

    def test_scheduler_runs_each_programme_once_a_day(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        with freeze_time("2026-03-01 12:00:00"):
            self.run_cron("ir_cron_expire")
            self.assertEqual(self.program.expired_until, MAR)
            self.assert_balance(0.0)
            with patch.object(
                type(self.program), "_expire_points", side_effect=AssertionError
            ):
                self.program._cron_expire()

    def test_night_that_is_cut_short_is_resumed(self):
        self.set_terms("earned", expiry_months=1, expiry_notice_days=0)
        cards = [self.make_card(self.make_partner(f"C{number}")) for number in range(3)]
        for card in cards:
            self.post("earn", 10, JAN, card)
        cron = type(self.env["ir.cron"])
        night = "odoo.addons.crm_loyalty.models.ledger.loyalty_program_night.BATCH"
        with (
            patch(night, 1),
            patch.object(cron, "_commit_progress", side_effect=[60.0, 60.0, 0.0]),
        ):
            self.assertFalse(self.program._expire_points(MAR))
        self.env.invalidate_all()
        self.assertEqual(sorted(card.points for card in cards), [0.0, 0.0, 10.0])
        self.assertFalse(self.program.expired_until)

        self.run_night(MAR)

        for card in cards:
            self.assertEqual(
                self.movements(card), [("earn", 10.0, JAN), ("expire", -10.0, MAR)]
            )
        self.assertEqual(self.program.expired_until, MAR)

    def test_one_programme_that_fails_does_not_stop_the_others(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        broken = self.make_program("Broken", sequence=-1)
        original = type(broken)._expire_points

        def fail(program, today):
            if program == broken:
                raise ValueError("no luck")
            return original(program, today)

        with (
            freeze_time("2026-03-01 12:00:00"),
            patch.object(type(broken), "_expire_points", fail),
            self.assertLogs("odoo.addons.crm_loyalty", "ERROR"),
        ):
            self.run_cron("ir_cron_expire")

        self.assert_balance(0.0)
        self.assertFalse(broken.expired_until)
        run = self.env["crm.run"].search([("job", "=", "points_expiry")], limit=1)
        self.assertIn("Broken: ValueError: no luck", run.error)

    def test_terms_that_say_nothing_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "1 or more"):
            self.set_terms("earned", expiry_months=0)
        with self.assertRaisesRegex(ValidationError, "which period"):
            self.set_terms("period", expiry_period=False)

    def test_customer_reads_the_movement_in_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.anna.lang = "zh_CN"
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        words = {"en_US": "Points expired", "zh_CN": "积分已过期"}
        lots = type(self.env["crm.loyalty.lot"])

        with patch.object(lots, "_get_expiry_words", lambda lot: words):
            self.run_night(MAR)

        row = self.card.pool_id.history_ids.filtered(lambda row: row.kind == "expire")
        self.assertEqual(row.description, "积分已过期")
        self.assertEqual((row.event, row.card_id), ("expiry", self.card))
