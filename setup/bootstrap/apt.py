"""Debian packages: downloaded without installing them, or installed when we are root."""

import os
import re
import shutil
from pathlib import Path

from . import paths
from .console import Failure
from .shell import run

SOURCES = ("/etc/apt/sources.list", "/etc/apt/sources.list.d")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SUITES = ("sid", "trixie")


def available():
    """Whether this machine has apt and names a Debian mirror."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb") and mirror())


def mirror():
    """The address ending in /debian that the machine's own apt sources name, or None."""
    for file in source_files():
        for line in file.read_text(errors="replace").splitlines():
            found = re.search(r"\b(?:https?|ftp|mirror\+\w+)://\S+?/debian/?(?=\s|$)", line)
            if found and not line.lstrip().startswith("#"):
                return found[0].rstrip("/")
    return None


def source_files():
    """The files in which apt looks for its sources."""
    for place in map(Path, SOURCES):
        if place.is_dir():
            yield from sorted(place.glob("*.list"))
            yield from sorted(place.glob("*.sources"))
        elif place.is_file():
            yield place


def isolated(folder):
    """Options that keep apt's sources, lists and cache inside ``folder``."""
    for name in ("lists/partial", "archives/partial", "state"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    sources = "".join(f"deb {signed}{mirror()} {suite} main\n" for suite in SUITES)
    (folder / "sources.list").write_text(sources)
    (folder / "status").touch()
    options = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State": folder / "state",
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder,
        "Debug::NoLocking": "1",
        "APT::Default-Release": "sid",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    if os.geteuid() == 0:
        options["APT::Sandbox::User"] = "root"
    return [part for key, value in options.items() for part in ("-o", f"{key}={value}")]


def download(packages, mend):
    """Download ``packages`` from Debian; return the files."""
    folder = paths.cache() / "apt"
    options = isolated(folder)
    said = "Debian's packages could not be downloaded"
    target = folder / "debs"
    target.mkdir(exist_ok=True)
    run(["apt-get", *options, "update"], failure=said, mend=mend)
    run(
        ["apt-get", *options, "download", *packages],
        failure=said,
        mend=mend,
        cwd=target,
    )
    return sorted(target.glob("*.deb"))


def install(packages, sentence, mend):
    """Install ``packages`` on a Debian where we are root; else say what to do."""
    if os.geteuid() or not shutil.which("apt-get"):
        raise Failure(sentence, mend)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    try:
        run(command, failure=sentence, env=quiet)
    except Failure:
        # An old package list is the usual reason; other sources of the machine may be down.
        run(["sh", "-c", "apt-get update -q || true"], failure=sentence, mend=mend)
        run(command, failure=sentence, mend=mend, env=quiet)
