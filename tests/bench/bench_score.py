# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The night against the bare aggregate of the same invoices.

N customers with 10 purchases each, made by SQL. ``night_first`` scores a company for
the first time (every profile is new), ``night`` is any later one: a day has passed on
which 1 % of the customers bought. ``night_unchanged`` runs with nothing changed. The
limit is the plain aggregate per commercial partner over the same rows, measured in
the same run with the indexes of Odoo's core only (ours is dropped for the moment).
"""

import os
from datetime import date, timedelta

import harness

from odoo.tools import SQL

TODAY = date(2026, 6, 30)
DEFAULT_SIZES = (20_000, 200_000)
PURCHASES = 10
INDEX = "account_move_customer_revenue"

PARTNERS = """
INSERT INTO res_partner
       (id, commercial_partner_id, name, complete_name, active, type,
        autopost_bills, create_date)
SELECT %(first_id)s + n, %(first_id)s + n, 'Bench ' || n, 'Bench ' || n, TRUE,
       'contact', 'ask', now()
  FROM generate_series(1, %(customers)s) AS n;
SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner))
"""
# Amounts and dates from a fixed hash: the same customers on every run.
INVOICES = """
INSERT INTO account_move
       (name, journal_id, company_id, currency_id, state, move_type, auto_post, date,
        invoice_date, partner_id, commercial_partner_id, amount_untaxed_signed,
        create_date)
SELECT 'B/' || %(tag)s || '/' || partner.id || '/' || k, %(journal_id)s,
       %(company_id)s, %(currency_id)s, 'posted', 'out_invoice', 'no', bought.on_date,
       bought.on_date, partner.id, partner.id,
       round((1 + abs(hashint8(partner.id * 31 + k)) %% 100000 / 100.0)
             * (1 + partner.id %% 7), 2),
       now()
  FROM res_partner partner
 CROSS JOIN generate_series(1, %(purchases)s) AS k
 CROSS JOIN LATERAL (
       SELECT %(today)s::date
              - (abs(hashint8(partner.id * 17 + k)) %% 1400)::int AS on_date
 ) AS bought
 WHERE partner.id > %(first_id)s AND partner.id %% %(every)s = 0
"""
AGGREGATE = """
SELECT commercial_partner_id, count(*), min(invoice_date), max(invoice_date),
       sum(amount_untaxed_signed)
  FROM account_move
 WHERE company_id = %(company_id)s AND state = 'posted'
   AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
 GROUP BY commercial_partner_id
"""


def make_company(env, customers):
    """Return a company with its own policy and the id before its first partner."""
    company = env["res.company"].create({"name": f"Bench {customers}"})
    env["account.chart.template"].try_loading("generic_coa", company)
    env["crm.value.policy"]._load_preset(company)
    ((first_id,),) = env.execute_query(SQL("SELECT max(id) FROM res_partner"))
    with harness.bulk_load(env.cr, "res_partner"):
        env.cr.execute(PARTNERS, {"customers": customers, "first_id": first_id})
    with harness.bulk_load(env.cr, "account_move"):
        add_invoices(env, company, first_id, "all", PURCHASES)
    return company, first_id


def add_invoices(env, company, first_id, tag, purchases, today=TODAY, every=1):
    """Insert ``purchases`` invoices for each, or every n-th, customer."""
    journal = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
    )
    values = {
        "tag": f"{tag}-{company.id}",
        "journal_id": journal.id,
        "company_id": company.id,
        "currency_id": company.currency_id.id,
        "purchases": purchases,
        "today": today,
        "first_id": first_id,
        "every": every,
    }
    env.cr.execute(INVOICES, values)


def analyze(registry):
    """Do what autovacuum would have done by night."""
    with registry.cursor() as cursor:
        cursor.connection.rollback()
        cursor.connection.autocommit = True
        for table in ("res_partner", "account_move", "crm_customer_profile"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
        cursor.connection.autocommit = False


def run_night(registry, company_id, today):
    """Run one night in a transaction of its own; return its figures."""
    figures = {}

    def night():
        with harness.environment(registry) as env:
            company = env["res.company"].browse(company_id)
            run = env["crm.customer.profile"]._run_night(company, today)
            figures.update(
                customers=run.customers, updated=run.updated, moved=run.moved
            )

    return harness.seconds_of(night), figures


def measure_aggregate(registry, company_id):
    """Return the median seconds of the bare aggregate with core's indexes."""

    def aggregate():
        with registry.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM ({AGGREGATE}) AS bare",
                {"company_id": company_id},
            )

    with registry.cursor() as cursor:
        cursor.execute(f"SELECT indexdef FROM pg_indexes WHERE indexname = '{INDEX}'")
        ((definition,),) = cursor.fetchall()
        cursor.execute(f"DROP INDEX {INDEX}")
    seconds = harness.median_of(aggregate)
    with registry.cursor() as cursor:
        cursor.execute(definition)
    analyze(registry)
    return seconds


def bench_size(registry, customers):
    """Measure one size and report its lines."""
    with harness.environment(registry) as env:
        company, first_id = make_company(env, customers)
        company_id = company.id
    analyze(registry)
    limit = measure_aggregate(registry, company_id)
    seconds, figures = run_night(registry, company_id, TODAY)
    harness.report("night_first", customers, seconds, limit, **figures)
    analyze(registry)
    remember_versions(registry, company_id)
    seconds, figures = run_night(registry, company_id, TODAY)
    harness.report(
        "night_unchanged",
        customers,
        seconds,
        limit,
        row_versions=count_new_versions(registry, company_id),
        **figures,
    )
    tomorrow = TODAY + timedelta(days=1)
    with harness.environment(registry) as env:
        company = env["res.company"].browse(company_id)
        add_invoices(env, company, first_id, "new", 1, tomorrow, every=100)
    seconds, figures = run_night(registry, company_id, tomorrow)
    harness.report("night", customers, seconds, limit, **figures)


def remember_versions(registry, company_id):
    """Keep which row version each profile of a company has."""
    with registry.cursor() as cursor:
        cursor.execute(
            """DROP TABLE IF EXISTS bench_version;
               CREATE TABLE bench_version AS
               SELECT id, ctid AS place, xmin::text AS version
                 FROM crm_customer_profile WHERE company_id = %s""",
            [company_id],
        )


def count_new_versions(registry, company_id):
    """Return how many profiles have another row version than remembered."""
    with registry.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM crm_customer_profile profile
                 LEFT JOIN bench_version known ON known.id = profile.id
                WHERE profile.company_id = %s
                  AND (known.place, known.version)
                      IS DISTINCT FROM (profile.ctid, profile.xmin::text)""",
            [company_id],
        )
        return cursor.fetchone()[0]


def main():
    asked = os.environ.get("CRM_SUITE_BENCH_CUSTOMERS")
    sizes = (int(asked),) if asked else DEFAULT_SIZES
    with harness.own_database("score") as registry:
        for customers in sizes:
            bench_size(registry, customers)


if __name__ == "__main__":
    main()
