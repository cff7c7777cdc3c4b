# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .expiry_common import ExpiryCommon

JAN = date(2026, 1, 31)
FEB = date(2026, 2, 28)


@tagged("post_install", "-at_install")
class TestTerms(ExpiryCommon):
    """Changed terms, extensions and notices of expiry."""

    def apply(self, on):
        with freeze_time(on):
            wizard = self.env["crm.loyalty.expiry.apply"].create(
                {"program_id": self.program.id}
            )
            note = wizard.note
            wizard.action_apply()
        self.env.invalidate_all()
        return note

    def extend(self, lots, day, reason="Shop closed", user=None, on="2026-02-01"):
        wizards = self.env["crm.loyalty.lot.extend"]
        if user:
            wizards = wizards.with_user(user)
        with freeze_time(on):
            wizards.create(
                {"lot_ids": lots.ids, "expires_on": day, "reason": reason}
            ).action_extend()

    # -------------------------------------------------------------------- terms

    def test_changed_terms_count_for_new_points_only(self):
        self.post("earn", 100, JAN)
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 50, JAN)

        self.assertEqual(self.left(), {False: 100.0, FEB: 50.0})

    def test_terms_are_applied_to_earlier_points_with_time_to_react(self):
        self.post("earn", 100, JAN)
        self.set_terms("earned", expiry_months=1, expiry_notice_days=30)

        note = self.apply("2026-06-01 12:00:00")

        self.assertEqual(self.left(), {date(2026, 7, 1): 100.0})
        self.assertIn(
            "Lots that change: 1, with 100 points on them (customers: 1).", note
        )
        self.assertIn("Lots that expire sooner than before: 1; later: 0.", note)
        self.assertIn("07/01/2026", note)

    def test_applying_spares_what_a_person_fixed(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 10, JAN, expires_on=date(2026, 3, 5))
        self.post("earn", 20, JAN)
        extended = self.card.pool_id.lot_ids.filtered(lambda lot: lot.points == 20)
        self.extend(extended, date(2026, 12, 24))
        self.post("earn", 30, JAN)
        self.set_terms("period", expiry_period="quarter", expiry_periods=0)

        self.apply("2026-02-01 12:00:00")

        self.assertEqual(
            self.left(),
            {
                date(2026, 3, 5): 10.0,
                date(2026, 12, 24): 20.0,
                date(2026, 3, 31): 30.0,
            },
        )

    def test_inactivity_is_applied_and_taken_back(self):
        self.post("earn", 100, JAN)
        self.set_terms("inactivity", expiry_months=12)
        self.apply("2026-02-01 12:00:00")
        self.assertEqual(self.left(), {date(2027, 1, 31): 100.0})
        self.set_terms("none")

        self.apply("2026-02-01 12:00:00")

        self.assertEqual(self.left(), {False: 100.0})
        self.assertEqual(
            self.apply("2026-02-01 12:00:00"), "No points given earlier would change."
        )

    def test_points_that_are_over_are_not_revived(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        self.set_terms("earned", expiry_months=24)

        self.apply("2026-03-01 12:00:00")

        self.assertEqual(self.left(), {FEB: 100.0})

    def test_the_form_says_what_happens(self):
        with freeze_time("2026-01-31 12:00:00"), Form(self.program) as form:
            form.points_digits = "0"
            self.assertEqual(
                form.precision_note, "An order worth 12.345 points gives 12."
            )
            form.points_release = "paid"
            self.assertIn("what is paid can be spent", form.release_note)
            self.assertEqual(form.expiry_note, "Points are valid for ever.")
            form.expiry_mode = "earned"
            form.expiry_months = 1
            self.assertIn("up to and including 02/28/2026", form.expiry_note)
            form.expiry_mode = "inactivity"
            form.expiry_months = 6
            self.assertIn("balance after 07/31/2026", form.expiry_note)
            form.expiry_notice_days = 14
            self.assertIn("14 days before", form.notice_note)

    # ---------------------------------------------------------------- extension

    def test_manager_extends_with_a_reason(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        lot = self.card.pool_id.lot_ids
        manager = self.make_user("extender", "crm_loyalty.group_manager")

        self.extend(lot, date(2026, 4, 30), user=manager)

        self.assertEqual(lot.valid_until, date(2026, 4, 30))
        self.assertEqual(lot.extended_by_id, manager)
        self.assertEqual(lot.extension_reason, "Shop closed")
        self.assertIn(
            "until 04/30/2026 instead of 02/28/2026: Shop closed",
            self.card.message_ids[0].body,
        )
        self.run_night(date(2026, 4, 30))
        self.assert_balance(100.0)
        self.run_night(date(2026, 5, 1))
        self.assert_balance(0.0)

    def test_extension_never_shortens_and_never_revives(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        lot = self.card.pool_id.lot_ids
        with self.assertRaisesRegex(UserError, "longer, never shorter"):
            self.extend(lot, FEB)
        with self.assertRaisesRegex(UserError, "is over"):
            self.extend(lot, date(2026, 3, 30), on="2026-04-01")
        self.run_night(date(2026, 3, 1))
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self.extend(lot, date(2026, 12, 31))
        self.assertEqual(lot.expires_on, FEB)

    def test_others_do_not_extend(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        agent = self.make_user("agent", "crm_loyalty.group_agent")
        lot = self.card.pool_id.lot_ids
        with self.assertRaises(AccessError):
            lot.with_user(agent)._extend(date(2026, 12, 31), "Me too")
        with self.assertRaises(AccessError):
            lot.with_user(agent).write({"expires_on": date(2026, 12, 31)})

    def test_extension_of_inactive_points_is_a_floor(self):
        self.set_terms("inactivity", expiry_months=6)
        self.post("earn", 100, JAN)
        self.extend(self.card.pool_id.lot_ids, date(2026, 12, 31))
        self.assertEqual(self.left(), {date(2026, 12, 31): 100.0})

        self.post("spend", 10, date(2026, 10, 15))

        self.assertEqual(self.left(), {date(2027, 4, 15): 90.0})

    # ------------------------------------------------------------------ figures

    def test_next_expiry_is_shown(self):
        self.set_terms("earned", expiry_months=1)
        self.post("earn", 100, JAN)
        self.post("earn", 50, FEB)
        self.post("spend", 30, FEB)

        self.assertEqual(
            (self.card.expiring_on, self.card.points_expiring), (FEB, 70.0)
        )
        pool = self.card.pool_id
        self.assertEqual(pool._get_expiring(date(2026, 3, 28)), [(pool.id, FEB, 120.0)])
        empty = self.make_card(self.make_partner("Ben"))
        self.assertEqual((empty.expiring_on, empty.points_expiring), (False, 0.0))

    def test_lots_that_hold_points_are_found(self):
        self.post("earn", 100, JAN)
        self.post("earn", 50, FEB)
        self.post("spend", 100, FEB)
        lots = self.env["crm.loyalty.lot"].search(
            [("pool_id", "=", self.card.pool_id.id), ("remaining", ">", 0)]
        )
        self.assertEqual(lots.mapped("points"), [50.0])

    # ------------------------------------------------------------------ notices

    def notices(self):
        return self.env["crm.loyalty.notice"].search(
            [("pool_id", "=", self.card.pool_id.id)], order="id"
        )

    def test_customer_is_told_once_with_amount_and_day(self):
        self.anna.email = "anna@example.com"
        self.set_terms("earned", expiry_months=1, expiry_notice_days=7)
        self.post("earn", 60, JAN)
        self.post("earn", 40, JAN)

        self.run_night(date(2026, 2, 20))
        self.assertFalse(self.notices())
        for day in (21, 22, 22):
            self.run_night(date(2026, 2, day))

        notice = self.notices()
        self.assertEqual(
            (notice.points, notice.expires_on, notice.partner_id),
            (100.0, FEB, self.anna),
        )
        mail = notice.outbox_id
        self.assertEqual(
            (mail.email, mail.state, mail.res_id, mail.company_id),
            ("anna@example.com", "pending", notice.id, self.company),
        )
        sent = mail._make_mail()
        self.assertEqual(sent.subject, "100 points expire after 02/28/2026")
        self.assertIn("Your balance in Points club is 100 points", sent.body_html)

    def test_a_colleague_reads_for_a_company_without_address(self):
        firm = self.make_partner("Firm", is_company=True)
        clerk = self.make_partner("Clerk", parent_id=firm.id, email="c@example.com")
        card = self.make_card(clerk)
        self.set_terms("earned", expiry_months=1, expiry_notice_days=7)
        self.post("earn", 60, JAN, card)
        self.run_night(date(2026, 2, 21))

        notice = self.env["crm.loyalty.notice"].search(
            [("pool_id", "=", card.pool_id.id)]
        )
        self.assertEqual(notice.partner_id, clerk)
        self.assertEqual(notice.outbox_id.email, "c@example.com")

    def test_who_wants_no_mail_and_who_has_no_address(self):
        self.anna.email = "anna@example.com"
        self.env["mail.blacklist"]._add("anna@example.com")
        ben = self.make_card(self.make_partner("Ben"))
        gone = self.make_card(self.make_partner("Gone", email="gone@example.com"))
        self.set_terms("earned", expiry_months=1, expiry_notice_days=7)
        for card in (self.card, ben, gone):
            self.post("earn", 60, JAN, card)
        gone.partner_id.active = False

        self.run_night(date(2026, 2, 21))

        notices = self.env["crm.loyalty.notice"].search(
            [("program_id", "=", self.program.id)]
        )
        self.assertEqual(notices.pool_id, self.card.pool_id | ben.pool_id)
        self.assertFalse(notices.outbox_id)

    def test_nobody_is_told_when_the_programme_does_not_say_so(self):
        self.anna.email = "anna@example.com"
        self.set_terms("earned", expiry_months=1, expiry_notice_days=0)
        self.post("earn", 60, JAN)
        self.run_night(FEB)
        self.assertFalse(self.notices())
