# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A scene is a program of its own: a fork of one that has read Odoo's code already.

Reading it takes most of the time that a program needs to begin; what it does with a
database begins after the fork.
"""

import os
import re
import sys
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from unittest.mock import patch

MODULES = "CRM_SUITE_MODULES"  # whose code is read: those that this process has loaded
_programs = get_context("forkserver")
_programs.set_forkserver_preload(["prompter"])


def run(name, scene, arguments, folder, timeout):
    """Play a scene on the database ``name``; return the finished process."""
    outputs = [Path(folder) / stream for stream in ("stdout", "stderr")]
    words = [name, scene, *map(str, arguments)]
    program = _programs.Process(target=play, args=(words, outputs))
    with patch.dict(os.environ, get_variables()):  # the first one starts the server
        program.start()
    program.join(timeout)
    if program.is_alive():
        program.kill()
        program.join()
        raise TimeoutExpired(words, timeout)
    return CompletedProcess(
        words, program.exitcode, *(output.read_text() for output in outputs)
    )


def get_variables():
    """What tells ``prompter.py`` where it is and which modules it reads."""
    loaded = filter(re.compile(r"odoo\.addons\.\w+").fullmatch, list(sys.modules))
    places = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(places), MODULES: ",".join(loaded)}


def play(words, outputs):
    """In the fork: write to files, and be ``scenes.py`` from here."""
    import scenes

    for stream, output in zip((1, 2), outputs, strict=True):
        written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(written, stream)
        os.close(written)
    sys.argv[1:] = words
    scenes.main()
