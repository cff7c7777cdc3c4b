# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Many people at once: a real server, real sessions over HTTP, one database.

The same rush plays on core without our addons: its figures are printed beside ours.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import requests

COLLIDED = "tries left", "maximum number of tries"  # what Odoo says then
SCENES = Path(__file__).with_name("scenes.py")
QUANTITY = {"product_uom_qty": 3}


def play(name, scene, *arguments):
    """Play a scene of ``scenes.py`` on a database and return what it answers."""
    done = subprocess.run(
        [sys.executable, "-B", str(SCENES), name, scene, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def get_free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Server:
    """An Odoo server on one database; ``log`` tells how often it had to retry."""

    def __init__(self, name, port, log):
        self.name, self.log = name, log
        self.url = f"http://127.0.0.1:{port}"

    def call(self, session, path, **params):
        answer = session.post(
            f"{self.url}{path}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=300,
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def log_in(self):
        session = requests.Session()
        self.call(
            session,
            "/web/session/authenticate",
            db=self.name,
            login="admin",
            password="rush",
        )
        return session

    def call_model(self, session, model, method, *arguments, **options):
        return self.call(
            session,
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=arguments,
            kwargs=options,
        )

    def count_retries(self):
        said = self.log.read_text()
        return sum(said.count(words) for words in COLLIDED)


@contextmanager
def serving(name, folder, workers=0):
    """Start an Odoo server on ``name``, yield it, end it.

    :param workers: of so many processes, as in production; 0: threads of one
    """
    port, log = get_free_port(), Path(folder) / f"{name}.log"
    command = [
        *(sys.executable, "-B", "-m", "odoo", "-c", os.environ["CRM_SUITE_CONF"]),
        *("-d", name, "--db-filter", f"^{name}$", "--http-port", str(port)),
        *("--max-cron-threads", "0", "--log-level", "warn", "--logfile", str(log)),
        *("--log-handler", "odoo.service.model:INFO", "--db_maxconn", "80"),
        *("--workers", str(workers), "--gevent-port", str(get_free_port())),
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            server = Server(name, port, log)
            wait_for(server, process)
            yield server
        finally:
            process.terminate()


def wait_for(server, process):
    for _attempt in range(240):
        assert process.poll() is None, "the server ended"
        try:
            requests.get(f"{server.url}/web/health", timeout=30)
            return
        except requests.ConnectionError:
            time.sleep(0.5)
    raise TimeoutError("the server does not answer")


def at_once(calls):
    """Make the calls at the same moment; return [(seconds, error or None)]."""
    gate = threading.Barrier(len(calls))
    found = [None] * len(calls)

    def make(place, call):
        gate.wait()
        start, error = time.monotonic(), None
        try:
            call()
        except Exception as problem:
            error = str(problem)
        found[place] = (time.monotonic() - start, error)

    threads = [
        threading.Thread(target=make, args=(place, call))
        for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


class Rush:
    """The scenes that ``sessions`` people play on one server."""

    def __init__(self, server, cast, sessions):
        self.server, self.cast = server, cast
        self.sessions = [server.log_in() for _number in range(sessions)]
        self.answers = {}

    def play(self, name, calls):
        before = self.server.count_retries()
        found = at_once(
            [
                lambda session=session, call=call: self.server.call_model(
                    session, *call[:2], *call[2:]
                )
                for session, call in zip(self.sessions, calls, strict=False)
            ]
        )
        seconds = sorted(second for second, _error in found)
        self.answers[name] = {
            "calls": len(found),
            "refused": sum(error is not None for _second, error in found),
            "errors": sorted({error for _second, error in found if error}),
            "retries": self.server.count_retries() - before,
            "p95": round(seconds[max(0, -(-len(seconds) * 95 // 100) - 1)], 2),
        }

    def confirm(self, name):
        orders = self.cast["orders"][name]
        return [("sale.order", "action_confirm", [order]) for order in orders]

    def play_all(self, has_ledger):
        for name in ("first", "card", "double"):
            self.play(name, self.confirm(name))
        cancelled = [
            ("sale.order", "action_cancel", [order])
            for order in self.cast["orders"]["cancel"]
        ]
        self.play("cancel", mix(cancelled, self.confirm("spend")))
        self.play("merged", [self.merge(), *self.confirm("merged")[1:]])
        self.play("same", self.confirm("same") * len(self.sessions))
        self.play("mixed", mix(self.confirm("mixed"), self.confirm("spent")))
        self.play("changed", self.change("sale.order.line", "lines", QUANTITY))
        heir = {"partner_id": self.cast["partners"]["heir"]}
        self.play("given", self.change("sale.order", "given", heir))
        if has_ledger:
            event = ["rush-1", 20, self.cast["partners"]["event"], self.cast["program"]]
            event = ("loyalty.card", "post_event", *event)
            self.play("event", [event] * len(self.sessions))
        return self.answers

    def change(self, model, group, values):
        """Write ``values``, each session on an order or a line of its own."""
        ids = self.cast.get(group) or self.cast["orders"][group]
        return [(model, "write", [place], values) for place in ids]

    def merge(self):
        partners = self.cast["partners"]
        wizard = self.server.call_model(
            self.sessions[0],
            "base.partner.merge.automatic.wizard",
            "create",
            {
                "partner_ids": [[6, 0, [partners["merged"], partners["gone"]]]],
                "dst_partner_id": partners["merged"],
                "state": "selection",
            },
        )
        return "base.partner.merge.automatic.wizard", "action_merge", [wizard]


def mix(first, second):
    return [call for pair in zip(first, second, strict=True) for call in pair]


def run(name, folder, sessions, has_ledger=True):
    """Return ``{scene: figures}`` of a rush on the database ``name``."""
    cast = play(name, "prepare_rush", sessions)
    with serving(name, folder) as server:
        answers = Rush(server, cast, sessions).play_all(has_ledger)
    found = play(name, "look_rush", json.dumps(cast))
    return {scene: {**answers[scene], **figures} for scene, figures in found.items()}
