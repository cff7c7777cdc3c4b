# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Bulk postings and expiry that are killed: batches whole or not at all, all once."""

import os

KILLS = int(os.environ.get("CRM_SUITE_KILLS", "5"))
BATCH, EVENTS = 40, 400
FAULTS = "twice", "uneven", "wrong", "torn"  # counts of lots and balances
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


def test_a_killed_expiry_takes_every_lot_once(stage):
    answer = stage.play("kill_expiry", KILLS, timeout=300 + 60 * KILLS)
    given = 24 * 5  # lots of a night
    assert len(answer["killed"]) == KILLS
    for night, left in enumerate(answer["killed"], start=2):
        assert left["lots"] == night * given
        assert {left[fault] for fault in FAULTS} == {0}, left
    assert min(left["once"] - left["lots"] for left in answer["killed"]) < 0
    done = answer["done"]
    assert done["once"] == done["lots"] == (KILLS + 1) * given
    assert {done[fault] for fault in FAULTS} == {0}, done
    assert answer["again"] == done
