"""The CDNOW sample: a tenth of the customers who first bought from CDNOW in early 1997.

Columns: customer, customer's number in the sample, yyyymmdd, units, dollars.
"""

import sys
from datetime import datetime
from pathlib import Path

from bootstrap import python_env

from .row import Row

FILE = "CDNOW_sample.txt"


def rows():
    """All purchases, in the order of the file."""
    text = python_env.dataset(Path(sys.executable), FILE).read_text()
    return parse(text), []


def parse(text):
    """The rows of the sample's text.

    >>> parse(" 00004    1 19970101  2   29.33")
    [Row(number=1, customer='00004', day=datetime.date(1997, 1, 1), amount=29.33)]
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            customer, _sample, day, _units, amount = line.split()
            found.append(
                Row(
                    number,
                    customer,
                    datetime.strptime(day, "%Y%m%d").date(),
                    float(amount),
                )
            )
    return found
