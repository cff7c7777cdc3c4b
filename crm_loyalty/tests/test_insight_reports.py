# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import doctest
from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..engine import breakage
from .insight_common import InsightCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-07-01 12:00:00")
class TestInsightReports(InsightCommon):
    """Boards of points: every figure, and who may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls.make_user("points_boss", "crm_loyalty.group_manager")
        cls.auditor = cls.make_user("points_auditor", "crm_loyalty.group_auditor")
        cls.ben = cls.make_partner("Ben")
        cls.set_tier(cls.anna, cls.gold)

    def make_movements(self):
        """January: 100 to Anna; February: 40 spent; March: 20 expire; and so on."""
        given = self.post(self.anna, "earn", "2024-01-10", issued=100, tier=self.gold)
        self.post(self.anna, "spend", "2024-02-10", used=40, tier=self.gold)
        self.post(self.anna, "expire", "2024-03-10", used=20)
        self.post(self.anna, "reverse", "2024-03-11", used=10, reverses=given)
        self.post(self.anna, "adjust", "2024-03-12", issued=5)
        self.post(self.ben, "opening", "2024-01-20", issued=7)
        self.post(self.ben, "pending", "2024-03-20", pending=30)
        self.post(self.ben, "confirm", "2024-06-20", issued=30, pending=-30)

    def read_report(self, model, groupby, aggregates, domain=(), user=None):
        self.env.flush_all()
        return (
            self.env[model]
            .with_user(user or self.boss)
            ._read_group(
                [("program_id", "=", self.program.id), *domain], groupby, aggregates
            )
        )

    # --------------------------------------------------------------- movements

    def test_months_add_up_to_the_balances(self):
        self.make_movements()
        figures = ["earned", "spent", "expired", "reversed", "others", "change"]

        rows = self.read_report(
            "crm.points.report",
            ["booked_on:month"],
            [f"{name}:sum" for name in [*figures, "pending"]],
        )

        self.assertEqual(
            [(str(row[0])[:7], *row[1:]) for row in rows],
            [
                ("2024-01", 100.0, 0.0, 0.0, 0.0, 7.0, 107.0, 0.0),
                ("2024-02", 0.0, 40.0, 0.0, 0.0, 0.0, -40.0, 0.0),
                ("2024-03", 0.0, 0.0, 20.0, -10.0, 5.0, -25.0, 30.0),
                ("2024-06", 30.0, 0.0, 0.0, 0.0, 0.0, 30.0, -30.0),
            ],
        )
        pools = self.env["crm.loyalty.pool"].search(
            [("program_id", "=", self.program.id)]
        )
        self.assertEqual(sum(row[6] for row in rows), sum(pools.mapped("points")))

    def test_movements_by_kind_and_tier_of_the_time(self):
        self.make_movements()

        self.assertCountEqual(
            self.read_report(
                "crm.points.report",
                ["tier_id", "kind"],
                ["change:sum"],
                [("partner_id", "=", self.anna.id)],
            ),
            [
                (self.gold, "earn", 100.0),
                (self.gold, "spend", -40.0),
                (self.env["crm.value.tier"], "expire", -20.0),
                (self.env["crm.value.tier"], "reverse", -10.0),
                (self.env["crm.value.tier"], "adjust", 5.0),
            ],
        )

    def test_row_opens_the_balance_of_the_customer(self):
        self.make_movements()
        for model in ("crm.points.report", "crm.points.liability"):
            row = self.env[model].search([("partner_id", "=", self.ben.id)], limit=1)
            action = row.action_open_balance()
            self.assertEqual(action["res_model"], "crm.loyalty.pool")
            self.assertEqual(
                self.env["crm.loyalty.pool"]
                .browse(action["res_id"])
                .commercial_partner_id,
                self.ben,
            )

    def test_boards_are_for_managers_and_auditors_of_the_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self.make_program("There", company=other)
        self.post(self.anna, "earn", "2024-01-10", program=there, issued=5)
        reader = self.make_user("points_reader", "crm_loyalty.group_user")
        self.make_movements()

        for model in ("crm.points.report", "crm.points.liability"):
            for user in (self.boss, self.auditor):
                self.assertEqual(
                    self.env[model].with_user(user).search([]).program_id,
                    self.program,
                )
            with self.assertRaises(AccessError):
                self.env[model].with_user(reader).search([])

    # --------------------------------------------------------------- liability

    def test_outstanding_points_by_age_and_tier(self):
        """1 point is worth 10 / 100 = 0.1 euro: the reward in money."""
        self.make_movements()
        self.post(self.ben, "earn", "2020-01-20", issued=50)
        debtor = self.make_partner("Debtor")
        given = self.post(debtor, "earn", "2024-05-01", issued=25)
        self.post(debtor, "spend", "2024-05-02", used=25)
        self.post(debtor, "reverse", "2024-05-03", used=25, reverses=given)

        rows = self.read_report(
            "crm.points.liability",
            ["tier_id", "band"],
            ["points:sum", "value:sum", "expected_value:sum", "__count"],
        )

        none = self.env["crm.value.tier"]
        self.assertCountEqual(
            [(*row[:2], *(round(figure, 6) for figure in row[2:])) for row in rows],
            [
                (self.gold, "2", 35.0, 3.5, 3.5, 2),  # 30 of January, 5 of March
                (none, "1", 30.0, 3.0, 3.0, 1),
                (none, "2", 7.0, 0.7, 0.7, 1),
                (none, "5", 50.0, 5.0, 5.0, 1),
                (none, "9", -25.0, -2.5, -2.5, 1),
            ],
        )
        pools = self.env["crm.loyalty.pool"].search(
            [("program_id", "=", self.program.id)]
        )
        self.assertEqual(sum(row[2] for row in rows), sum(pools.mapped("points")))

    def test_value_of_a_point_follows_the_reward_until_it_is_written(self):
        self.assertEqual(self.program.point_value, 0.1)
        self.program.reward_ids.discount = 20
        self.assertEqual(self.program.point_value, 0.2)
        self.program.point_value = 0.05
        self.make_movements()

        self.assertEqual(
            self.read_report("crm.points.liability", [], ["value:sum"]), [(72 * 0.05,)]
        )

    # ---------------------------------------------------------------- breakage

    def make_past_lots(self, used, expired):
        """Lots of 10 points of January 2023: used after 2, expired after 12 months."""
        people = [self.make_partner(f"Past {n}") for n in range(used + expired)]
        for number, partner in enumerate(people):
            self.post(partner, "earn", "2023-01-10", issued=10)
            if number < used:
                self.post(partner, "spend", "2023-03-15", used=10)
            else:
                self.post(partner, "expire", "2024-01-15", used=10)

    def test_breakage_is_what_past_lots_of_the_same_age_lost(self):
        """24 of 30 lots were used at two months, 6 expired at twelve.

        Ben's open lot of six months is past its use. At two months 60 + 100 points of
        240 + 60 + 100 stayed, and nobody used any later.
        """
        self.make_past_lots(24, 6)
        self.post(self.anna, "earn", "2024-06-01", issued=100)
        self.post(self.ben, "earn", "2024-01-01", issued=100)

        rows = self.read_report(
            "crm.points.liability",
            ["partner_id"],
            ["points:sum", "breakage:sum", "expected_value:sum"],
        )

        found = {row[0]: [round(figure, 6) for figure in row[1:]] for row in rows}
        share = (60 + 100) / (240 + 60 + 100)
        self.assertEqual(found[self.ben][1], 100.0)
        self.assertEqual(found[self.anna][1], round(100 * share, 6))
        self.assertEqual(found[self.anna][2], round(100 * (1 - share) * 0.1, 6))

    def test_too_little_data_is_said(self):
        self.make_past_lots(20, 9)
        self.post(self.anna, "earn", "2024-06-01", issued=100)

        self.assertEqual(
            self.read_report("crm.points.liability", [], ["breakage:sum", "value:sum"]),
            [(False, 10.0)],
        )
        self.assertEqual(
            self.program.breakage_note,
            "29 lots of points have been used up or have expired; 30 are needed to "
            "say how many points will never be used.",
        )
        self.make_past_lots(1, 0)
        self.env.invalidate_all()
        self.assertIn("will never be used, as 30 past lots", self.program.breakage_note)

    def test_points_taken_back_with_a_purchase_are_no_use(self):
        given = self.post(self.anna, "earn", "2024-01-10", issued=100)
        self.post(self.anna, "reverse", "2024-02-10", used=60, reverses=given)
        spent = self.post(self.anna, "spend", "2024-03-10", used=30)
        self.post(self.anna, "reverse", "2024-05-10", issued=10, reverses=spent)

        self.assertCountEqual(
            self.env["crm.loyalty.breakage"]._read_events(self.program)[
                self.program.id
            ],
            [(2, "used", 20.0), (5, "open", 20.0)],
        )

    def test_breakage_arithmetic(self):
        result = doctest.testmod(breakage)
        self.assertGreater(result.attempted, 3)
        self.assertFalse(result.failed)

    # ---------------------------------------------------------------- workbook

    def open_workbook(self, user):
        own = self.env(user=user, context=dict(self.env.context, lang="en_US"))
        export = own["crm.points.export"].create(
            {
                "company_id": self.company.id,
                "date_from": "2024-02-01",
                "date_until": "2024-03-31",
            }
        )
        content, kind = own["ir.actions.report"]._render(
            "crm_loyalty.points_xlsx", export.ids
        )
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content))

    def test_workbook_holds_movements_liability_and_balances(self):
        self.make_movements()
        ends = Date.to_date("2025-01-31")
        self.post(self.anna, "earn", "2024-06-25", issued=1, expires_on=ends)
        self.env.flush_all()
        cells = [
            [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
            for sheet in self.open_workbook(self.auditor)
        ]
        movements, outstanding, balances = cells

        self.assertEqual(
            movements,
            [
                ["Month", "Program", "Tier at the time", "Earned", "Spent", "Expired"]
                + ["Reversed", "Others", "Change"],
                [datetime(2024, 2, 1), "Points club", "Gold", 0, 40, 0, 0, 0, -40],
                [datetime(2024, 3, 1), "Points club", "", 0, 0, 20, -10, 5, -25],
            ],
        )
        self.assertEqual(
            [[*row[1:6], row[7]] for row in outstanding[1:]],
            [
                ["Gold", "Up to 3 months", "EUR", 1, 0.1, 0.1],
                ["Gold", "3 to 6 months", "EUR", 35, 3.5, 3.5],
                ["", "Up to 3 months", "EUR", 30, 3, 3],
                ["", "3 to 6 months", "EUR", 7, 0.7, 0.7],
            ],
        )
        self.assertEqual(
            balances[1:],
            [
                ["Ben", "Points club", "", 37, 0, 0, None],
                ["Anna", "Points club", "Gold", 36, 0, 1, datetime(2025, 1, 31)],
            ],
        )

    def test_workbook_is_for_managers_of_the_company(self):
        reader = self.make_user("points_reader", "crm_loyalty.group_user")
        other = self.make_company("Other company")
        with self.assertRaises(AccessError):
            self.open_workbook(reader)
        sheet = self.env["crm.points.sheet"].with_user(self.boss)
        with self.assertRaisesRegex(AccessError, "do not work for Other company"):
            sheet._get_tables(other, Date.to_date("2024-01-01"), Date.today())
