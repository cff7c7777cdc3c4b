"""Odoo 19.0 Community: the one that is there, else Debian's package unpacked into the cache."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from . import apt, paths
from .console import Failure, progress, warn

SERIES = (19, 0)
KNOWN_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
ODOO_PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)
# Odoo's style sheets need version 4.7, which newer suites no longer have.
FONT_PACKAGE = "fonts-font-awesome/trixie"
# Debian strips this file from mail's bundle; without it each backend page logs an error.
STRIPPED = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
USUAL_PLACES = (
    "/opt/odoo",
    "/opt/odoo/odoo",
    "/usr/lib/python3/dist-packages",
    "~/odoo",
)
OTHER_WAY = (
    "get Odoo by `git clone -b 19.0 --depth 1 https://github.com/odoo/odoo` and run this again"
    " with ODOO_PATH naming that folder"
)


class Core(NamedTuple):
    """``root`` holds the package ``odoo``; ``addons`` are the folders for addons_path."""

    root: Path
    addons: tuple


def series(root):
    """The (major, minor) that ``root``/odoo/release.py tells, or None when there is no Odoo."""
    release = root / "odoo" / "release.py"
    if not release.is_file():
        return None
    found = re.search(r"^version_info\s*=\s*\(\s*(\d+)\s*,\s*(\d+)", release.read_text(), re.M)
    return (int(found[1]), int(found[2])) if found else None


def at(root):
    """The ``Core`` in folder ``root``."""
    places = (root / "odoo" / "addons", root / "addons")
    return Core(
        root,
        tuple(place for place in places if (place / "base").is_dir() or (place / "web").is_dir()),
    )


def find():
    """The Odoo of this machine: ODOO_PATH, an importable one, a usual place, then our cache."""
    named = os.environ.get("ODOO_PATH")
    if named:
        return from_path(Path(named).expanduser().absolute())
    candidates = [importable(), *(Path(place).expanduser() for place in USUAL_PLACES)]
    for root in filter(None, candidates):
        if series(root) == SERIES and len(at(root).addons) and usable(root):
            return at(root)
    return cached()


def usable(root):
    """Whether the Odoo in ``root`` has the web client's files."""
    return any((place / "web" / "static").is_dir() for place in at(root).addons)


def from_path(root):
    """The Odoo that ODOO_PATH names, or the reason why it cannot be used."""
    if root.name == "odoo" and series(root.parent):
        root = root.parent
    found = series(root)
    if not found:
        raise Failure(f"ODOO_PATH is {root}, where there is no Odoo", OTHER_WAY)
    if found != SERIES:
        raise Failure(
            f"ODOO_PATH is {root}, which is Odoo {found[0]}.{found[1]} and not 19.0",
            OTHER_WAY,
        )
    return at(root)


def importable():
    """The folder of an ``odoo`` that this Python can import, if any."""
    for entry in sys.path:
        if entry and (Path(entry) / "odoo" / "release.py").is_file():
            return Path(entry)
    return None


def cached():
    """The unpacked Debian package, fetched on first use."""
    folder = paths.cache() / "odoo-19.0"
    if not (folder / "complete").exists():
        with paths.lock("odoo"):
            if not (folder / "complete").exists():
                with progress.step("Get Odoo 19.0 (123 MB, once)"):
                    unpack(folder)
    return at(folder / "usr" / "lib" / "python3" / "dist-packages")


def unpack(folder):
    """Download the packages and unpack them into ``folder``."""
    if not apt.available():
        raise Failure("There is no Odoo 19.0 here and this machine is not a Debian", OTHER_WAY)
    paths.require_space(2.5, "Odoo")
    with paths.built(folder) as scratch:
        files = apt.download([*ODOO_PACKAGES, FONT_PACKAGE], OTHER_WAY)
        judge(next(file for file in files if file.name.startswith("odoo-19_")))
        for file in files:
            subprocess.run(["dpkg-deb", "-x", file, scratch], check=True)
        dist = scratch / "usr" / "lib" / "python3" / "dist-packages"
        if series(dist) != SERIES:
            raise Failure("Debian's package odoo-19 holds another series", OTHER_WAY)
        stub = dist / "odoo" / "addons" / STRIPPED
        if not stub.exists():
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.write_text("/* not in this package */\n")
        (scratch / "complete").write_text("")
    shutil.rmtree(paths.cache() / "apt", ignore_errors=True)


def judge(package):
    """Refuse another series; say so when it is another build than the one we know."""
    version = package.name.split("_")[1].replace("%3a", ":")
    if not version.startswith("19.0."):
        raise Failure(f"Debian offers odoo-19 {version}, which is not of series 19.0", OTHER_WAY)
    with package.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256") if sys.version_info >= (3, 11) else None
        digest = digest or hashlib.sha256(stream.read())
    if digest.hexdigest() != KNOWN_SHA256:
        warn(f"odoo-19 {version} is another build than the one these addons were tried with.")
