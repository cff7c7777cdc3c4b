# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Proofs run real programs on a database of their own, with real connections."""

import json
import os
import socket
import subprocess
import sys
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from bootstrap import database

SCENES = Path(__file__).with_name("scenes.py")
_numbers = count(1)


class Stage:
    """A database of its own, and a way to play scenes on it."""

    def __init__(self, name):
        self.name = name

    def start(self, scene, *arguments, timeout=300):
        """Play a scene of ``scenes.py`` as a program; return the finished process."""
        command = [sys.executable, "-B", str(SCENES), self.name, scene]
        return subprocess.run(
            [*command, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def play(self, scene, *arguments, timeout=300):
        """Play a scene to its end and return what it answers."""
        done = self.start(scene, *arguments, timeout=timeout)
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])


class Sink:
    """Keeps the envelope's recipients and the Message-IDs of what arrives."""

    def __init__(self):
        self.arrived = Counter()

    async def handle_DATA(self, server, session, envelope):
        self.arrived.update(envelope.rcpt_tos)
        return "250 OK"


def get_free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def sink():
    handler = Sink()
    handler.port = get_free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def stage():
    name = f"crm_suite_run_{os.getpid()}_proof_{next(_numbers)}"
    database.copy(os.environ["CRM_SUITE_TEMPLATE"], name)
    try:
        yield Stage(name)
    finally:
        database.drop(name)
