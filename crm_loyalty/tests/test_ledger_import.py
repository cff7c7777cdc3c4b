# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import io
from datetime import date, datetime

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .expiry_common import ExpiryCommon

HEAD = ["Customer", "Program", "Points", "Valid until", "Note"]
END = date(2026, 12, 31)
# Lines of a sheet, and why each of them is refused; False: it is booked.
JUDGED = [
    (["nobody", "", 1], "No customer has this card, reference, mail address or name."),
    (["G-3", "", 1], "The customer is archived."),
    (["Twin", "", 1], "2 customers fit: Twin, Twin. Use the reference."),
    (["", "", 1], "The customer is missing."),
    (
        ["A-1", "Unknown club", 1],
        "No program with named cards has this name in this company.",
    ),
    (["A-1", "", -5], "Points have to be more than 0."),
    (["A-1", "", 0], "Points have to be more than 0."),
    (["A-1", "", 1.5], "“Points club” counts points with 0 decimals."),
    (["A-1", "", "many"], "Points are no number. Write 1234 or 1234.5."),
    (["A-1", "", 5, "2025-12-31"], "The day is over."),
    (
        ["A-1", "", 5, "soon"],
        "The day can't be understood. Write it as 2026-12-31.",
    ),
    (["A-1", "", 5, None, "=HYPERLINK(1)"], False),
    (
        ["anna@example.com", "", 7],
        "Line 13 already gives points to this customer, with the same day. Put them "
        "together.",
    ),
]


@tagged("post_install", "-at_install")
class TestImport(ExpiryCommon):
    """Balances of an old system: checked line by line, booked once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("importer", "crm_loyalty.group_manager")
        cls.anna.write({"ref": "A-1", "email": "anna@example.com"})
        cls.ben = cls.make_partner("Ben Import", ref="B-2")

    def make_import(self, rows, kind="xlsx", **vals):
        if kind == "xlsx":
            book, stream = openpyxl.Workbook(), io.BytesIO()
            for row in rows:
                book.active.append(row)
            book.save(stream)
            content = stream.getvalue()
        else:
            content = "\n".join(rows).encode()
        return (
            self.env["crm.loyalty.import"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Old shop",
                    "company_id": self.company.id,
                    "program_id": self.program.id,
                    "file": base64.b64encode(content),
                    "file_name": f"balances.{kind}",
                    **vals,
                }
            )
        )

    def check(self, record):
        with freeze_time("2026-01-31 12:00:00"):
            record.action_check()

    def book(self, record):
        with freeze_time("2026-01-31 12:00:00"):
            record.action_book()
        self.env.invalidate_all()

    def results(self, record):
        return [(line.number, line.state, line.message) for line in record.line_ids]

    def test_balances_are_checked_and_booked(self):
        card = self.make_card(self.ben)
        record = self.make_import(
            [
                HEAD,
                ["A-1", "Points club", 120, datetime(2026, 12, 31), "Gold card"],
                [card.code, None, 50.25, "never", None],
            ]
        )
        self.check(record)
        self.assertEqual(self.card.points, 0.0)
        self.assertEqual(
            record.note,
            "Lines that can be booked: 2, with 170.25 points. Refused: 0. Booked "
            "before: 0.",
        )

        self.book(record)

        self.assertEqual(self.movements(), [("opening", 120.0, date(2026, 1, 31))])
        movement = self.card.pool_id.history_ids
        self.assertEqual(
            (movement.description, movement.reason), ("Gold card", "Old shop")
        )
        self.assertEqual(self.left(), {END: 120.0})
        self.assertEqual(self.left(card), {False: 50.25})
        self.assertEqual((record.state, record.booked_count), ("booked", 2))
        self.assertEqual(
            record.line_ids.history_id.pool_id, self.card.pool_id | card.pool_id
        )

    def test_same_file_twice_books_nothing_and_says_so(self):
        rows = [HEAD, ["A-1", "Points club", 120, None, None]]
        self.book(self.make_import(rows))
        head = ["Email", "Programme", "Points"]  # other words for the columns
        again = self.make_import([head, ["anna@example.com", "Points club", 120]])

        with self.assertRaisesRegex(UserError, "Every line .1. was booked before"):
            self.book(again)
        self.check(again)

        self.assertEqual(
            self.results(again),
            [(2, "before", "Booked before in this batch; not booked again.")],
        )
        self.assertEqual(self.card.points, 120.0)

    def test_chinese_sheets_of_today_and_of_before_are_read(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for heading in ("方案", "会员方案"):
            rows = [["客户", heading, "积分"], ["A-1", "Points club", 5]]
            record = self.make_import(rows, program_id=False)
            self.check(record.with_context(lang="zh_CN"))
            line = record.line_ids
            self.assertEqual(
                (line.state, line.program, line.points), ("ready", "Points club", 5.0)
            )

    def test_other_points_in_the_same_batch_are_refused(self):
        self.book(self.make_import([HEAD, ["A-1", "", 120]]))
        more = self.make_import([HEAD, ["A-1", "", 150]], name="OLD SHOP ")
        self.check(more)
        self.assertEqual(
            self.results(more),
            [
                (
                    2,
                    "refused",
                    "This customer already got 120 points in this batch. Use “Adjust "
                    "points” to correct them.",
                )
            ],
        )
        other = self.make_import([HEAD, ["A-1", "", 150]], name="Second shop")
        self.book(other)
        self.assertEqual(self.card.points, 270.0)

    def test_merged_customers_don_t_get_points_again(self):
        twin = self.make_partner("Anna Twin", ref="A-9")
        self.book(self.make_import([HEAD, ["A-9", "", 120]]))
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (twin | self.anna).ids, self.anna
        )
        again = self.make_import([HEAD, ["A-1", "", 120]])
        self.check(again)
        self.assertEqual(again.line_ids.state, "before")

    def test_each_line_is_refused_in_words(self):
        self.program.points_digits = "0"
        gone = self.make_partner("Gone", ref="G-3")
        gone.active = False
        self.make_partner("Twin")
        self.make_partner("Twin")
        record = self.make_import([HEAD, *(row for row, _message in JUDGED)])
        self.check(record)
        self.assertEqual(
            [(line.state, line.message) for line in record.line_ids],
            [("refused" if message else "ready", message) for _row, message in JUDGED],
        )

        self.book(record)

        self.assertEqual(self.card.points, 5.0)
        self.assertEqual((record.booked_count, record.refused_count), (1, 12))

    def test_all_or_nothing(self):
        record = self.make_import(
            [HEAD, ["A-1", "", 5], ["nobody", "", 5]], is_all_or_nothing=True
        )
        with self.assertRaisesRegex(UserError, "Refused lines: 1"):
            self.book(record)
        self.assertEqual(self.card.points, 0.0)
        self.assertEqual(record.state, "checked")

    def test_result_sheet_holds_text_only(self):
        record = self.make_import(
            [HEAD, ["=1+1", "", 5, None, "=cmd()"], ["A-1", "", 5, None, "@sum"]]
        )
        self.check(record)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(record.sheet)))
        rows = [[cell.value for cell in row] for row in book.active.rows]
        self.assertEqual(rows[0], ["Line", *HEAD, "Result", "In words"])
        self.assertEqual(rows[2], ["3", "A-1", "", "5", "", "@sum", "Ready", ""])
        kinds = {cell.data_type for row in book.active.rows for cell in row}
        self.assertEqual(kinds, {"s"})  # no formula "f"

    def test_csv_with_semicolons_and_commas(self):
        record = self.make_import(
            ["Reference;Points;Note", "A-1;12,5;Hello", "B-2;7;Bye"], kind="csv"
        )
        self.book(record)
        self.assertEqual((self.card.points, self.make_card(self.ben).points), (12.5, 7))

    def test_files_that_are_none(self):
        with self.assertRaisesRegex(UserError, "Choose the file"):
            self.make_import([HEAD], file=False).action_check()
        with self.assertRaisesRegex(UserError, "no lines below"):
            self.make_import([HEAD]).action_check()
        with self.assertRaisesRegex(UserError, "“Points” is missing"):
            self.make_import([["Customer", "x"], ["A-1", "y"]]).action_check()
        with self.assertRaisesRegex(UserError, "can't be read"):
            self.make_import(
                [HEAD], file=base64.b64encode(b"PK\x03\x04broken")
            ).action_check()

    def test_empty_sheet_can_be_filled_and_read(self):
        record = self.make_import([HEAD, ["A-1", "", 5]])
        url = record.action_download_template()["url"]
        self.assertIn(f"/crm.loyalty.import/{record.id}/template?download=true", url)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(record.template)))
        self.assertEqual([cell.value for cell in next(book.active.rows)], HEAD)

    def test_booked_imports_stay(self):
        record = self.make_import([HEAD, ["A-1", "", 5]])
        self.book(record)
        with self.assertRaisesRegex(UserError, "is booked"):
            record.action_check()
        with self.assertRaisesRegex(UserError, "is booked"):
            record.write({"file": False})
        with self.assertRaisesRegex(UserError, "stays"):
            record.unlink()

    def test_others_import_nothing(self):
        agent = self.make_user("agent", "crm_loyalty.group_agent")
        record = self.make_import([HEAD, ["A-1", "", 5]])
        with self.assertRaises(AccessError):
            record.with_user(agent).action_book()
        with self.assertRaises(AccessError):
            record.with_user(agent).read(["name"])

    def test_customers_of_another_company_are_unknown(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ben.company_id = other
        self.manager.company_ids |= other
        record = self.make_import([HEAD, ["B-2", "", 5]])
        record = record.with_context(allowed_company_ids=(self.company | other).ids)
        self.check(record)
        self.assertEqual(
            record.line_ids.message,
            "No customer has this card, reference, mail address or name.",
        )

    def test_queries_do_not_grow_with_lines(self):
        few = self.make_import(
            [HEAD, *([f"R{n}", "", 5] for n in range(2))], name="Few"
        )
        many = self.make_import([HEAD, *([f"R{n}", "", 5] for n in range(40))])
        for number in range(40):
            self.make_partner(f"Row {number}", ref=f"R{number}")
        counts = []
        for record in (few, few, many):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            record._prepare_lines(record._read_rows())
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
