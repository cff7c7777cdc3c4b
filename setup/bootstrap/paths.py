"""Where things are: the checkout, and one cache folder outside of it."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .console import Failure, progress

SETUP = Path(__file__).resolve().parent.parent
CHECKOUT = SETUP.parent
ADDONS = ("crm_lifecycle", "crm_loyalty", "crm_survey")
# They install themselves where what they join is there; the test-only addon brings it along.
BRIDGES = ("crm_loyalty_pos",)
TEST_ADDON = "test_crm_suite"


def cache():
    """The folder for everything that can be made again."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base).expanduser().absolute() / "crm-suite"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def short_hash(*parts):
    """Twelve hex digits that change when any of ``parts`` (str, bytes or Path) changes."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:12]


def write(path, text):
    """Write ``text`` to ``path`` in one step, so that a kill leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as stream:
        stream.write(text)
    Path(stream.name).replace(path)


def require_space(gigabytes, what, folder=None):
    """Fail before a download that could not end well."""
    free = shutil.disk_usage(folder or cache()).free / 1e9
    if free < gigabytes:
        raise Failure(
            f"{what} needs {gigabytes} GB and the disk has {free:.1f} GB free",
            "free some space or point XDG_CACHE_HOME at a larger disk",
        )


@contextmanager
def lock(name):
    """Hold the lock ``name``; a second command waits here until the first is done."""
    folder = cache() / "locks"
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say(f"Another command holds '{name}'; waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def built(folder):
    """Give a scratch folder that becomes ``folder`` when the block ends well."""
    scratch = folder.with_name(folder.name + ".part")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    yield scratch
    shutil.rmtree(folder, ignore_errors=True)
    scratch.rename(folder)
