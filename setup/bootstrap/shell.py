"""Running other programs: quiet when they succeed, the end of their output when they do not."""

import os
import subprocess
from pathlib import Path

from .console import Failure

TAIL_LINES = 12


def tail(text, lines=TAIL_LINES):
    """The last ``lines`` lines of ``text``, for a person to read."""
    return "\n".join(text.strip().splitlines()[-lines:])


def run(command, *, failure, mend="", env=None, cwd=None, **options):
    """Run ``command``, return its output; raise ``Failure(failure, mend)`` if it fails."""
    command = [str(part) for part in command]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            **options,
        )
    except FileNotFoundError:
        raise Failure(f"{failure}: the program {command[0]} is missing", mend) from None
    if done.returncode:
        name = Path(command[0]).name
        raise Failure(f"{failure} ({name} said: {explain(done.stdout)})", mend)
    return done.stdout


def explain(output):
    """One line that explains a failed program: its disk-full line, its error line, or its last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for word in ("No space left", "ERROR", "Error", "error:", "E: ", "FATAL"):
        found = [line for line in lines if word in line]
        if found:
            return found[-1][:300]
    return lines[-1][:300] if lines else "nothing"
