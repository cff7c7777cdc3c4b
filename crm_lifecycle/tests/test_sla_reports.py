# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import LifecycleCommon

NOW = datetime(2024, 3, 6, 12)  # a Wednesday
MONDAY = datetime(2024, 3, 4)
REPORT = "crm_lifecycle.service_level_xlsx"
SHEETS = [
    "Service level",
    "Value tier",
    "Team",
    "Handler",
    "Channel",
    "Months",
    "Who used the time",
]


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSlaReports(LifecycleCommon):
    """What was kept, how long it took, and who used the time.

    Desk has first replies of 1, 2, 3, 4 and 10 hours, the last one missed; one that is
    open and late, one that is open, one that was cancelled. Field has one solved in 5
    hours. The test company works from 8 to 12 and from 13 to 17, UTC, on weekdays.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Weekdays",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Work",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": start + 4,
                        },
                    )
                    for day in range(5)
                    for start in (8, 13)
                ],
            }
        )
        cls.agent = cls.make_user("sla_agent", "helpdesk_mgmt.group_helpdesk_user")
        cls.own = cls.make_user("sla_own", "helpdesk_mgmt.group_helpdesk_user_own")
        cls.desk, cls.field = cls.env["helpdesk.ticket.team"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("Desk", "Field")]
        )
        cls.report = cls.env["crm.sla.report"]
        cls.share = cls.env["crm.sla.share"]
        cls.env["crm.sla.policy"].search([("company_id", "=", False)]).active = False
        cls.ticket = cls.make_ticket(cls.env["res.partner"], team_id=cls.desk.id)
        for hours in (1, 2, 3, 4, 10):
            cls.make_clock(
                used_minutes=hours * 60,
                state="breached" if hours > 8 else "met",
                ended_at=MONDAY + timedelta(hours=9 + hours),
            )
        cls.make_clock(state="breached", deadline=MONDAY + timedelta(hours=10))
        cls.make_clock(state="running", deadline=NOW + timedelta(hours=1))
        cls.make_clock(state="cancelled", ended_at=NOW)
        cls.make_clock(
            metric="solved",
            state="met",
            team_id=cls.field.id,
            user_id=cls.own.id,
            used_minutes=300,
            ended_at=MONDAY + timedelta(days=1),
        )

    @classmethod
    def make_clock(cls, **vals):
        """Return a clock that began on Monday at nine, on a ticket of its own."""
        ticket = vals.pop("ticket", None) or cls.make_ticket(
            cls.env["res.partner"], team_id=vals.get("team_id", cls.desk.id)
        )
        start = MONDAY + timedelta(hours=9)
        return cls.env["crm.sla.clock"].create(
            {
                "ticket_id": ticket.id,
                "company_id": cls.company.id,
                "team_id": cls.desk.id,
                "metric": "first_reply",
                "target_minutes": 480,
                "tier_id": cls.high.id,
                "started_at": start,
                "counted_from": start,
                **vals,
            }
        )

    @classmethod
    def make_spans(cls, *spans):
        """Give the ticket a history: team, kind, from, to as hours since Monday."""
        cls.ticket.span_ids.unlink()
        return cls.env["crm.ticket.span"].create(
            [
                {
                    "ticket_id": cls.ticket.id,
                    "company_id": cls.company.id,
                    "team_id": team.id,
                    "kind": kind,
                    "date_from": MONDAY + timedelta(hours=start),
                    "date_to": None if end is None else MONDAY + timedelta(hours=end),
                }
                for team, kind, start, end in spans
            ]
        )

    def get_mine(self):
        return [("company_id", "=", self.company.id)]

    def test_results_by_team(self):
        """Desk: 4 of 6 decided ones; 1, 2, 3, 4, 10 h: median 3, p90 4 + 0.6 × 6."""
        found = self.report._read_group(
            self.get_mine(),
            ["team_id"],
            [
                "clocks:sum",
                "decided:sum",
                "met:sum",
                "breached:sum",
                "rate:avg",
                "median_hours:avg",
                "p90_hours:avg",
                "hours:avg",
            ],
        )
        rows = [[team, *(round(value, 3) for value in row)] for team, *row in found]

        self.assertEqual(
            rows,
            [
                [self.desk, 7, 6, 4, 2, 66.667, 3.0, 7.6, 4.0],
                [self.field, 1, 1, 1, 0, 100.0, 5.0, 5.0, 5.0],
            ],
        )

    def test_views_read_subtotals_too(self):
        """A pivot asks for several groupings at once: a rate is of each one's own."""
        sets = self.report._read_grouping_sets(
            self.get_mine(), [[], ["metric"]], ["rate:avg", "median_hours:avg"]
        )

        ((rate, median),) = sets[0]
        self.assertEqual((round(rate, 2), median), (71.43, 3.5))
        self.assertEqual([row[0] for row in sets[1]], ["first_reply", "solved"])

    def test_what_is_open_has_no_result_yet(self):
        running = self.report.search([*self.get_mine(), ("state", "=", "running")])
        late = self.report.search(
            [*self.get_mine(), ("state", "=", "breached"), ("ended_at", "=", False)]
        )

        self.assertEqual((running.decided, running.breached, running.hours), (0, 0, 0))
        self.assertEqual((late.decided, late.breached, late.hours), (1, 1, 0))
        self.assertFalse(
            self.report.search([*self.get_mine(), ("state", "=", "cancelled")])
        )

    def test_row_opens_its_ticket(self):
        row = self.report.search(self.get_mine(), limit=1)
        action = row.action_open_ticket()

        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("helpdesk.ticket", row.ticket_id.id),
        )

    def test_who_reads_the_ticket_reads_the_row(self):
        mine = self.report.with_user(self.own).search(self.get_mine())
        self.assertFalse(mine)
        row = self.report.search([*self.get_mine(), ("metric", "=", "solved")])
        row.ticket_id.user_id = self.own
        self.env.flush_all()

        self.assertEqual(self.report.with_user(self.own).search(self.get_mine()), row)
        self.assertEqual(
            len(self.report.with_user(self.agent).search(self.get_mine())), 8
        )
        with self.assertRaises(AccessError):
            self.report.with_user(self.user).search([])

    def test_other_companies_rows_stay_theirs(self):
        other = self.make_company("Other")
        agent = self.make_user("sla_other", "helpdesk_mgmt.group_helpdesk_manager")
        agent.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        env = self.env(user=agent, context={"allowed_company_ids": other.ids})

        for model in ("crm.sla.report", "crm.sla.share"):
            self.assertFalse(env[model].search(self.get_mine()), model)

    def read_shares(self, groupby=("team_id",)):
        return self.share._read_group(
            [("ticket_id", "=", self.ticket.id)],
            list(groupby),
            ["working_hours:sum", "total_hours:sum", "share:avg"],
        )

    def test_working_time_is_shared_by_team(self):
        """Desk: Monday 9 to 15, with an hour's lunch: 5. Field: until Tuesday 10: 2
        more on Monday, 2 on Tuesday. Off: nothing."""
        self.make_spans(
            (self.desk, "run", 9, 15),
            (self.field, "run", 15, 34),
            (self.field, "off", 34, None),
        )

        self.assertEqual(
            self.read_shares(),
            [
                (self.desk, 5.0, 6.0, 100 * 5 / 9),
                (self.field, 4.0, 19.0, 100 * 4 / 9),
            ],
        )

    def test_team_with_own_hours_is_measured_by_them(self):
        """Nights only: 0 to 6. From Monday 15 to Tuesday 10 these are 6 hours."""
        self.field.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Nights",
                "tz": "UTC",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Night",
                            "dayofweek": str(day),
                            "hour_from": 0,
                            "hour_to": 6,
                        },
                    )
                    for day in range(7)
                ],
            }
        )
        self.make_spans((self.field, "run", 15, 34), (self.desk, "off", 34, None))

        self.assertEqual(self.read_shares(), [(self.field, 6.0, 19.0, 100.0)])

    def test_present_span_lasts_until_now(self):
        """Tuesday 16 to Wednesday noon: 1 and 4 hours, waiting."""
        self.make_spans((self.desk, "pause", 40, None))

        self.assertEqual(
            self.read_shares(("team_id", "kind")),
            [(self.desk, "pause", 5.0, 20.0, 100.0)],
        )

    def test_holiday_is_no_working_time(self):
        self.make_spans((self.desk, "run", 8, 34), (self.desk, "off", 34, None))
        self.assertEqual(self.read_shares()[0][1], 10.0)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": MONDAY,
                "date_to": MONDAY + timedelta(days=1),
            }
        )

        self.assertEqual(self.read_shares()[0][1], 2.0)

    def open_workbook(self, user=None, **vals):
        user = user or self.agent
        own = self.env(
            user=user,
            context={"lang": "en_US", "allowed_company_ids": user.company_ids.ids},
        )
        export = own["crm.sla.export"].create(
            {
                "company_id": self.company.id,
                "date_from": "2024-03-04",
                "date_until": "2024-03-04",
                **vals,
            }
        )
        content, kind = own["ir.actions.report"]._render(REPORT, export.ids)
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content))

    def test_workbook_holds_the_same_figures(self):
        self.desk.name = "=1+1"
        self.make_spans((self.desk, "run", 9, 15), (self.desk, "off", 15, None))

        book = self.open_workbook()

        self.assertEqual(book.sheetnames, SHEETS)
        cells = [list(row) for row in book["Team"].iter_rows(4, values_only=True)]
        self.assertEqual(
            [[*row[:5], *(round(cell, 2) for cell in row[5:])] for row in cells],
            [
                ["=1+1", "First reply", 7, 4, 2, 66.67, 3.0, 7.6],
                ["Field", "Solved", 1, 1, 0, 100.0, 5.0, 5.0],
            ],
        )
        self.assertEqual(book["Team"].cell(4, 1).data_type, "s")
        shares = list(book["Who used the time"].iter_rows(4, values_only=True))
        self.assertEqual(shares, [("=1+1", "Running", 5.0, 6.0, 100.0)])
        months = list(book["Months"].iter_rows(4, values_only=True))
        self.assertEqual(
            [row[:3] for row in months],
            [
                (datetime(2024, 3, 1), "First reply", 7),
                (datetime(2024, 3, 1), "Solved", 1),
            ],
        )

    def test_workbook_of_another_period_says_that_there_is_nothing(self):
        book = self.open_workbook(date_from="2024-01-01", date_until="2024-01-31")

        for sheet in book.worksheets:
            self.assertEqual(sheet.cell(4, 1).value, "There is nothing in this period.")

    def test_workbook_shows_no_foreign_ticket(self):
        book = self.open_workbook(self.own)

        self.assertEqual(
            book["Team"].cell(4, 1).value, "There is nothing in this period."
        )
