# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from psycopg2.errors import SerializationFailure

from odoo.fields import Date, Datetime
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import LifecycleCommon

DUE = "odoo.addons.crm_lifecycle.models.base.crm_due"
NINE = datetime(2024, 3, 1, 9)
TEN = datetime(2024, 3, 1, 10)


@tagged("post_install", "-at_install")
class TestDueWork(LifecycleCommon):
    """The due table: promises to look at a record later, kept once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada, cls.bob = cls.make_partner("Ada"), cls.make_partner("Bob")
        cls.make_invoices("2024-01-05", {cls.ada: 100, cls.bob: 20})
        cls.run_night("2024-02-01")
        cls.due = cls.env["crm.due"]
        cls.a, cls.b = cls.profile_of(cls.ada), cls.profile_of(cls.bob)

    def listen(self, fail_on=()):
        """Replace the job; return the list of (instant, customers) of its calls."""
        heard = []

        def _run_due_rescore(profiles, now):
            names = profiles.mapped("partner_id.name")
            for name in fail_on:
                if name in names:
                    raise ValueError(f"no luck with {name}")
            heard.append((now, profiles.env.company.name, sorted(names)))

        self.patch(type(self.profiles), "_run_due_rescore", _run_due_rescore)
        return heard

    def assert_due(self, *expected):
        self.assert_table(
            self.due.search([("company_id", "=", self.company.id)]),
            ("job", "res_id", "due_at", "error"),
            expected,
        )

    def test_work_waits_for_its_instant(self):
        self.due._schedule("rescore", self.company, self.a | self.b, TEN)

        self.assert_due(
            ("rescore", self.a.id, TEN, False), ("rescore", self.b.id, TEN, False)
        )

    def test_scheduling_twice_keeps_the_earlier_instant(self):
        self.due._schedule("rescore", self.company, self.a, TEN)
        self.due._schedule("rescore", self.company, self.a, NINE)
        self.due._schedule("rescore", self.company, self.a, TEN)

        self.assert_due(("rescore", self.a.id, NINE, False))

    def test_scheduling_nothing_does_nothing(self):
        self.due._schedule("rescore", self.company, self.profiles, TEN)

        self.assert_due()

    def test_same_record_may_wait_for_several_jobs(self):
        self.due._schedule("rescore", self.company, self.a, TEN)
        self.due._schedule("other", self.company, self.a, NINE)

        self.assert_due(
            ("rescore", self.a.id, TEN, False), ("other", self.a.id, NINE, False)
        )

    @freeze_time("2024-03-01 09:30:00")
    def test_job_does_what_is_due_and_leaves_the_rest(self):
        heard = self.listen()
        self.due._schedule("rescore", self.company, self.a, NINE)
        self.due._schedule("rescore", self.company, self.b, TEN)

        self.run_job("ir_cron_due")

        now = Datetime.to_datetime("2024-03-01 09:30:00")
        self.assertEqual(heard, [(now, "Lifecycle test company", ["Ada"])])
        self.assert_due(("rescore", self.b.id, TEN, False))

    @freeze_time("2024-03-01 10:00:00")
    def test_records_of_one_job_are_done_together(self):
        heard = self.listen()
        self.due._schedule("rescore", self.company, self.a | self.b, TEN)

        self.run_job("ir_cron_due")

        self.assertEqual([names for _now, _company, names in heard], [["Ada", "Bob"]])
        self.assert_due()

    @freeze_time("2024-03-01 10:00:00")
    def test_failing_job_keeps_its_row_and_the_error(self):
        self.listen(fail_on=["Ada"])
        self.due._schedule("rescore", self.company, self.a, NINE)

        with mute_logger(DUE):
            self.run_job("ir_cron_due")

        self.assert_due(("rescore", self.a.id, NINE, "ValueError: no luck with Ada"))

    @freeze_time("2024-03-01 10:00:00")
    def test_poison_record_harms_only_itself(self):
        heard = self.listen(fail_on=["Ada"])
        self.due._schedule("rescore", self.company, self.a | self.b, NINE)

        with mute_logger(DUE):
            self.run_job("ir_cron_due")

        self.assertEqual([names for _now, _company, names in heard], [["Bob"]])
        self.assert_due(("rescore", self.a.id, NINE, "ValueError: no luck with Ada"))

    @freeze_time("2024-03-01 10:00:00")
    def test_unknown_job_is_told_and_stops_no_other(self):
        heard = self.listen()
        self.due._schedule("unknown", self.company, self.a, NINE)
        self.due._schedule("rescore", self.company, self.b, NINE)

        with mute_logger(DUE):
            self.run_job("ir_cron_due")

        self.assertEqual([names for _now, _company, names in heard], [["Bob"]])
        self.assert_due(("unknown", self.a.id, NINE, "KeyError: 'unknown'"))

    @freeze_time("2024-03-01 10:00:00")
    def test_failed_work_is_done_when_a_person_asks_again(self):
        self.listen(fail_on=["Ada"])
        self.due._schedule("rescore", self.company, self.a, NINE)
        with mute_logger(DUE):
            self.run_job("ir_cron_due")
        heard = self.listen()
        self.run_job("ir_cron_due")
        self.assertEqual(heard, [])

        row = self.due.search([("company_id", "=", self.company.id)])
        row.with_user(self.manager).action_retry()
        self.run_job("ir_cron_due")

        self.assertEqual([names for _now, _company, names in heard], [["Ada"]])
        self.assert_due()

    @freeze_time("2024-03-01 10:00:00")
    def test_scheduling_failed_work_again_clears_the_error(self):
        self.listen(fail_on=["Ada"])
        self.due._schedule("rescore", self.company, self.a, NINE)
        with mute_logger(DUE):
            self.run_job("ir_cron_due")

        self.due._schedule("rescore", self.company, self.a, TEN)

        self.assert_due(("rescore", self.a.id, NINE, False))

    @freeze_time("2024-03-01 10:00:00")
    def test_work_on_a_record_that_is_gone_is_done(self):
        self.due._schedule("rescore", self.company, self.a, NINE)
        self.env["account.move"].search(
            [("partner_id", "=", self.ada.id)]
        ).with_context(force_delete=True).unlink()
        self.ada.unlink()

        self.run_job("ir_cron_due")

        self.assert_due()

    def test_collision_is_no_failure_of_the_work(self):
        def _run_due_rescore(profiles, now):
            raise SerializationFailure("could not serialize access")

        self.patch(type(self.profiles), "_run_due_rescore", _run_due_rescore)
        self.due._schedule("rescore", self.company, self.a, NINE)
        row = self.due.search([("company_id", "=", self.company.id)])

        with self.assertRaises(SerializationFailure):
            row._process(TEN)

        self.assertFalse(row.error)

    @freeze_time("2024-03-01 10:00:00")
    def test_customer_asked_for_while_the_night_is_at_work_is_scored_later(self):
        self.make_invoice(self.ada, "2024-02-10", 7)
        lock = self.hold_lock()
        self.a.action_recompute()
        self.assertEqual(self.a.revenue, 100.0)
        self.assert_due(
            ("rescore", self.a.id, Datetime.to_datetime("2024-03-01 10:01:00"), False)
        )

        lock.clear()
        with freeze_time("2024-03-01 10:01:00"):
            self.run_job("ir_cron_due")

        self.assertEqual(self.a.revenue, 107.0)
        self.assert_due()

    def hold_lock(self):
        """Let the night hold the company until the returned list is emptied."""
        held = [True]
        self.patch(
            type(self.env["crm.value.night"]),
            "_try_lock",
            lambda night, company: not held,
        )
        return held

    @freeze_time("2024-03-01 10:00:00")
    def test_customer_stays_queued_while_the_night_is_still_at_work(self):
        self.make_invoice(self.ada, "2024-02-10", 7)
        lock = self.hold_lock()
        self.a.action_recompute()

        with freeze_time("2024-03-01 10:05:00"):
            self.run_job("ir_cron_due")
        self.assert_due(
            ("rescore", self.a.id, Datetime.to_datetime("2024-03-01 10:06:00"), False)
        )

        lock.clear()
        with freeze_time("2024-03-01 10:06:00"):
            self.run_job("ir_cron_due")
        self.assertEqual(self.a.revenue, 107.0)

    @freeze_time("2024-03-01 16:30:00")
    def test_due_score_counts_the_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"  # 2 March there
        self.make_invoice(self.ada, "2024-03-02", 7)
        self.due._schedule("rescore", self.company, self.a, TEN)

        self.run_job("ir_cron_due")

        self.assertEqual(self.a.last_purchase_date, Date.to_date("2024-03-02"))
