# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import io
import re
from datetime import date, datetime

import xlsxwriter

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import get_lang

MOST_LINES = 50_000
COLUMNS = ("customer", "program", "points", "expiry", "note")
# What people call the columns, and what older sheets called them; today's words of the
# user's own language are added.
SYNONYMS = {
    "customer": ("customer", "reference", "ref", "email", "e-mail", "name", "card"),
    "program": ("program", "programme", "loyalty program", "会员方案"),
    "points": ("points", "balance"),
    "expiry": ("expiry", "expires", "valid until", "expires on"),
    "note": ("note", "notes", "description"),
}
WORKBOOK = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class CrmLoyaltyImport(models.Model):
    """How the file of an import is read, and how its result is written."""

    _inherit = "crm.loyalty.import"

    def _get_column_names(self):
        """Return ``{column: name in the user's language}``."""
        return {
            "customer": self.env._("Customer"),
            "program": self.env._("Program"),
            "points": self.env._("Points"),
            "expiry": self.env._("Valid until"),
            "note": self.env._("Note"),
        }

    def _read_rows(self):
        """Return the lines of the file as dicts of ``COLUMNS`` and ``number``.

        :raises UserError: the file can't be read, lacks a column or has no lines
        """
        if not self.file:
            raise UserError(self.env._("Choose the file first."))
        reader = self.env["base_import.import"].create(
            {
                "res_model": self._name,
                "file": base64.b64decode(self.file),
                "file_name": self.file_name or "",
            }
        )
        try:
            _count, rows = reader._read_file(
                {"quoting": '"', "separator": "", "encoding": ""}
            ) or (0, [])
        except Exception as error:
            raise UserError(
                self.env._(
                    "The file can't be read: %(error)s Save it as XLSX or CSV.",
                    error=error,
                )
            ) from error
        if len(rows) < 2:
            raise UserError(self.env._("The file has no lines below its headers."))
        if len(rows) > MOST_LINES:
            raise UserError(
                self.env._("Divide the file: at most %(most)s lines.", most=MOST_LINES)
            )
        places = self._find_columns(rows[0])
        return [
            {"number": number}
            | {
                column: row[place] if place is not None and place < len(row) else ""
                for column, place in places.items()
            }
            for number, row in enumerate(rows[1:], start=2)
        ]

    def _find_columns(self, headers):
        """Return ``{column: place or None}``; customer and points have to be there."""
        names = {column: {*words} for column, words in SYNONYMS.items()}
        for column, word in self._get_column_names().items():
            names[column].add(word.lower())
        found = {}
        for place, header in enumerate(headers):
            for column, words in names.items():
                if str(header).strip().lower() in words:
                    found.setdefault(column, place)
        missing = [
            name
            for column, name in self._get_column_names().items()
            if column in ("customer", "points") and column not in found
        ]
        if missing:
            raise UserError(
                self.env._(
                    "The first line of the file has to name the columns; “%(missing)s” "
                    "is missing. The empty sheet shows them all.",
                    missing="”, “".join(missing),
                )
            )
        return {column: found.get(column) for column in COLUMNS}

    # ------------------------------------------------------------------- values

    def _parse_points(self, text):
        """Return the number, or None: digits with at most one point or comma."""
        text = str(text).strip().replace(" ", "")
        if not re.fullmatch(r"[-+]?\d{1,12}([.,]\d+)?", text):
            return None
        return float(text.replace(",", "."))

    def _parse_day(self, value):
        """Return a date; False for never; None when it can't be understood."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = str(value).strip()
        if text.lower() in {"never", self.env._("never")}:
            return False
        for style in ("%Y-%m-%d", "%Y/%m/%d", get_lang(self.env).date_format):
            try:
                return datetime.strptime(text, style).date()
            except ValueError:
                continue
        return None

    # ------------------------------------------------------------------- sheets

    def _make_template(self):
        names = self._get_column_names()
        return self._write_sheet([names[column] for column in COLUMNS], [])

    def _make_sheet(self):
        """Return the workbook that says, line by line, what happened and why."""
        names = self._get_column_names()
        head = [self.env._("Line"), *(names[column] for column in COLUMNS)]
        head += [self.env._("Result"), self.env._("In words")]
        states = dict(self.line_ids._fields["state"]._description_selection(self.env))
        rows = [
            [
                str(line.number),
                line.customer,
                line.program,
                line.points_text,
                line.expiry,
                line.note,
                states[line.state],
                line.message,
            ]
            for line in self.line_ids.sorted("number")
        ]
        return self._write_sheet(head, rows)

    def _write_sheet(self, head, rows):
        """Write text and nothing but text: no cell can become a formula."""
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, WORKBOOK) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True, "bottom": 1})
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(head) - 1, 22)
            for column, name in enumerate(head):
                sheet.write_string(0, column, name, bold)
            for number, row in enumerate(rows, start=1):
                for column, text in enumerate(row):
                    sheet.write_string(number, column, text or "")
        return base64.b64encode(stream.getvalue())
