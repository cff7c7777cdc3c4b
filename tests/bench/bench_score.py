# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The night against the bare aggregate of the same invoices.

N customers with 10 purchases each, made by SQL. The limit is the plain aggregate per
commercial partner over the same rows, measured in the same run with the indexes of
Odoo's core only (ours is dropped for the moment).

- ``night_first`` scores a company for the first time: every profile is new.
- ``night_unchanged`` runs again with nothing changed; ``row_versions`` counts the
  profiles that were written all the same.
- ``night`` is any later one: a day has passed on which 1 % of the customers bought. A
  second session edits contacts all the while; ``longest_edit`` is its longest wait in
  seconds.
- ``night_refit`` is a later night that also learns the lifetime models and tests them.
- ``night_drift`` changes the forecast of everybody; ``hot_share`` of the written rows
  stayed on their page.
"""

import os
import resource
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta

import harness
from bootstrap import database

from odoo.tools import SQL

TODAY = date(2026, 6, 30)
DEFAULT_SIZES = (200_000, 1_000_000)
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
    before = get_rss_mb()

    def night():
        with harness.environment(registry) as env:
            company = env["res.company"].browse(company_id)
            run = env["crm.customer.profile"]._run_night(company, today)
            figures.update(
                customers=run.customers, updated=run.updated, moved=run.moved
            )

    seconds = harness.seconds_of(night)
    figures["rss_growth_mb"] = round(get_rss_mb() - before, 1)
    return seconds, figures


def get_rss_mb():
    """Return the most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def editing_partners(registry, first_id, figures):
    """Edit one contact after the other in a second session, as people do."""
    done = threading.Event()
    waits = []

    def edit():
        number = 0
        while not done.is_set():
            number += 1
            start = time.perf_counter()
            with registry.cursor() as cursor:
                cursor.execute(
                    "UPDATE res_partner SET comment = %s WHERE id = %s",
                    [f"Edit {number}", first_id + 1 + number % 1000],
                )
            waits.append(time.perf_counter() - start)
            time.sleep(0.02)

    thread = threading.Thread(target=edit)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        figures.update(edits=len(waits), longest_edit=round(max(waits), 3))


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
    figures["row_versions"] = count_new_versions(registry, company_id)
    harness.report("night_unchanged", customers, seconds, limit, **figures)
    bench_later_nights(registry, company_id, first_id, customers, limit)


def bench_later_nights(registry, company_id, first_id, customers, limit):
    """Measure the nights after the first one."""
    tomorrow = TODAY + timedelta(days=1)
    with harness.environment(registry) as env:
        company = env["res.company"].browse(company_id)
        add_invoices(env, company, first_id, "new", 1, tomorrow, every=100)
    edits = {}
    with editing_partners(registry, first_id, edits):
        seconds, figures = run_night(registry, company_id, tomorrow)
    harness.report("night", customers, seconds, limit, **figures, **edits)
    analyze(registry)
    change(registry, "UPDATE crm_lifetime_model SET fitted_on = '2000-01-01'")
    seconds, figures = run_night(registry, company_id, tomorrow)
    harness.report("night_refit", customers, seconds, limit, **figures)
    analyze(registry)
    bench_drift(registry, company_id, tomorrow, customers, limit)


def bench_drift(registry, company_id, day, customers, limit):
    """Measure a night in which every profile changes."""
    change(registry, "UPDATE crm_lifetime_expectation SET expected = expected * 2")
    before = count_updates(registry)
    seconds, figures = run_night(registry, company_id, day)
    rows, hot = (
        after - known
        for after, known in zip(count_updates(registry), before, strict=True)
    )
    figures |= {"row_versions": rows, "hot_share": round(hot / rows, 4)}
    harness.report("night_drift", customers, seconds, limit, **figures)


def change(registry, statement):
    """Change the database behind the night's back."""
    with registry.cursor() as cursor:
        cursor.execute(statement)


def count_updates(registry):
    """Return how many profiles were ever updated, and how many on their page (HOT)."""
    time.sleep(1.5)  # PostgreSQL publishes its counters once a second
    with registry.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            """SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables
                WHERE relname = 'crm_customer_profile'"""
        )
        return cursor.fetchone()


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
        database.leave_alone(registry.db_name)  # analyze() does its work, in between
        for customers in sizes:
            bench_size(registry, customers)


if __name__ == "__main__":
    main()
