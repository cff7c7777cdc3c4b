# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The house keeps its doors: see ``architecture.py``."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from architecture import find_violations  # noqa: E402

PLANTED = {
    "crm_lifecycle/engine/rfm.py": "from odoo import fields\n",
    "crm_lifecycle/models/base/crm_run.py": "x = self.env['crm.value.tier']\n",
    "crm_lifecycle/models/base/crm_due.py": "from ..value import crm_value_tier\n",
    "crm_lifecycle/models/value/crm_lead.py": "from .crm_value_tier import Tier\n",
    "crm_lifecycle/models/value/other.py": "x = 'helpdesk.ticket'\n",
    "crm_lifecycle/models/cellar/wine.py": "x = 1\n",
    "crm_lifecycle/views/value/tier_views.xml": "<a model='helpdesk.ticket'/>\n",
    "crm_loyalty/models/card.py": "import odoo.addons.crm_survey\n",
    "crm_survey/views/question.xml": "<a ref='crm_loyalty.tier'/>\n",
}


def test_no_forbidden_arrow():
    assert find_violations(ROOT) == []


def test_rooms_are_seen():
    assert (ROOT / "crm_lifecycle/models/value/crm_value_tier.py").is_file()


@pytest.mark.parametrize("place", PLANTED)
def test_planted_arrow_is_found(tmp_path, place):
    tier = tmp_path / "crm_lifecycle/models/value/crm_value_tier.py"
    tier.parent.mkdir(parents=True)
    tier.write_text("class Tier:\n    _name = 'crm.value.tier'\n")
    assert find_violations(tmp_path) == []
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PLANTED[place])
    violations = find_violations(tmp_path)
    assert len(violations) == 1
    assert violations[0].startswith(place)
