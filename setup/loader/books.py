"""Purchases written into the books: a contact per customer, a posted invoice per purchase.

Every record carries a reference made from its place in the source, and what exists is skipped:
a load that was stopped goes on where it was.
"""

from odoo.fields import Command


def company_of(env):
    """The company that gets the data, with a chart of accounts."""
    company = env.ref("base.main_company")
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    return company


def journal_of(env):
    """The company's first sales journal."""
    company = env.ref("base.main_company")
    domain = [("type", "=", "sale"), ("company_id", "=", company.id)]
    return env["account.journal"].search(domain, limit=1)


def known_references(env, model, prefix):
    """{reference: id} of the contacts or invoices that an earlier run has made."""
    domain = [("ref", "=like", f"{prefix}:%")]
    found = env[model].with_context(active_test=False).search_fetch(domain, ["ref"])
    return {record.ref: record.id for record in found}


def add_partners(env, prefix, customers, known):
    """Make the contacts that are missing; add them to ``known``."""
    missing = [name for name in customers if f"{prefix}:{name}" not in known]
    values = [{"name": name_of(prefix, name), "ref": f"{prefix}:{name}"} for name in missing]
    for partner in env["res.partner"].create(values):
        known[partner.ref] = partner.id


def name_of(prefix, customer):
    """What the contact is called: a bare number gets the source before it.

    >>> name_of("cdnow", "00004"), name_of("shop", "Ann")
    ('CDNOW 00004', 'Ann')
    """
    return f"{prefix.upper()} {customer}" if customer.isdigit() else customer


def add_invoices(env, prefix, rows, partners):
    """Make and post one invoice (or credit note, when negative) for each row."""
    journal = journal_of(env)
    moves = env["account.move"].create(
        [move_values(prefix, row, partners[f"{prefix}:{row.customer}"], journal) for row in rows]
    )
    moves._post(soft=False)


def move_values(prefix, row, partner_id, journal):
    """The values of a row's invoice."""
    refund = row.amount < 0
    line = {
        "name": "Purchase",
        "quantity": 1,
        "price_unit": abs(row.amount),
        "tax_ids": [Command.clear()],
    }
    return {
        "move_type": "out_refund" if refund else "out_invoice",
        "name": f"{'R' if refund else ''}{journal.code}/{row.day.year}/{row.number:05d}",
        "ref": f"{prefix}:{row.number}",
        "partner_id": partner_id,
        "journal_id": journal.id,
        "currency_id": journal.company_id.currency_id.id,
        "invoice_date": row.day,
        "invoice_payment_term_id": False,
        "invoice_line_ids": [Command.create(line)],
    }
