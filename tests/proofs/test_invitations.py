# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""An invitation is one mail and one counted answer, whatever happens at once."""

from collections import Counter

ADDRESSES = ("ada@example.com", "grace@example.com", "mary@example.com")


def test_a_sending_that_is_retried_sends_one_mail(stage, sink):
    told = stage.play("invite_and_collide", sink.port, *ADDRESSES)
    assert told == {"tries": 3, "states": ["sent"] * 3}
    assert sink.arrived == Counter(ADDRESSES)


def test_every_event_replayed_is_one_request_and_one_mail(stage, sink):
    told = stage.play("replay", sink.port, 8, *ADDRESSES)
    assert told == {"requests": 3, "states": ["sent"] * 3}
    assert sink.arrived == Counter(ADDRESSES)


def test_votes_at_the_same_moment_are_one_answer(stage, sink):
    told = stage.play("vote_at_once", sink.port, 4)
    assert told == {
        "answers": 1,
        "lines": 1,
        "same": True,
        "voters": 4,
        "state": "answered",
    }
