"""Loading a source into a database, once, with progress."""

from bootstrap import database
from bootstrap.console import progress, warn

from . import session


def ensure(name, data, read, prefix=None):
    """Load ``read()``'s rows into database ``name`` unless the mark says that it was done."""
    if database.get_mark(name, "data") == data:
        return
    with progress.step(f"Load {prefix or data}"):
        rows, bad = read()
        tell(bad, prefix or data)
        with session.registry(name) as opened:
            write(opened, prefix or data, rows, data)


def tell(bad, source):
    """List the bad rows, each with its line number and reason."""
    for row in bad:
        progress.say(f"{source}, line {row.number}: {row.reason}")
    if bad:
        warn(f"{len(bad)} rows of {source} were not loaded; the rest was.")


def write(opened, prefix, rows, data):
    """Write all rows, a batch per transaction, and the mark with the last one."""
    from . import books

    with session.transaction(opened) as env:
        company = books.company_of(env)
        journal = books.journal_of(env, company)
        partners = books.known_references(env, "partner", prefix)
        books.add_partners(env, prefix, dict.fromkeys(row.customer for row in rows), partners)
        known = books.known_references(env, "move", prefix)
    todo = [row for row in rows if f"{prefix}:{row.number}" not in known]
    for start in range(0, len(todo), books.BATCH):
        with session.transaction(opened) as env:
            batch = todo[start : start + books.BATCH]
            books.add_invoices(env, prefix, batch, partners, journal.with_env(env))
        progress.say(f"    {len(rows) - len(todo) + start + len(batch)} of {len(rows)} purchases")
    with session.transaction(opened) as env:
        env["ir.config_parameter"].set_param("crm_suite.setup.data", data)
