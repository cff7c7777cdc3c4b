# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Mail leaves at most once, whatever happens to the sender."""

import signal
from collections import Counter

ADDRESSES = ("one@example.com", "two@example.com", "three@example.com")


def test_every_mail_leaves_once(stage, sink):
    assert stage.play("queue_mails", sink.port, *ADDRESSES) == {"queued": 3}
    sent = dict.fromkeys(ADDRESSES, "sent")
    assert stage.play("send_mails") == sent
    assert stage.play("send_mails") == sent
    assert sink.arrived == Counter(ADDRESSES)


def test_a_sender_killed_after_smtp_never_sends_twice(stage, sink):
    one, two, three = ADDRESSES
    stage.play("queue_mails", sink.port, *ADDRESSES)
    killed = stage.start("send_mails", 2)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert sink.arrived == Counter([one, two])
    unknown = {one: "sent", two: "unknown", three: "unknown"}
    assert stage.play("send_mails") == unknown
    assert sink.arrived == Counter([one, two])
    stage.play("send_unknown_again")
    assert stage.play("send_mails") == unknown | {three: "sent"}
    assert sink.arrived == Counter(ADDRESSES)
