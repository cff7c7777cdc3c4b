# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .calm_common import CalmCommon

REPORT = "crm_lifecycle.customer_value_xlsx"
MOVES, CHURN, RFM, COHORTS = range(4)


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 12:00:00")
class TestValueWorkbook(CalmCommon):
    """What stands in the cells of the workbook.

    Ada: High in January, Medium in February. Bob: Low in January, High in February.
    Cid is new in February, Dan stays Low.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.crm_churn_months = 2
        cls.make_calm_for_ada()
        cls.cid, cls.dan = cls.make_partner("Cid"), cls.make_partner("Dan")
        cls.make_invoices("2024-01-10", {cls.bob: 10, cls.dan: 20})
        cls.run_night("2024-01-10")
        cls.make_invoices("2024-02-02", {cls.bob: 1000, cls.cid: 400})
        cls.make_invoice(cls.ada, "2024-02-02", -600)
        cls.run_night("2024-02-02")

    def open_workbook(self, user=None, company=None, lang="en_US", **vals):
        """Return the workbook that a reader gets, as openpyxl opens it."""
        user = user or self.analyst
        own = self.env(
            user=user,
            context=dict(
                self.env.context, lang=lang, allowed_company_ids=user.company_ids.ids
            ),
        )
        export = own["crm.value.export"].create(
            {
                "company_id": (company or self.company).id,
                "date_from": "2024-02-01",
                "date_until": "2024-03-31",
                **vals,
            }
        )
        content, kind = own["ir.actions.report"]._render(REPORT, export.ids)
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content))

    def get_cells(self, sheet):
        """Return the values below the title: the headers and the rows."""
        return [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]

    def test_movements_are_counted_from_tier_to_tier(self):
        sheet = self.open_workbook().worksheets[MOVES]
        tiers = ["High value", "Medium value", "Low value", "Minimal value"]

        self.assertEqual(
            self.get_cells(sheet),
            [
                ["From", *tiers, "Total"],
                ["High value", 0, 1, 0, 0, 1],
                ["Medium value", 0, 0, 0, 0, 0],
                ["Low value", 1, 0, 1, 0, 2],
                ["Minimal value", 0, 0, 0, 0, 0],
                ["New", 0, 1, 0, 0, 1],
            ],
        )

    def test_movements_after_the_period_do_not_count(self):
        book = self.open_workbook(date_from="2024-01-01", date_until="2024-01-31")

        self.assertEqual(
            self.get_cells(book.worksheets[MOVES])[-1], ["New", 1, 0, 2, 0, 3]
        )

    def test_churn_by_month_and_present_tier(self):
        """Two months of silence: Dan, last seen on 10 January, is lost on 10 March."""
        rows = self.get_cells(self.open_workbook().worksheets[CHURN])
        march = [row[1:] for row in rows[1:] if row[0] == datetime(2024, 3, 1)]

        self.assertEqual(
            rows[0],
            [
                "Month",
                "Present tier",
                "Customers at the start",
                "Lost",
                "Won back",
                "Churn rate (%)",
            ],
        )
        self.assertIn(["Low value", 1, 1, 0, 100], march)
        self.assertIn(["High value", 1, 0, 0, 0], march)

    def test_rfm_grid_holds_every_buyer_once(self):
        rows = self.get_cells(self.open_workbook().worksheets[RFM])[1:]
        profile = self.profile_of(self.bob)
        place = (profile.recency_score, profile.monetary_score)
        cells = {(row[0], row[1]): row[2:7] for row in rows}

        self.assertEqual(len(rows), 25)
        self.assertEqual(sum(row[-1] for row in rows), 4)
        self.assertGreaterEqual(cells[place][5 - profile.frequency_score], 1)

    def test_lifetime_value_by_month_of_first_purchase(self):
        rows = self.get_cells(self.open_workbook().worksheets[COHORTS])

        # 30 % of 1000 - 600 + 10 + 1000 + 20 = 1430 and of 400
        self.assertEqual(
            [row[:5] for row in rows[1:]],
            [
                [datetime(2024, 1, 1), 3, 1430, 429, 143],
                [datetime(2024, 2, 1), 1, 400, 120, 120],
            ],
        )

    def test_cells_are_values_in_formats_under_frozen_heads(self):
        self.high.name = "=1+1"
        book = self.open_workbook()

        self.assertEqual([sheet.freeze_panes for sheet in book], ["B4"] * 4)
        self.assertEqual(
            {cell.data_type for sheet in book for row in sheet for cell in row},
            {"s", "n", "d"},
        )
        self.assertEqual(book.worksheets[MOVES]["B3"].value, "=1+1")
        money = book.worksheets[COHORTS]["C4"]
        self.assertEqual(money.number_format, "#,##0.00")
        self.assertEqual(book.worksheets[COHORTS]["B4"].number_format, "#,##0")

    def test_workbook_speaks_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.high.with_context(lang="fr_FR").name = "Valeur haute"

        book = self.open_workbook(lang="fr_FR")

        self.assertEqual(book.worksheets[MOVES]["B3"].value, "Valeur haute")

    def test_company_without_customers_gets_a_sentence(self):
        empty = self.make_company("Empty company")
        user = self.make_user("workbook_empty", "crm_lifecycle.group_analyst", empty)
        book = self.open_workbook(user, empty)

        self.assertEqual(
            self.get_cells(book.worksheets[CHURN])[1][0],
            "There is nothing in this period.",
        )
        self.assertEqual(
            sum(row[-1] for row in self.get_cells(book.worksheets[MOVES])[1:]), 0
        )

    def test_period_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "cannot end before it begins"):
            self.env["crm.value.export"].create(
                {"date_from": date(2024, 2, 2), "date_until": date(2024, 2, 1)}
            )

    def test_other_companies_and_ordinary_users_get_nothing(self):
        other = self.make_company("Other company")

        with self.assertRaisesRegex(AccessError, "do not work for Other company"):
            self.open_workbook(company=other)
        with self.assertRaises(AccessError):
            self.open_workbook(self.user)
