# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestBirthdayGifts(SpendingCommon):
    """The gift of a tier comes on the birthday, once a year and customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gifts = cls.env["crm.loyalty.birthday.gift"]
        cls.voucher = cls.make_benefit("Cake voucher", 0, kind="voucher")
        cls.benefit = cls.env["crm.tier.benefit"].create(
            {
                "name": "A cake",
                "kind": "gift",
                "tier_id": cls.gold.id,
                "gift_id": cls.voucher.id,
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def make_member(cls, name, born, since="2026-01-01", tier=None, **vals):
        """Return a customer who has had the tier's benefits ``since`` that day."""
        partner = cls.make_partner(name, birthdate_date=born, **vals)
        cls.join(partner, since, tier)
        return partner

    @classmethod
    def join(cls, partner, since, tier=None):
        cls.set_tier(partner, tier or cls.gold)
        grants = cls.env["crm.loyalty.benefit.grant"].sudo()
        grants._sync(cls.company, partner)
        grants.search([("partner_id", "=", partner.id)]).date_from = since

    def celebrate(self, day):
        return self.gifts._give_for_day(self.company, fields.Date.to_date(day))

    def given(self):
        """Return ``[(whose birthday, day, state of the gift)]``, oldest first."""
        found = self.gifts.search([("company_id", "=", self.company.id)], order="id")
        return [
            (row.partner_id.name, fields.Date.to_string(row.day), row.gift_state)
            for row in found
        ]

    # ---------------------------------------------------------------------- days

    def test_gift_comes_on_the_day_once(self):
        mia = self.make_member("Mia", "1990-03-10", email="mia@example.com")
        self.make_member("Noa", "1990-03-11")
        self.make_member("Silver Sam", "1990-03-10", tier=self.silver)
        for day in ("2026-03-09", "2026-03-10", "2026-03-10"):
            self.celebrate(day)

        self.assertEqual(self.given(), [("Mia", "2026-03-10", "ready")])
        (redemption,) = self.voucher.redemption_ids
        self.assertEqual((redemption.partner_id, redemption.points), (mia, 0.0))
        self.assertEqual(self.card_of(mia).points, 0.0)
        self.celebrate("2027-03-10")
        self.assertEqual(len(self.voucher.redemption_ids), 2)

    def test_leap_day_is_kept_on_the_28th(self):
        self.make_member("Leap", "1992-02-29", since="2025-01-01")
        for day in ("2026-02-28", "2026-03-01", "2028-02-28", "2028-02-29"):
            self.celebrate(day)
        self.assertEqual([row[1] for row in self.given()], ["2026-02-28", "2028-02-29"])

    def test_nobody_is_greeted_who_asked_not_to_be(self):
        self.make_member("Quiet", "1990-03-10", is_greeting_refused=True)
        self.make_member("Gone", "1990-03-10").active = False
        self.celebrate("2026-03-10")
        self.assertEqual(self.given(), [])

    def test_tier_counts_on_the_day_itself(self):
        self.make_member("Newcomer", "1990-03-10", since="2026-03-11")
        former = self.make_member("Former", "1990-03-10")
        self.env["crm.loyalty.benefit.grant"].search(
            [("partner_id", "=", former.id)]
        ).date_until = "2026-03-10"
        last = self.make_member("Last day", "1990-03-10", since="2026-03-10")
        self.celebrate("2026-03-10")
        self.assertEqual([row[0] for row in self.given()], [last.name])

    def test_corrected_birthday_gives_nothing_more(self):
        mia = self.make_member("Mia", "1990-03-10")
        self.celebrate("2026-03-10")
        mia.birthdate_date = "1990-04-02"
        self.celebrate("2026-04-02")
        self.benefit.copy({"tier_id": self.silver.id})
        self.join(mia, "2026-01-01", self.silver)
        self.celebrate("2026-04-02")
        self.assertEqual(len(self.given()), 1)

    def test_company_gets_it_once_a_year(self):
        firm = self.make_partner("Firm", is_company=True)
        for name, born in (("First", "1980-02-01"), ("Second", "1981-05-01")):
            self.make_partner(name, parent_id=firm.id, birthdate_date=born)
        self.join(firm, "2026-01-01")
        for day in ("2026-02-01", "2026-05-01"):
            self.celebrate(day)
        self.assertEqual(self.given(), [("First", "2026-02-01", "ready")])

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_loyalty.ir_cron_birthday_gifts").method_direct_trigger()
        self.env.invalidate_all()

    def back(self, days):
        today = self.env["crm.value.night"]._get_today(self.company)
        return today - timedelta(days=days)

    def test_sixty_missed_days_are_sixty_runs(self):
        for name, days in (("A", 60), ("B", 31), ("Before", 61), ("Today", 0)):
            day = self.back(days)
            born = day.replace(year=1988)  # a leap year has every day
            self.make_member(name, born, since=self.back(400), email=f"{name}@x.test")
        self.company.birthday_gifts_until = self.back(61)

        self.run_cron()
        self.run_cron()

        expected = [
            (name, fields.Date.to_string(self.back(days)), "ready")
            for name, days in (("A", 60), ("B", 31), ("Today", 0))
        ]
        self.assertEqual(self.given(), expected)
        self.assertEqual(self.company.birthday_gifts_until, self.back(1))
        runs = self.env["crm.run"].search(
            [("job", "=", "birthday_gifts"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            sorted(runs.mapped("run_date")), [self.back(d) for d in range(60, 0, -1)]
        )
        mails = self.env["crm.outbox"].search(
            [("job", "=", "birthday_gift"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            sorted(mails.mapped("email")), ["a@x.test", "b@x.test", "today@x.test"]
        )

    def test_first_run_looks_at_today_only(self):
        day = self.back(5)
        self.make_member("Late", day.replace(year=1988), since=self.back(400))
        self.run_cron()
        self.assertEqual(self.given(), [])
        self.assertEqual(self.company.birthday_gifts_until, self.back(1))

    # ---------------------------------------------------------------- obstacles

    def test_what_can_not_be_given_is_said(self):
        self.voucher.write({"is_limited": True, "stock": 1})
        self.make_member("First", "1990-03-10")
        self.make_member("Second", "1990-03-10")
        self.celebrate("2026-03-10")
        notes = self.gifts.search([], order="id").mapped("note")
        self.assertEqual(notes, [False, "“Cake voucher” is out of stock."])
        self.assertEqual(len(self.voucher.redemption_ids), 1)

    def test_nobody_pays_for_a_gift(self):
        mia = self.make_member("Mia", "1990-03-10")
        card = self.give(mia, 500)
        self.voucher.points = 50
        self.celebrate("2026-03-10")
        self.assertEqual(card.points, 500)
        self.assertIn("costs 50 points", self.gifts.search([]).note)
        mug = self.make_benefit("Mug", 100)
        with self.assertRaisesRegex(ValidationError, "costs 100 points"):
            self.benefit.gift_id = mug

    def test_promise_needs_no_catalogue(self):
        self.benefit.gift_id = False
        self.make_member("Mia", "1990-03-10", email="mia@example.com")
        gift = self.celebrate("2026-03-10")
        self.assertEqual(gift._tell_gift(), "A cake")
        self.assertEqual(gift.outbox_id.email, "mia@example.com")

    # --------------------------------------------------------------------- mail

    def test_mail_names_gift_and_code_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.voucher.with_context(lang="zh_CN").name = "蛋糕券"
        self.make_member("Mia", "1990-03-10", email="mia@example.com", lang="zh_CN")
        gift = self.celebrate("2026-03-10")
        template = self.env.ref("crm_loyalty.mail_template_birthday_gift")
        body = template._render_field("body_html", gift.ids, set_lang="zh_CN")[gift.id]
        self.assertIn("蛋糕券", body)
        self.assertIn(gift.redemption_id.sudo().voucher_code, body)
        self.assertIn(gift.redemption_id.sudo().voucher_code, gift._tell_code())

    def test_who_wants_no_mail_gets_the_gift_alone(self):
        self.make_member("Mia", "1990-03-10", email="mia@example.com")
        self.env["mail.blacklist"]._add("mia@example.com")
        gift = self.celebrate("2026-03-10")
        self.assertEqual((gift.gift_state, gift.outbox_id.id), ("ready", False))

    def test_nobody_writes_gifts_by_hand(self):
        gift_values = {
            "benefit_id": self.benefit.id,
            "customer_id": self.anna.id,
            "partner_id": self.anna.id,
            "company_id": self.company.id,
            "year": 2026,
            "day": "2026-03-10",
        }
        with self.assertRaises(AccessError):
            self.gifts.with_user(self.boss).create(gift_values)

    def test_other_companies_do_not_see_it(self):
        other = self.make_company("Elsewhere")
        stranger = self.make_user("stranger", "crm_loyalty.group_manager", other)
        self.make_member("Mia", "1990-03-10")
        gift = self.celebrate("2026-03-10")
        with self.assertRaises(AccessError):
            gift.with_user(stranger).read(["note"])
