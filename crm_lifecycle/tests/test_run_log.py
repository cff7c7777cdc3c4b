# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2.errors import SerializationFailure

from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import LifecycleCommon

SCHEDULE = "odoo.addons.crm_lifecycle.models.base.crm_daily_schedule"
COUNTS = ("run_date", "state", "customers", "created", "updated", "moved", "error")


@tagged("post_install", "-at_install")
class TestRunLog(LifecycleCommon):
    """The nightly job and its log: what ran, for which day, how it went."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.make_invoice(cls.ada, "2024-01-05", 100)

    def assert_runs(self, *expected, company=None):
        runs = self.env["crm.run"].search(
            [("company_id", "=", (company or self.company).id), ("job", "=", "night")]
        )
        self.assert_table(
            runs, COUNTS, [(Date.to_date(day), *rest) for day, *rest in expected]
        )

    @freeze_time("2024-03-01 12:00:00")
    def test_job_scores_the_company_as_of_its_day(self):
        self.run_job("ir_cron_night")

        self.assert_runs(("2024-03-01", "done", 1, 1, 0, 0, False))
        self.assertEqual(self.profile_of(self.ada).revenue, 100.0)

    @freeze_time("2024-03-01 16:30:00")
    def test_job_takes_the_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"  # eight hours ahead of UTC

        self.run_job("ir_cron_night")

        self.assert_runs(("2024-03-02", "done", 1, 1, 0, 0, False))

    @freeze_time("2024-03-01 12:00:00")
    def test_job_that_runs_again_does_not_score_the_company_twice_a_day(self):
        self.run_job("ir_cron_night")
        self.make_invoice(self.ada, "2024-01-06", 20)

        self.run_job("ir_cron_night")

        self.assert_runs(("2024-03-01", "done", 1, 1, 0, 0, False))
        self.assertEqual(self.profile_of(self.ada).revenue, 100.0)

    def test_job_runs_again_the_next_day(self):
        with freeze_time("2024-03-01 12:00:00"):
            self.run_job("ir_cron_night")
        with freeze_time("2024-03-02 12:00:00"):
            self.run_job("ir_cron_night")

        self.assert_runs(
            ("2024-03-01", "done", 1, 1, 0, 0, False),
            ("2024-03-02", "done", 1, 0, 0, 0, False),
        )

    @freeze_time("2024-03-01 12:00:00")
    def test_job_skips_companies_without_an_active_policy(self):
        self.policy.state = "archived"

        self.run_job("ir_cron_night")

        self.assert_runs()
        self.assertFalse(self.profile_of(self.ada))

    @freeze_time("2024-03-01 12:00:00")
    def test_failed_night_keeps_its_words_and_the_customers(self):
        self.run_night("2024-02-01")
        self.break_filter()

        with mute_logger(SCHEDULE):
            self.run_job("ir_cron_night")

        runs = self.env["crm.run"].search([("company_id", "=", self.company.id)])
        failed = runs.filtered(lambda run: run.state == "failed")
        # The first of the missed nights fails; the later ones wait for it.
        self.assertEqual(failed.mapped("run_date"), [Date.to_date("2024-02-02")])
        self.assertIn("The filter of “High value” cannot be read", failed.error)
        self.assertEqual(len(runs), 2)
        self.assertEqual(self.profile_of(self.ada).revenue, 100.0)

    def break_filter(self):
        """Write a malformed filter behind the back of all checks."""
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_value_criterion
                  SET measure = 'domain', domain = '[(broken'
                WHERE id = %s""",
            self.policy.tier_line_ids.filtered(lambda line: line.tier_id == self.high)
            .criterion_ids[:1]
            .ids,
        )
        self.env.invalidate_all()

    @freeze_time("2024-03-01 12:00:00")
    def test_failed_night_of_one_company_stops_no_other(self):
        other = self.make_company("Other company")
        self.make_policy(other)
        self.make_invoice(self.ada, "2024-01-05", 7, company=other)
        self.break_filter()

        # as the job does for each company; the job itself is limited to one here
        with mute_logger(SCHEDULE), self.enter_registry_test_mode():
            night = self.env["crm.value.night"]
            with self.registry.cursor() as cr:
                for company in self.company | other:
                    night.with_env(night.env(cr=cr))._run_safely(
                        company.with_env(company.env(cr=cr)), Date.to_date("2024-03-01")
                    )
        self.env.invalidate_all()

        self.assert_runs(("2024-03-01", "done", 1, 1, 0, 0, False), company=other)
        self.assertEqual(self.profile_of(self.ada, other).revenue, 7.0)

    @freeze_time("2024-03-01 12:00:00")
    def test_failed_night_is_tried_again_by_the_next_run_of_the_job(self):
        self.break_filter()
        with mute_logger(SCHEDULE):
            self.run_job("ir_cron_night")

        self.policy.state = "archived"
        self.make_policy()
        self.run_job("ir_cron_night")

        runs = self.env["crm.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(sorted(runs.mapped("state")), ["done", "failed"])
        self.assertEqual(self.profile_of(self.ada).revenue, 100.0)

    @freeze_time("2024-03-01 12:00:00")
    def test_night_that_collides_is_repeated(self):
        self.collide(times=2)

        self.run_job("ir_cron_night")

        self.assert_runs(("2024-03-01", "done", 1, 1, 0, 0, False))

    def collide(self, times):
        """Let the night fail that often as if somebody else had been faster."""
        night = type(self.env["crm.value.night"])
        write = night._write_movers
        left = [times]

        def _write_movers(night, task, bounds):
            if left[0]:
                left[0] -= 1
                raise SerializationFailure("could not serialize access")
            return write(night, task, bounds)

        self.patch(night, "_write_movers", _write_movers)
        self.patch(
            type(self.env["crm.run"])._run_retried.__globals__["time"],
            "sleep",
            lambda seconds: None,
        )

    @freeze_time("2024-03-01 12:00:00")
    def test_night_that_always_collides_gives_up_with_words(self):
        self.collide(times=99)

        with mute_logger(SCHEDULE):
            self.run_job("ir_cron_night")

        self.assert_runs(
            (
                "2024-03-01",
                "failed",
                0,
                0,
                0,
                0,
                "SerializationFailure: could not serialize access",
            )
        )

    @freeze_time("2024-03-01 12:00:00")
    def test_job_wakes_the_dispatcher(self):
        triggers = self.env["ir.cron.trigger"].search([])

        self.run_job("ir_cron_night")

        new = self.env["ir.cron.trigger"].search([]) - triggers
        self.assertIn(self.env.ref("crm_lifecycle.ir_cron_dispatch"), new.cron_id)

    @freeze_time("2024-06-30 12:00:00")
    def test_old_runs_are_forgotten_after_the_days_of_their_company(self):
        self.company.crm_run_keep_days = 90
        other = self.env["res.company"].create(
            {"name": "Keeps all", "crm_run_keep_days": 0}
        )
        runs = self.env["crm.run"]
        for company in self.company | other:
            for day in ("2020-01-01", "2024-03-31", "2024-04-01", "2024-06-29"):
                runs.create({"job": "night", "company_id": company.id, "run_date": day})

        runs._gc_runs()

        # 90 days before 30 June is 1 April
        both = self.company | other
        self.assert_table(
            runs.search([("company_id", "in", both.ids)]),
            ("company_id", "run_date"),
            [
                ("Lifecycle test company", Date.to_date("2024-04-01")),
                ("Lifecycle test company", Date.to_date("2024-06-29")),
                ("Keeps all", Date.to_date("2020-01-01")),
                ("Keeps all", Date.to_date("2024-03-31")),
                ("Keeps all", Date.to_date("2024-04-01")),
                ("Keeps all", Date.to_date("2024-06-29")),
            ],
        )

    def test_run_measures_its_seconds(self):
        self.assertGreater(self.run_night("2024-03-01").seconds, 0)
