# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Every addon speaks Chinese completely: its zh_CN.po fills its own template."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ["crm_lifecycle", "crm_loyalty", "crm_loyalty_pos", "crm_survey"]
PLACEHOLDER = re.compile(r"%\(\w+\)[^a-zA-Z]*[a-zA-Z]|%[sd]")


def read(addon):
    """Return the template's msgids and ``{msgid: msgstr}`` of the translation."""
    folder = ROOT / addon / "i18n"
    template = polib.pofile(str(folder / f"{addon}.pot"))
    translation = polib.pofile(str(folder / "zh_CN.po"))
    return (
        {entry.msgid for entry in template},
        {entry.msgid: entry.msgstr for entry in translation if not entry.obsolete},
    )


@pytest.mark.parametrize("addon", ADDONS)
def test_chinese_is_complete(addon):
    terms, chinese = read(addon)

    assert terms
    assert {term for term in terms if not chinese.get(term)} == set()


def read_placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("addon", ADDONS)
def test_placeholders_survive(addon):
    _terms, chinese = read(addon)

    assert {
        term
        for term, told in chinese.items()
        if told and read_placeholders(term) != read_placeholders(told)
    } == set()
