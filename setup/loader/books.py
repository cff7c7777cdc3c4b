"""Purchases written into the books: a contact per customer, a posted invoice per purchase.

Every record carries a reference made from its place in the source, and what exists is skipped:
a load that was stopped goes on where it was.
"""

from odoo.fields import Command

BATCH = 500


def company_of(env):
    """The company that gets the data, with a chart of accounts."""
    company = env.ref("base.main_company")
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    return company


def journal_of(env, company):
    """The company's first sales journal."""
    domain = [("type", "=", "sale"), ("company_id", "=", company.id)]
    return env["account.journal"].search(domain, limit=1)


def known_references(env, table, prefix):
    """{reference: id} of the partners or invoices that an earlier run has made."""
    env.cr.execute(
        {
            "partner": "SELECT ref, id FROM res_partner WHERE starts_with(ref, %s)",
            "move": "SELECT ref, id FROM account_move WHERE starts_with(ref, %s)"
            " AND state = 'posted'",
        }[table],
        [f"{prefix}:"],
    )
    return dict(env.cr.fetchall())


def add_partners(env, prefix, customers, known):
    """Make the contacts that are missing; add them to ``known``."""
    missing = [name for name in customers if f"{prefix}:{name}" not in known]
    values = [
        {"name": name_of(prefix, name), "ref": f"{prefix}:{name}", "company_id": False}
        for name in missing
    ]
    for partner in env["res.partner"].create(values):
        known[partner.ref] = partner.id


def name_of(prefix, customer):
    """What the contact is called: a bare number gets the source before it."""
    return f"{prefix.upper()} {customer}" if customer.isdigit() else customer


def add_invoices(env, prefix, rows, partners, journal):
    """Make and post one invoice (or credit note, when negative) for each row."""
    env = env(context={**env.context, "default_journal_id": journal.id})
    moves = env["account.move"].create(
        [move_values(prefix, row, partners[f"{prefix}:{row.customer}"], journal) for row in rows]
    )
    moves._post(soft=False)


def move_values(prefix, row, partner_id, journal):
    """The values of a row's invoice."""
    return {
        "move_type": "out_refund" if row.amount < 0 else "out_invoice",
        "ref": f"{prefix}:{row.number}",
        "partner_id": partner_id,
        "journal_id": journal.id,
        "currency_id": journal.company_id.currency_id.id,
        "invoice_date": row.day,
        "invoice_payment_term_id": False,
        "invoice_line_ids": [
            Command.create(
                {
                    "name": "Purchase",
                    "quantity": 1,
                    "price_unit": abs(row.amount),
                    "tax_ids": [Command.clear()],
                }
            )
        ],
    }
