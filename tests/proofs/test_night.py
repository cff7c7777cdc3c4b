# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The night beside people, beside other transactions, and killed."""

import signal

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
