# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Scenes of nights that are killed at random instants."""

import random
import time
from datetime import timedelta

from acting import acting, add_invoice, get_today, scene
from killing import start_and_kill

import odoo
from odoo.tools import SQL

LONGER = 1.05  # the last instants fall on the commit and after it


def get_state(env):
    """Return a digest of everything the night writes, but ids and clock times."""
    queries = {
        "profiles": """SELECT to_jsonb(row) AS line
                         FROM crm_customer_profile row""",
        "changes": """SELECT to_jsonb(row) - '{id,run_id}'::text[] AS line
                        FROM crm_profile_change row""",
        "runs": """SELECT to_jsonb(row) - '{id,seconds,create_date,write_date}'::text[]
                       AS line FROM crm_run row""",
        "models": """SELECT jsonb_build_object('at', fitted_on, 'is', parameters,
                         'amounts', value_parameters, 'test', backtest) AS line
                       FROM crm_lifetime_model row""",
        "expectations": """SELECT to_jsonb(row) - '{id,model_id}'::text[] AS line
                             FROM crm_lifetime_expectation row""",
        "calibration": """SELECT calibration #- '{lifetime,model_id}' AS line
                            FROM crm_value_policy row WHERE state = 'active'""",
    }
    env.flush_all()
    return {
        name: env.execute_query(
            SQL(
                """SELECT count(*), md5(string_agg(line::text, '' ORDER BY line::text))
                     FROM (%(lines)s) AS found""",
                lines=SQL(query),
            )
        )[0]
        for name, query in queries.items()
    }


def prepare_moves(env, customers):
    """Score the company as of yesterday, and let customers buy and move today.

    The lifetime model is forgotten, so that the night of today fits one.
    """
    env["crm.run"].search([]).unlink()
    yesterday = get_today(env) - timedelta(days=1)
    env["crm.customer.profile"]._run_night(env.company, yesterday)
    env.cr.execute("DELETE FROM crm_lifetime_model")
    profiles = env["crm.customer.profile"].search([], limit=customers, order="score")
    for partner in profiles.partner_id:
        add_invoice(env, partner, 10_000.0)


def play_night(env):
    """Run the nights that are due within this transaction; return the state then."""
    profiles = env["crm.customer.profile"]
    due = env["crm.value.night"]._get_missed_days(env.company, get_today(env))
    for day in due:  # today, or none when the killed night had committed
        env["crm.run"]._run_retried(
            lambda day=day: profiles._run_night(env.company, day)
        )
    return get_state(env)


def run_cron(registry):
    """Run the night's cron."""
    with acting(registry) as env:
        env["crm.value.night"]._cron_night()


def play_and_undo(registry):
    """Return the state after a night that is taken back again."""
    with registry.cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
        state = play_night(env)
        env.invalidate_all(flush=False)
        cursor.rollback()
    return state


def remember(env):
    """Keep a copy of the profiles and of the policies' calibration."""
    env.cr.execute(
        """CREATE TABLE proof_profile AS TABLE crm_customer_profile;
           CREATE TABLE proof_policy AS SELECT id, calibration FROM crm_value_policy;
           CREATE TABLE proof_last AS
           SELECT (SELECT max(id) FROM crm_run) AS run_id,
                  (SELECT max(id) FROM crm_profile_change) AS change_id"""
    )


def rewind(registry):
    """Take back a night that had committed before it was killed."""
    with acting(registry) as env:
        columns = env.execute_query(
            SQL(
                """SELECT column_name FROM information_schema.columns
                    WHERE table_name = 'proof_profile' AND column_name <> 'id'"""
            )
        )
        env.cr.execute(
            SQL(
                """UPDATE crm_customer_profile SET %(values)s FROM proof_profile kept
                    WHERE kept.id = crm_customer_profile.id;
                   UPDATE crm_value_policy SET calibration = kept.calibration
                     FROM proof_policy kept WHERE kept.id = crm_value_policy.id;
                   DELETE FROM crm_profile_change
                    USING proof_last WHERE id > change_id;
                   DELETE FROM crm_run USING proof_last WHERE id > run_id;
                   DELETE FROM crm_lifetime_model""",
                values=SQL(", ").join(
                    SQL("%(name)s = kept.%(name)s", name=SQL.identifier(column))
                    for (column,) in columns
                ),
            )
        )


@scene
def kill_nights(registry, kills):
    """SIGKILL nights at random instants; after each, the next night is held against
    one that nobody disturbed. The last one runs to its end.
    """
    with acting(registry) as env:
        prepare_moves(env, customers=40)
    with acting(registry) as env:
        before = get_state(env)
        remember(env)
    start = time.monotonic()
    expected = play_and_undo(registry)
    length = time.monotonic() - start
    names = {str(before): "nothing", str(expected): "all"}
    killed = []
    for kill in range(int(kills)):
        seconds = LONGER * length * (kill + random.random()) / int(kills)
        start_and_kill(registry, seconds, lambda: run_cron(registry))
        with acting(registry) as env:
            left = get_state(env)
        killed.append(
            {
                "after": round(seconds, 3),
                "left": names.get(str(left), left),
                "is_right": play_and_undo(registry) == expected,
            }
        )
        if left != before:
            rewind(registry)
    with acting(registry) as env:
        env["crm.value.night"]._cron_night()
        moved = env["crm.run"].search([], limit=1).moved
    with acting(registry) as env:
        return {
            "length": length,
            "killed": killed,
            "moved": moved,
            "as_expected": get_state(env) == expected,
        }
