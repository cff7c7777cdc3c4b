# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How proofs kill what runs."""

import os
import signal
import threading
import time

from odoo.sql_db import close_all


def start_and_kill(registry, seconds, run):
    """Call ``run()`` in a process of its own, which dies by SIGKILL after ``seconds``.

    What has ended before waits for its death.
    """
    close_all()
    child = os.fork()
    if not child:
        stop = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL))
        stop.start()
        run()
        stop.join()
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    wait_for_the_server(registry)


def wait_for_the_server(registry):
    """Wait until PostgreSQL has noticed that the killed program is gone."""
    with registry.cursor() as cursor:
        for _attempt in range(300):
            cursor.execute(
                """SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
            )
            if not cursor.fetchone()[0]:
                return
            cursor.rollback()
            time.sleep(0.1)
    raise TimeoutError("the connection of the killed program stays")
