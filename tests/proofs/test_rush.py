# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""16 people at once, on one customer: nothing lost, doubled, split or overdrawn."""

import os

import pytest
import rush

SESSIONS = int(os.environ.get("CRM_SUITE_RUSH_SESSIONS", "8"))


@pytest.fixture
def found(stage, tmp_path):
    return rush.run(stage.name, tmp_path, SESSIONS)


def test_many_at_once_and_every_point_is_right(found):
    wrong = {
        name: figures
        for name, figures in found.items()
        if figures["lost"] or figures["doubled"] or figures["split"]
    }
    assert wrong == {}
    assert found["first"]["confirmed"] == SESSIONS
    assert found["card"]["confirmed"] == SESSIONS
    assert found["card"]["retries"] == 0  # who gives points collides with nobody
    assert found["double"]["confirmed"] == 1
    assert found["double"]["overdrawn"] == 0
    assert found["same"]["confirmed"] == 1
    assert found["same"]["points"] == 15
    assert found["mixed"]["overdrawn"] == 0
    assert found["event"]["refused"] == 0
    assert {error for figures in found.values() for error in figures["errors"]} <= {
        *found["double"]["errors"],
        *found["cancel"]["errors"],
        *found["same"]["errors"],
        *found["mixed"]["errors"],
    }


def test_a_merge_meets_one_who_gives_points(stage):
    """Whoever comes second begins again; nobody reads of keys of the database."""
    for first in ("merge", "give"):
        found = stage.play("merge_meets_giver", first)
        assert found == {"tries": 2, "balances": [15.0]}, first
