# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Warnings about service levels are given once, whatever is killed."""

from collections import Counter

HANDLER = "handler@example.com"
# warnings, activities, mails
NOTHING, QUEUED, SENT, UNKNOWN = (
    [0, 0, []],
    [2, 1, ["pending"]],
    [2, 1, ["sent"]],
    [2, 1, ["unknown"]],
)


def test_a_warning_arrives_once(stage, sink):
    told = stage.play("warn", sink.port, HANDLER)
    assert told == [QUEUED, QUEUED, SENT, SENT, SENT]
    assert sink.arrived == Counter([HANDLER])


def test_a_killed_sweep_and_a_killed_sender_warn_once(stage, sink):
    told = stage.play("warn_and_die", sink.port, HANDLER)
    assert told[:2] == [NOTHING, QUEUED]
    # nobody knows whether the mail arrived: a person decides, nothing is sent again
    assert told[3:] == [UNKNOWN] * 3
    assert sink.arrived == Counter([HANDLER])
