# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import LifecycleCommon

COLUMNS = ("partner_id", "tier_id", "date_from", "date_until", "active")


@tagged("post_install", "-at_install")
@freeze_time("2024-03-01 12:00:00")
class TestTierOverride(LifecycleCommon):
    """A tier by hand: for some time, with a reason, one at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.bob = cls.make_partner("Bob")
        cls.overrides = cls.env["crm.tier.override"]

    @classmethod
    def make_override(cls, partner, start, end, tier=None, **vals):
        return cls.overrides.create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "tier_id": (tier or cls.high).id,
                "date_from": start,
                "date_until": end,
                "reason": "Strategic customer",
                "user_id": cls.analyst.id,
                **vals,
            }
        )

    def assert_overrides(self, *expected):
        self.env.invalidate_all()
        self.assert_table(
            self.overrides.with_context(active_test=False).search(
                [("company_id", "=", self.company.id)]
            ),
            COLUMNS,
            expected,
        )

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target, extra_checks=False)

    def run_due(self, now):
        due = self.env["crm.due"].search(
            [("job", "=", "tier_override"), ("company_id", "=", self.company.id)]
        )
        due.filtered(lambda row: row.due_at <= now)._process(now)

    def due_of(self, override):
        return self.env["crm.due"].search(
            [("job", "=", "tier_override"), ("res_id", "=", override.id)]
        )

    # ------------------------------------------------------------------ entry

    def test_analyst_gives_a_tier_for_ninety_days_from_today(self):
        form = Form(self.overrides.with_user(self.analyst))
        form.partner_id = self.ada
        form.tier_id = self.high
        form.reason = "Strategic customer"
        override = form.save()

        # 1 March + 90 days
        self.assert_overrides(
            ("Ada", "High value", date(2024, 3, 1), date(2024, 5, 30), True)
        )
        self.assertEqual(override.user_id, self.analyst)
        self.assertEqual(override.display_name, "Ada: High value")

    def test_override_of_a_contact_counts_for_its_company(self):
        maker = self.make_partner("Maker", is_company=True)
        buyer = self.make_partner("Buyer", parent_id=maker.id)

        override = self.make_override(buyer, "2024-03-01", "2024-03-31")
        self.assertEqual(override.partner_id, maker)
        override.partner_id = self.ada
        self.assertEqual(override.partner_id, self.ada)
        override.partner_id = buyer
        self.assertEqual(override.partner_id, maker)

    def test_contact_typed_into_the_form_turns_into_its_company(self):
        maker = self.make_partner("Maker", is_company=True)
        form = Form(self.overrides)
        form.partner_id = self.make_partner("Buyer", parent_id=maker.id)

        self.assertEqual(form.partner_id, maker)

    def test_state_follows_the_days_and_both_days_count(self):
        override = self.make_override(self.ada, "2024-03-02", "2024-03-04")
        states = []
        for day in range(1, 6):
            with freeze_time(f"2024-03-0{day} 12:00:00"):
                override.invalidate_recordset(["state"])
                states.append(override.state)
        override.action_withdraw()

        self.assertEqual(
            states, ["coming", "in_force", "in_force", "in_force", "expired"]
        )
        self.assertEqual(override.state, "withdrawn")

    def test_state_is_that_of_the_day_at_the_company(self):
        self.company.partner_id.tz = "Pacific/Auckland"  # 13 hours ahead in March
        override = self.make_override(self.ada, "2024-03-02", "2024-03-04")

        self.assertEqual(override.state, "in_force")

    def test_end_before_the_beginning_is_refused(self):
        with (
            self.assertRaisesRegex(Exception, "dates_in_order"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.make_override(self.ada, "2024-03-02", "2024-03-01")

    def test_archived_tier_is_refused(self):
        gone = self.high.copy({"code": "gone", "name": "Gone", "active": False})
        with self.assertRaisesRegex(ValidationError, "“Gone” is archived"):
            self.make_override(self.ada, "2024-03-01", "2024-03-31", gone)

    def test_notice_tells_of_a_tier_that_the_policy_does_not_use(self):
        extra = self.high.copy({"code": "extra", "name": "Extra"})
        used = self.make_override(self.ada, "2024-03-01", "2024-03-31")
        unused = self.make_override(self.bob, "2024-03-01", "2024-03-31", extra)
        other = self.make_company("Other company")
        idle = self.make_override(
            self.ada, "2024-03-01", "2024-03-31", company_id=other.id
        )

        self.assertFalse(used.notice)
        self.assertIn("does not use the tier “Extra”", unused.notice)
        self.assertIn("Other company has no active tier policy", idle.notice)

    # --------------------------------------------------------------- overlaps

    def test_second_override_of_the_same_days_is_refused(self):
        """By the database: two people at once see each other's override nowhere."""
        self.make_override(self.ada, "2024-03-01", "2024-03-31")
        for start, end in (
            ("2024-03-31", "2024-04-30"),
            ("2024-02-01", "2024-03-01"),
            ("2024-03-10", "2024-03-10"),
            ("2024-02-01", "2024-05-01"),
        ):
            with (
                self.subTest(f"{start} {end}"),
                self.assertRaises(ExclusionViolation) as caught,
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.make_override(self.ada, start, end, self.low)
            self.assertEqual(
                self.overrides._sql_error_to_message(caught.exception),
                "This customer has another tier override on some of these days. "
                "Withdraw it or choose other days.",
            )

    def test_overlap_is_told_while_it_is_typed(self):
        self.make_override(self.ada, "2024-03-01", "2024-03-31")
        form = Form(self.overrides)
        form.partner_id = self.make_partner("Buyer", parent_id=self.ada.id)
        form.tier_id = self.low

        self.assertEqual(
            form.notice,
            "Ada already has the override “High value” from 03/01/2024 to 03/31/2024. "
            "Withdraw it or choose other days.",
        )
        form.date_from = "2024-04-01"
        self.assertFalse(form.notice)

    def test_next_days_other_customers_other_companies_and_withdrawn_are_free(self):
        other = self.make_company("Other company")
        first = self.make_override(self.ada, "2024-03-01", "2024-03-31")
        self.make_override(self.ada, "2024-04-01", "2024-04-30", self.low)
        self.make_override(self.bob, "2024-03-01", "2024-03-31")
        self.make_override(self.ada, "2024-03-01", "2024-03-31", company_id=other.id)
        first.action_withdraw()
        self.make_override(self.ada, "2024-03-15", "2024-03-31", self.medium)

        with (
            self.assertRaises(ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            first.action_unarchive()

    # ---------------------------------------------------------------- scoring

    def test_customer_is_scored_at_once_on_every_change(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-02-29")
        override = self.make_override(self.ada, "2024-03-01", "2024-03-31")
        steps = {
            "change": lambda: override.write({"date_until": "2024-04-30"}),
            "other tier": lambda: override.write({"tier_id": self.low.id}),
            "withdraw": override.action_withdraw,
            "again": override.action_unarchive,
            "delete": override.unlink,
        }
        revenue = 100.0
        for name, step in steps.items():
            self.make_invoice(self.ada, "2024-02-05", 10)
            step()
            revenue += 10.0
            with self.subTest(name):
                self.assertEqual(self.profile_of(self.ada).revenue, revenue)

    def test_tier_by_hand_counts_on_both_days_and_the_rules_afterwards(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-02-29")
        self.make_override(self.ada, "2024-03-02", "2024-03-03")
        tiers = []
        for day in ("2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"):
            self.run_night(day)
            tiers.append(self.profile_of(self.ada).tier_id)

        self.assertEqual(tiers, [self.minimal, self.high, self.high, self.minimal])

    def test_new_override_scores_with_the_rights_of_an_analyst(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-02-29")
        self.make_invoice(self.ada, "2024-02-05", 10)
        overrides = self.overrides.with_user(self.analyst)
        overrides.create(
            {"partner_id": self.ada.id, "tier_id": self.high.id, "reason": "Strategic"}
        )

        self.assertEqual(self.profile_of(self.ada).revenue, 110.0)

    def test_comment_on_an_override_scores_nobody(self):
        override = self.make_override(self.ada, "2024-03-01", "2024-03-31")
        night = type(self.env["crm.value.night"])
        self.patch(night, "_run_for_partners", lambda *args: self.fail("scored"))

        override.write({"reason": "More words", "review_date": "2024-03-20"})

        self.assertEqual(override.reason, "More words")

    def test_while_the_night_holds_the_company_the_customer_is_queued(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-02-29")
        night = type(self.env["crm.value.night"])
        self.patch(night, "_try_lock", lambda self, company: False)

        self.make_override(self.ada, "2024-03-01", "2024-03-31")

        due = self.env["crm.due"].search(
            [("company_id", "=", self.company.id), ("job", "=", "rescore")]
        )
        self.assertEqual(due.mapped("res_id"), self.profile_of(self.ada).ids)

    # -------------------------------------------------------------- reminders

    def test_responsible_is_reminded_two_weeks_before_the_end(self):
        override = self.make_override(self.ada, "2024-03-01", "2024-05-31")
        self.assertEqual(self.due_of(override).due_at, datetime(2024, 5, 17))
        with freeze_time("2024-05-17 06:00:00"):
            self.run_due(datetime(2024, 5, 17, 6))

        self.assert_table(
            override.activity_ids,
            ("user_id", "date_deadline", "summary"),
            [
                (
                    self.analyst.display_name,
                    date(2024, 5, 31),
                    "Prolong the tier override or let it end",
                )
            ],
        )
        self.assertFalse(self.due_of(override))

    def test_review_date_reminds_first_and_the_end_once_more(self):
        override = self.make_override(
            self.ada, "2024-03-01", "2024-05-31", review_date="2024-04-01"
        )
        with freeze_time("2024-04-01 06:00:00"):
            self.run_due(datetime(2024, 4, 1, 6))
        self.assertEqual(len(override.activity_ids), 1)
        self.assertEqual(self.due_of(override).due_at, datetime(2024, 5, 17))

        override.activity_ids.action_feedback()
        with freeze_time("2024-05-17 06:00:00"):
            self.run_due(datetime(2024, 5, 17, 6))
        self.assertEqual(len(override.activity_ids), 1)

    def test_short_override_reminds_on_its_first_day(self):
        override = self.make_override(self.ada, "2024-03-05", "2024-03-10")

        self.assertEqual(self.due_of(override).due_at, datetime(2024, 3, 5))

    def test_reminder_comes_in_the_morning_of_the_company(self):
        self.company.partner_id.tz = "America/New_York"  # 4 hours behind in May
        override = self.make_override(self.ada, "2024-03-01", "2024-05-31")

        self.assertEqual(self.due_of(override).due_at, datetime(2024, 5, 17, 4))

    def test_prolonged_override_reminds_later(self):
        override = self.make_override(self.ada, "2024-03-01", "2024-05-31")
        with freeze_time("2024-05-17 06:00:00"):
            self.run_due(datetime(2024, 5, 17, 6))
            override.date_until = "2024-06-30"

        self.assertFalse(override.activity_ids)
        self.assertEqual(self.due_of(override).due_at, datetime(2024, 6, 16))

    def test_withdrawn_override_reminds_nobody(self):
        override = self.make_override(self.ada, "2024-03-01", "2024-05-31")
        override.action_withdraw()

        self.assertFalse(self.due_of(override))

    # ------------------------------------------------------- merges and moves

    def test_merge_keeps_overrides_of_both(self):
        self.make_override(self.ada, "2024-03-01", "2024-03-31")
        self.make_override(self.bob, "2024-04-01", "2024-04-30", self.low)

        self.merge(self.bob, self.ada)

        self.assert_overrides(
            ("Ada", "High value", date(2024, 3, 1), date(2024, 3, 31), True),
            ("Ada", "Low value", date(2024, 4, 1), date(2024, 4, 30), True),
        )

    def test_merge_withdraws_what_overlaps_and_says_so(self):
        self.make_override(self.ada, "2024-03-01", "2024-03-31")
        second = self.make_override(self.bob, "2024-03-31", "2024-04-30", self.low)

        self.merge(self.bob, self.ada)

        self.assert_overrides(
            ("Ada", "High value", date(2024, 3, 1), date(2024, 3, 31), True),
            ("Ada", "Low value", date(2024, 3, 31), date(2024, 4, 30), False),
        )
        self.assertIn("became part of Ada", second.message_ids[0].body)

    def test_merge_of_three_keeps_the_first_of_two_that_overlap(self):
        cid = self.make_partner("Cid")
        self.make_override(self.bob, "2024-03-01", "2024-03-31")
        self.make_override(cid, "2024-03-15", "2024-04-15", self.low)

        self.merge(self.bob | cid, self.ada)

        self.assert_overrides(
            ("Ada", "High value", date(2024, 3, 1), date(2024, 3, 31), True),
            ("Ada", "Low value", date(2024, 3, 15), date(2024, 4, 15), False),
        )

    def test_merge_of_customers_with_profiles_keeps_overrides(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.bob, "2024-01-07", 20)
        self.run_night("2024-02-29")
        self.make_override(self.bob, "2024-03-01", "2024-03-31")

        self.merge(self.bob, self.ada)

        self.assert_overrides(
            ("Ada", "High value", date(2024, 3, 1), date(2024, 3, 31), True)
        )

    def test_override_follows_a_customer_that_joins_a_company(self):
        maker = self.make_partner("Maker", is_company=True)
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-02-29")
        self.make_override(self.ada, "2024-03-01", "2024-03-31")

        self.ada.parent_id = maker
        self.run_night("2024-03-01")

        self.assert_overrides(
            ("Maker", "High value", date(2024, 3, 1), date(2024, 3, 31), True)
        )

    def test_override_follows_who_joins_a_company_before_being_a_customer(self):
        maker = self.make_partner("Maker", is_company=True)
        self.make_override(self.ada, "2024-03-01", "2024-03-31")
        other = self.make_company("Other company")
        self.make_override(self.ada, "2024-03-01", "2024-03-31", company_id=other.id)

        self.ada.parent_id = maker
        self.run_night("2024-03-01")

        self.assert_overrides(
            ("Maker", "High value", date(2024, 3, 1), date(2024, 3, 31), True)
        )

    def test_override_of_an_archived_customer_stays(self):
        override = self.make_override(self.ada, "2024-03-01", "2024-03-31")
        self.ada.active = False
        override.date_until = "2024-04-30"

        self.assert_overrides(
            ("Ada", "High value", date(2024, 3, 1), date(2024, 4, 30), True)
        )

    # ----------------------------------------------------------------- rights

    def test_user_reads_and_analyst_of_another_company_sees_nothing(self):
        override = self.make_override(self.ada, "2024-03-01", "2024-03-31")
        other = self.make_company("Other company")
        stranger = self.make_user(
            "stranger", "crm_lifecycle.group_manager", company=other
        )
        mine = override.with_user(self.user)

        self.assertEqual(mine.read(["reason"])[0]["reason"], "Strategic customer")
        with self.assertRaises(AccessError):
            override.with_user(self.user).action_withdraw()
        with self.assertRaises(AccessError):
            override.with_user(stranger).read(["reason"])

    def test_buttons_of_the_customer_open_the_form_for_this_customer(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-02-29")
        profile = self.profile_of(self.ada).with_user(self.analyst)
        action = profile.action_override_tier()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        form.tier_id = self.high
        form.reason = "Strategic customer"
        override = form.save()

        self.assertEqual(override.partner_id, self.ada)
        self.assertEqual(override.company_id, self.company)
        self.assertEqual((profile.tier_id, override.present_tier_id), (self.high,) * 2)
        override.action_withdraw()
        self.assertEqual(profile.tier_id, self.minimal)
        self.assertEqual(profile.override_count, 1)
        opened = profile.action_view_overrides()
        found = self.overrides.with_context(**opened["context"]).search(
            opened["domain"]
        )
        self.assertEqual(found, override)
