# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta

from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .calm_common import CalmCommon

SCHEDULE = "odoo.addons.crm_lifecycle.models.base.crm_daily_schedule"
FIRST_NIGHT = date(2024, 3, 1)
LAST_NIGHT = date(2024, 4, 30)  # 60 nights later


@tagged("post_install", "-at_install")
class TestMissedNights(CalmCommon):
    """Nights that were missed are made up for one by one, each as of its day."""

    def run_cron(self):
        """Run the night's job for the companies of the test, as the scheduler does."""
        policies = self.env["crm.value.policy"].search([("state", "=", "active")])
        policies.filtered(
            lambda policy: policy.company_id not in self.companies
        ).state = "archived"
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env["crm.value.night"].with_env(self.env(cr=cr))._cron_night()
        self.env.invalidate_all()

    @property
    def companies(self):
        return self.company | getattr(self, "other", self.company)

    def get_nights(self, company=None):
        """Return the nights of the company as (day, state), in the order they ran."""
        runs = self.env["crm.run"].search(
            [("job", "=", "night"), ("company_id", "=", (company or self.company).id)],
            order="id",
        )
        return [(Date.to_string(run.run_date), run.state) for run in runs]

    def get_days(self, start, end):
        return [start + timedelta(days=day) for day in range((end - start).days + 1)]

    # ------------------------------------------------------------------- sixty

    def make_customers(self, company):
        """Sell to four customers before and during the missed nights.

        The window has two months: Ada's 1000 leave it on 10 March. Bob comes on
        20 March. Cleo gives back 800 on 25 March; her 1000 leave on 20 April.
        """
        for partner, day, amount in (
            (self.ada, "2024-01-10", 1000),
            (self.bob, "2024-03-20", 500),
            (self.cleo, "2024-02-20", 1000),
            (self.cleo, "2024-03-25", -800),
            (self.dora, "2024-02-28", 400),
            (self.dora, "2024-04-02", 700),
        ):
            self.make_invoice(partner, day, amount, company)
        self.make_lead(self.bob, company)

    def test_sixty_missed_nights_are_sixty_nights(self):
        self.cleo, self.dora = self.make_partner("Cleo"), self.make_partner("Dora")
        mirror = self.make_company("Mirror")
        for company in (self.company, mirror):
            self.make_calm(company, "window_revenue", window_months=2, grace_days=5)
            self.make_customers(company)
            self.run_night(FIRST_NIGHT, company)
        missed = self.get_days(FIRST_NIGHT, LAST_NIGHT)[1:]
        for day in missed:
            self.run_night(day, mirror)

        with freeze_time("2024-04-30 12:00:00"):
            self.run_cron()

        self.assertEqual(
            self.get_nights(),
            [(Date.to_string(day), "done") for day in [FIRST_NIGHT, *missed]],
        )
        self.assertEqual(len(missed), 60)
        self.assert_sixty_nights_of_changes()
        self.assertEqual(self.get_profiles(), self.get_profiles(mirror))
        self.assertEqual(self.get_changes(), self.get_changes(mirror))

    def assert_sixty_nights_of_changes(self):
        first, down = "first", "down"
        self.assert_history(
            ("2024-03-01", False, "high", first, None),
            ("2024-03-15", "high", "minimal", down, None),  # five days later
        )
        self.assert_history(
            ("2024-03-01", False, "minimal", first, None),
            ("2024-03-20", "minimal", "medium", "up", None),
            partner=self.bob,
        )
        self.assert_history(
            ("2024-03-01", False, "high", first, None),
            ("2024-03-30", "high", "low", down, None),
            ("2024-04-25", "low", "minimal", down, None),
            partner=self.cleo,
        )
        self.assert_history(
            ("2024-03-01", False, "medium", first, None),
            ("2024-04-02", "medium", "high", "up", None),
            partner=self.dora,  # 28 April: 700 are left, and five days of grace
        )
        self.assertEqual(
            self.state_of(self.dora),
            ("high", "medium", "grace", "2024-04-28", "2024-04-02"),
        )

    def get_profiles(self, company=None):
        """Return every stored figure of every customer but what names a company."""
        return self.env.execute_query(
            SQL(
                """SELECT partner_id, to_jsonb(profile)
                          - '{id,company_id,policy_id}'::text[]
                     FROM crm_customer_profile profile
                    WHERE company_id = %s ORDER BY partner_id""",
                (company or self.company).id,
            )
        )

    def get_changes(self, company=None):
        """Return every change of tier and stage with its day and its reasons."""
        changes = self.changes.search(
            [("company_id", "=", (company or self.company).id)], order="id"
        )
        rows = [
            (
                change.profile_id.partner_id.name,
                change.kind,
                change.change_date,
                change.run_id.run_date,
                change.from_tier_id.code,
                change.to_tier_id.code,
                change.from_stage_id.code,
                change.to_stage_id.code,
                {
                    name: value
                    for name, value in change.reasons.items()
                    if name != "criteria"
                },
                [
                    (row["value"], row["met"])
                    for row in change.reasons.get("criteria", [])
                ],
            )
            for change in changes
        ]
        return sorted(rows, key=lambda row: (row[2], row[0], row[1]))

    # ---------------------------------------------------------------- score now

    def test_score_now_leaves_missed_nights_to_the_scheduler(self):
        policy = self.make_calm_for_ada()
        with freeze_time("2024-01-13 12:00:00"):
            answer = policy.action_run_night()

            self.assertEqual(answer["tag"], "display_notification")
            self.assertIn("3 nights are missing", answer["params"]["message"])
            self.assertEqual(self.get_nights(), [("2024-01-10", "done")])
            self.run_cron()
        self.assertEqual(
            self.get_nights(),
            [(f"2024-01-1{day}", "done") for day in range(4)],
        )

    def test_score_now_scores_today_and_again(self):
        policy = self.make_calm_for_ada()
        with freeze_time("2024-01-11 12:00:00"):
            for _time in range(2):
                answer = policy.action_run_night()
                self.assertEqual(answer["res_model"], "crm.customer.profile")
        self.assertEqual(
            self.get_nights(),
            [(f"2024-01-1{day}", "done") for day in (0, 1, 1)],
        )

    def test_customer_waits_for_the_missed_nights_of_a_new_policy(self):
        policy = self.make_calm_for_ada()
        draft = policy._copy_for(self.company)
        self.activate(draft)
        with freeze_time("2024-01-13 12:00:00"):
            self.assertFalse(
                self.env["crm.value.night"]._run_for_partners(
                    self.company, self.ada, date(2024, 1, 13)
                )
            )
            self.assertEqual(self.get_nights(), [("2024-01-10", "done")])
            due = self.env["crm.due"].search([("job", "=", "rescore")])
            self.assertEqual(due.mapped("res_id"), self.profile_of(self.ada).ids)

    # ------------------------------------------------------------------ failures

    def test_failing_day_stops_its_company_and_is_run_again(self):
        self.other = self.make_company("Other company")
        for company in self.companies:
            self.make_calm(company)
            self.make_invoice(self.ada, "2024-01-10", 1000, company)
            self.run_night("2024-03-01", company)
        self.fail_on(date(2024, 3, 3))
        with freeze_time("2024-03-05 12:00:00"):
            with mute_logger(SCHEDULE):
                self.run_cron()
            self.assertEqual(
                self.get_nights(),
                [
                    ("2024-03-01", "done"),
                    ("2024-03-02", "done"),
                    ("2024-03-03", "failed"),
                ],
            )
            theirs = [(f"2024-03-0{day}", "done") for day in range(1, 6)]
            self.assertEqual(self.get_nights(self.other), theirs)
            self.failing_day = None
            self.run_cron()
        self.assertEqual(
            self.get_nights(),
            [
                ("2024-03-01", "done"),
                ("2024-03-02", "done"),
                ("2024-03-03", "failed"),
                ("2024-03-03", "done"),
                ("2024-03-04", "done"),
                ("2024-03-05", "done"),
            ],
        )
        self.assertEqual(self.get_nights(self.other), theirs)

    def fail_on(self, day):
        """Let the test company's night of that day fail until further notice."""
        self.failing_day = day
        test, night = self, type(self.env["crm.value.night"])
        write = night._write_movers

        def _write_movers(night, task, bounds):
            if (task.company.id, task.today) == (test.company.id, test.failing_day):
                raise ValueError("a broken day")
            return write(night, task, bounds)

        self.patch(night, "_write_movers", _write_movers)

    @freeze_time("2024-03-05 12:00:00")
    def test_job_that_is_out_of_time_goes_on_next_time(self):
        self.make_calm_for_ada()
        self.run_night("2024-03-01")
        self.patch(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda cron, processed=0, remaining=None: 1 if remaining else 0,
        )

        self.run_cron()
        self.assertEqual(self.get_nights()[-1], ("2024-03-02", "done"))
        self.run_cron()

        self.assertEqual(
            self.get_nights()[1:],
            [(f"2024-03-0{day}", "done") for day in range(1, 4)],
        )

    @freeze_time("2024-03-05 12:00:00")
    def test_night_that_was_run_by_hand_is_not_run_again(self):
        self.make_calm_for_ada()
        self.run_night("2024-03-05")

        self.run_cron()
        self.run_cron()

        self.assertEqual(
            self.get_nights(), [("2024-01-10", "done"), ("2024-03-05", "done")]
        )

    @freeze_time("2024-03-05 12:00:00")
    def test_company_that_was_never_scored_starts_today(self):
        self.make_calm()

        self.run_cron()

        self.assertEqual(self.get_nights(), [("2024-03-05", "done")])

    # --------------------------------------------------------------------- days

    def get_missed(self, now):
        night = self.env["crm.value.night"]
        today = night._get_today(self.company, datetime.fromisoformat(now))
        return night._get_missed_days(self.company, today)

    def test_at_most_a_year_is_made_up_for(self):
        self.make_calm_for_ada()  # scored on 10 January 2024
        for now, days in (
            ("2024-01-10", 0),
            ("2024-01-11", 1),
            ("2025-01-09", 365),
            ("2025-01-10", 366),
            ("2025-01-11", 366),
            ("2031-01-10", 366),
        ):
            with self.subTest(now):
                today = date.fromisoformat(now)
                self.assertEqual(
                    self.get_missed(f"{now} 12:00:00"),
                    self.get_days(today - timedelta(days=days - 1), today),
                )

    def test_days_are_those_of_the_company(self):
        self.make_calm_for_ada()
        self.run_night("2024-03-01")
        for zone, now, days in (
            ("Asia/Shanghai", "2024-03-02 15:59:59", ["2024-03-02"]),
            ("Asia/Shanghai", "2024-03-02 16:00:00", ["2024-03-02", "2024-03-03"]),
            ("America/Los_Angeles", "2024-03-03 07:59:59", ["2024-03-02"]),
            ("America/Los_Angeles", "2024-03-02 07:59:59", []),
            (False, "2024-03-02 00:00:00", ["2024-03-02"]),
        ):
            with self.subTest(zone=zone, now=now):
                self.company.partner_id.tz = zone
                self.assertEqual(
                    self.get_missed(now), [Date.to_date(day) for day in days]
                )

    def test_nights_that_did_not_go_well_are_missed(self):
        self.make_calm_for_ada()
        for day, state in (("2024-01-11", "failed"), ("2024-01-12", "skipped")):
            self.env["crm.run"].create(
                {
                    "job": "night",
                    "company_id": self.company.id,
                    "run_date": day,
                    "state": state,
                }
            )

        self.assertEqual(
            self.get_missed("2024-01-12 12:00:00"),
            [date(2024, 1, 11), date(2024, 1, 12)],
        )
