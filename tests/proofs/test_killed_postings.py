# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Bulk postings that are killed: each batch whole or not at all, each event once."""

import os

KILLS = int(os.environ.get("CRM_SUITE_KILLS", "5"))
BATCH, EVENTS = 40, 400
RIGHT = 300 * 3.0 - 100 * 2.0  # three of four events give, one takes


def test_a_killed_import_loses_and_doubles_nothing(stage):
    answer = stage.play("kill_postings", KILLS, timeout=300 + 60 * KILLS)
    assert len(answer["killed"]) == KILLS
    for left in answer["killed"]:
        assert left["count"] % BATCH == 0, left
        assert left["count"] == left["keys"], left
        assert left["balance"] == left["points"] == left["remaining"], left
    assert min(left["count"] for left in answer["killed"]) < EVENTS, "never in between"
    done = answer["done"]
    assert (done["count"], done["keys"]) == (EVENTS, EVENTS)
    assert done["balance"] == done["points"] == done["remaining"] == RIGHT
    assert answer["again"] == done
