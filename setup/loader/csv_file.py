"""Anybody's purchases: a CSV file with the columns customer, date and amount."""

import csv
import io
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from bootstrap.console import Failure

from .row import BadRow, Row

COLUMNS = ("customer", "date", "amount")
DELIMITERS = ",;\t|"
DATE = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ]\d\d:\d\d.*)?")
EXAMPLE = "save it as CSV in UTF-8 with the columns customer, date and amount"
FIRST_YEAR = 1900
CUSTOMER_LENGTH = 200
LARGEST_AMOUNT = Decimal(10) ** 12


class Bad(Exception):
    """Why a line cannot be loaded."""


def read(path, today):
    """The rows of the file and its bad rows; fails when there is no good row at all."""
    good, bad = parse(text_of(path), path.name, today)
    if not good:
        first = f" (line {bad[0].number}: {bad[0].reason})" if bad else ""
        raise Failure(f"{path.name} holds no purchase that can be loaded{first}", EXAMPLE)
    return good, bad


def text_of(path):
    """The file's text, whatever Excel put in front of it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise Failure(f"{path} cannot be read ({reason})", "check the name of the file") from None
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Failure(f"{path.name} is not a text file in UTF-8", EXAMPLE) from None
    if "\0" in text:
        raise Failure(f"{path.name} is not a CSV file", EXAMPLE)
    return text


def parse(text, name, today):
    """Split ``text`` into good rows and bad rows, each with its line number.

    >>> text = "date;amount;customer\\n20240131;1,50;Ann\\nx;1;Ann"
    >>> good, bad = parse(text, "f", date(2025, 1, 1))
    >>> good
    [Row(number=2, customer='Ann', day=datetime.date(2024, 1, 31), amount=1.5)]
    >>> bad
    [BadRow(number=3, reason="the date 'x' is not like 2024-01-31 or 20240131")]
    """
    delimiter = delimiter_of(text)
    lines = split(text, delimiter, name)
    places, width = layout(lines, name)
    good, bad = [], []
    for number, cells in lines if places is None else lines[1:]:
        try:
            values = pick(cells, places or COLUMNS, width)
            good.append(row(number, values, delimiter, today))
        except Bad as reason:
            bad.append(BadRow(number, str(reason)))
    return good, bad


def delimiter_of(text):
    """The delimiter: the one that the first line has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def split(text, delimiter, name):
    """The lines that hold anything, as (line number, cells)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise Failure(f"{name} is not a CSV file ({error})", EXAMPLE) from None


def layout(lines, name):
    """The names of the columns and their number; the names are None where no line tells them."""
    cells = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    missing = [column for column in COLUMNS if column not in cells]
    if not missing:
        return cells, len(cells)
    if len(cells) == len(COLUMNS) == len(missing) and DATE.fullmatch(cells[1]):
        return None, len(COLUMNS)
    lacks = f"lacks {', '.join(missing)} among its columns" if cells else "is empty"
    raise Failure(f"{name} {lacks}", EXAMPLE)


def pick(cells, places, width):
    """The customer, date and amount of a line, as text."""
    if len(cells) != width:
        raise Bad(f"it has {len(cells)} columns and not {width}")
    values = dict(zip(places, map(str.strip, cells), strict=True))
    for column in COLUMNS:
        if not values[column]:
            raise Bad(f"the {column} is empty")
    return [values[column] for column in COLUMNS]


def row(number, values, delimiter, today):
    """The purchase in a line, or ``Bad``."""
    customer, day, amount = values
    if len(customer) > CUSTOMER_LENGTH:
        raise Bad(f"the customer has more than {CUSTOMER_LENGTH} characters")
    return Row(number, customer, day_of(day, today), amount_of(amount, delimiter))


def day_of(text, today):
    """The date in ``text``."""
    found = DATE.fullmatch(text)
    try:
        day = date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        day = None
    if not day or (not found[2] and len(found[3] + found[4]) < 4):
        raise Bad(f"the date '{text[:40]}' is not like 2024-01-31 or 20240131")
    if day > today:
        raise Bad(f"the date {day} is in the future")
    if day.year < FIRST_YEAR:
        raise Bad(f"the date {day} is before {FIRST_YEAR}")
    return day


def amount_of(text, delimiter):
    """The amount in ``text``; a decimal comma is understood where commas split no columns."""
    plain = text.replace(",", ".") if delimiter != "," and text.count(",") == 1 else text
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise Bad(f"the amount '{text[:40]}' is not a number") from None
    if not amount.is_finite():
        raise Bad(f"the amount '{text[:40]}' is not a number")
    if abs(amount) >= LARGEST_AMOUNT:
        raise Bad(f"the amount '{text[:40]}' is too large")
    return float(amount)
