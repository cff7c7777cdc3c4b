# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The night beside people, beside other transactions, and killed."""

import os
import signal

import pytest

KILLS = int(os.environ.get("CRM_SUITE_KILLS", "5"))
KILLED_AT = (12, 24, 36)  # database statements: collecting, ranking, writing


def test_nobody_waits_for_the_night_and_everybody_ends_right(stage):
    answer = stage.play("busy_night")
    assert answer["scored_during_night"] is False
    assert answer["edited"] is True
    assert answer["waited"] < 30  # the editor's lock timeout of 3 s never struck
    assert answer["after_night"] == 0  # the night had read before the invoice
    assert answer["queued"] == 1
    assert answer["left"] == 0
    assert answer["after_due"] == 100


def test_a_night_that_collides_is_repeated_and_ends_right(stage):
    assert stage.play("collision") == {"tries": 2, "gained": 100}


def test_a_killed_night_leaves_nothing_behind_and_the_next_one_is_right(stage):
    expected = stage.play("forget")["table"]
    for statement in KILLED_AT:
        killed = stage.start("night", statement)
        assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    night = stage.play("night")
    assert night["before"] is None
    assert night["table"] == expected
    assert night["statements"] > max(KILLED_AT)


def test_a_night_killed_at_any_instant_leaves_nothing_and_the_next_is_right(stage):
    answer = stage.play("kill_nights", KILLS, timeout=300 + 60 * KILLS)
    killed = answer["killed"]
    assert len(killed) == KILLS
    assert {kill["left"] for kill in killed} <= {"nothing", "all"}, killed
    assert [kill for kill in killed if kill["left"] == "nothing"], killed
    assert all(kill["is_right"] for kill in killed), killed
    assert answer["moved"] >= 20
    assert answer["as_expected"] is True


@pytest.mark.parametrize(
    ("has_former", "answer", "states"),
    [
        # the second one is repeated, finds the first in force and takes its place
        (1, True, ["archived", "active", "archived"]),
        (
            0,
            "The operation cannot be completed: Another policy of this company has "
            "just been activated. Reload the page.",
            ["active", "simulated", "archived"],
        ),
    ],
)
def test_two_people_activate_at_once(stage, has_former, answer, states):
    found = stage.play("two_activations", has_former)
    assert found == {"answer": answer, "states": states}
