"""The virtual environment: pinned packages, and Odoo's folder on its path."""

import shutil
import sys
import time
import zipfile
from pathlib import Path

from . import paths
from .console import Failure, progress
from .shell import run

OLDEST, NEWEST = (3, 10), (3, 13)
RUNTIME = paths.SETUP / "requirements.txt"
TESTS = paths.SETUP / "requirements-test.txt"
DATASETS = "lifetimes==0.11.3"


def interpreter():
    """The Python to build the environment with: this one, or another on PATH that Odoo takes."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return own_interpreter()
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise Failure(
        "Odoo 19 runs on Python 3.10 to 3.13 and this is"
        f" {sys.version_info[0]}.{sys.version_info[1]}",
        "install one of those so that, for example, python3.12 is on PATH",
    )


def own_interpreter():
    """This Python; when it runs in a virtual environment, the one behind it."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    behind = Path(sys.base_prefix) / "bin" / name
    return str(behind) if behind.exists() else sys.executable


def ensure(core):
    """The environment's python; built when the pins, the Python or Odoo's place changed."""
    base = interpreter()
    key = paths.short_hash(RUNTIME, TESTS, base, str(core.root))
    folder = paths.cache() / f"venv-{key}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        with paths.lock("python"):
            if not (folder / "complete").exists():
                with progress.step("Python packages"):
                    build(folder, base, core)
                remove_older(folder)
    return python


def build(folder, base, core):
    """Create the environment in place (its scripts name their folder) and mark it complete."""
    paths.require_space(1.5, "The Python environment")
    python = make_venv(folder, base)
    install(python, RUNTIME, TESTS)
    # ``odoo`` stays a namespace, which the addons that pip installs join.
    Path(site_packages(python), "odoo-core.pth").write_text(f"{core.root}\n")
    (folder / "complete").write_text("")


def make_venv(folder, base):
    """A new virtual environment; returns its python."""
    shutil.rmtree(folder, ignore_errors=True)
    run(
        [base, "-m", "venv", folder],
        failure="This Python cannot make virtual environments",
        mend="install its venv module (on Debian: apt-get install python3-venv)",
    )
    return folder / "bin" / "python"


def site_packages(python):
    """Where an environment's packages are."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return run([python, "-c", code], failure="The new Python environment does not start").strip()


def install(python, *lists):
    """Install complete, pinned lists of packages."""
    names = [part for file in lists for part in ("-r", file)]
    run(
        [python, "-m", "pip", "install", "-q", "--no-deps", "--prefer-binary", *names],
        failure="Python packages could not be installed",
        mend="check the network (pip's own settings are respected) and run it again",
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )


def remove_older(folder):
    """Drop the environments of earlier pins that nothing has started from for a day."""
    for other in folder.parent.glob("venv-*"):
        if other != folder and time.time() - other.stat().st_atime > 86400:
            shutil.rmtree(other, ignore_errors=True)


def dataset(python, name):
    """The text of ``lifetimes/datasets/<name>``, read from the published wheel."""
    folder = paths.cache() / "datasets"
    target = folder / name
    if not target.exists():
        with paths.built(folder) as scratch, progress.step(f"Get {name}"):
            run(
                [
                    python,
                    "-m",
                    "pip",
                    "download",
                    "-q",
                    "--no-deps",
                    "-d",
                    scratch,
                    DATASETS,
                ],
                failure=f"The package {DATASETS}, which holds {name}, could not be downloaded",
                mend="check the network and run it again",
            )
            wheel = next(scratch.glob("*.whl"))
            data = zipfile.ZipFile(wheel).read(f"lifetimes/datasets/{name}")
            (scratch / name).write_bytes(data)
            wheel.unlink()
    return target
