"""Template databases, so that data is loaded once and a test run starts in a second.

Four layers, each a copy of the one before: ``core`` holds Odoo with the modules that our addons
build on; ``base`` adds the CDNOW customers; ``main`` our addons and one night; ``test`` the
test-only addon and the web client's bundles. A change in our addons makes the last two again in a
minute, a change in their scripts or styles the last.
"""

from datetime import date

from . import database, paths, python_env
from .console import Failure, progress

PREFIX = "crm_suite_tpl"
# What our addons build on, so that installing them is quick; other dependencies come with them.
BASE_MODULES = (
    "account",
    "base_automation",
    "contacts",
    "crm",
    "helpdesk_mgmt",
    "loyalty",
    "sale_crm",
    "sale_loyalty",
    "sale_management",
    "survey",
)
# The files of an addon that change nothing in a database.
OUTSIDE = {"tests", "static", "readme", "__pycache__"}


def our_addons():
    """Those of our addons that are in the checkout."""
    found = [name for name in paths.ADDONS if (paths.CHECKOUT / name / "__manifest__.py").exists()]
    if not found:
        raise Failure("There is no addon in this checkout", "clone it again")
    return found


def files_of(folder):
    """The files of an addon that shape a database."""
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder).parts
        if file.is_file() and not OUTSIDE & set(inside) and file.suffix != ".pyc":
            yield file


def content_key(*folders):
    """A hash of the names and contents of the files that shape a database."""
    parts = []
    for folder in folders:
        for file in files_of(folder):
            parts += [str(file.relative_to(folder.parent)), file]
    return paths.short_hash(*parts)


def addons_key():
    """A hash of our addons."""
    return content_key(*(paths.CHECKOUT / name for name in our_addons()))


def core_name():
    pins = python_env.RUNTIME.read_text().splitlines()
    addons = [pin for pin in pins if pin.startswith("odoo-addon")]
    return f"{PREFIX}_core_{paths.short_hash(*BASE_MODULES, *addons)}"


def base_name():
    loader = [paths.SETUP / "loader" / name for name in ("books.py", "cdnow.py")]
    return f"{PREFIX}_base_{paths.short_hash(core_name(), *loader)}"


def main_name():
    return f"{PREFIX}_main_{paths.short_hash(base_name(), addons_key())}"


def test_name():
    folders = [paths.CHECKOUT / "tests" / paths.TEST_ADDON]
    folders += [paths.CHECKOUT / name for name in paths.BRIDGES]
    making = paths.SETUP / "bootstrap" / "database.py"
    key = paths.short_hash(main_name(), content_key(*folders), web_key(), making)
    return f"{PREFIX}_test_{key}"


def web_key():
    """A hash of what Odoo names the bundles of our addons by: the files' places and times."""
    addons = [paths.CHECKOUT / name for name in (*our_addons(), *paths.BRIDGES)]
    folders = [addon / "static" / kind for addon in addons for kind in ("src", "tests")]
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    parts = [f"{file.relative_to(paths.CHECKOUT)} {file.stat().st_mtime_ns}" for file in files]
    return paths.short_hash(paths.SETUP / "loader" / "assets.py", *parts)


def ensure(name, build):
    """The finished template ``name``; ``build(scratch)`` makes it under a name of its own."""
    if not database.sealed(name):
        with paths.lock(layer(name)):
            if not database.sealed(name):
                scratch = f"{name}_part"
                build(scratch)
                database.rename(scratch, name)
                database.seal(name)
                forget_others(name)
    return name


def layer(name):
    return name.rsplit("_", 1)[0]


def forget_others(name):
    """Keep only the newest template of a layer."""
    for other in database.starting_with(f"{layer(name)}_"):
        if not other.startswith(name):
            database.drop(other)


def core():
    return ensure(core_name(), build_core)


def base():
    return ensure(base_name(), build_base)


def main():
    """The template with our addons, the CDNOW customers and one night."""
    return ensure(main_name(), build_main)


def test():
    """The template for tests; the same as ``main`` while there is no test-only addon."""
    if not (paths.CHECKOUT / "tests" / paths.TEST_ADDON / "__manifest__.py").exists():
        return main()
    return ensure(test_name(), build_test)


def build_core(scratch):
    database.drop(scratch)
    with progress.step("Create a database with Odoo's modules"):
        create(scratch, BASE_MODULES)


def build_base(scratch):
    from loader import cdnow, load

    source = core()
    if not database.exists(scratch):
        database.copy(source, scratch)
    load.ensure(scratch, "cdnow", cdnow.rows)


def build_main(scratch):
    from loader import night

    source = base()
    database.drop(scratch)
    with progress.step(f"Install {', '.join(our_addons())}"):
        database.copy(source, scratch)
        database.install(scratch, our_addons())
    with progress.step("Run the night"):
        night.run(scratch, date.today(), all_time=True)
    database.set_mark(scratch, "addons", addons_key())


def build_test(scratch):
    from loader import assets

    source = main()
    database.drop(scratch)
    with progress.step(f"Install {paths.TEST_ADDON}"):
        database.copy(source, scratch)
        database.install(scratch, [paths.TEST_ADDON])
    with progress.step("Build the web client's bundles"):
        assets.build(scratch)
    database.leave_alone(scratch)


def create(name, modules, *options):
    """A new database with ``modules`` and with English and Chinese."""
    paths.require_space(1, "The database")
    database.create(name)
    database.install(name, modules, "--load-language=en_US,zh_CN", *options)
    database.set_mark(name, "ready", "1")


def with_addons(name, *, demo=False):
    """A new database with our addons: whole or, after a kill, not there."""
    unfinished = f"{name}_new"
    database.drop(unfinished)
    if demo:
        create(unfinished, our_addons(), "--with-demo")
    else:
        database.copy(core(), unfinished)
        database.install(unfinished, our_addons())
    database.set_mark(unfinished, "addons", addons_key())
    database.rename(unfinished, name)
