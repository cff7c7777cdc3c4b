# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ...engine.night_task import Task

_logger = logging.getLogger(__name__)

JOB = "night"
MISSED_AT_MOST = 366  # days that are caught up with, one night each
LOCK = 1_907_041  # first key of the advisory lock; the second is the company


class CrmValueNight(models.AbstractModel):
    """Scores the customers of a company, in SQL, and writes only who moved.

    facts → metrics (one aggregate) → cut points → fifths and score → bounds of the
    tiers → one upsert with its change rows. One customer goes the same way with
    the cut points and bounds of last night.
    """

    _name = "crm.value.night"
    _inherit = [
        "crm.value.metrics",
        "crm.value.scoring",
        "crm.value.classes",
        "crm.value.lifetime",
        "crm.lifetime.fit",
        "crm.lifetime.segment",
        "crm.lifetime.backtest",
        "crm.value.ranking",
        "crm.value.calm",
        "crm.value.writing",
    ]
    _description = "Nightly scoring of customers"

    # -------------------------------------------------------------------- doors

    @api.model
    def _get_today(self, company, now=None):
        """Return the date it is for ``company`` at ``now`` (naive UTC)."""
        now = now or fields.Datetime.now()
        zone = ZoneInfo(company.partner_id.tz or "UTC")
        return now.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()

    @api.model
    def _cron_night(self):
        """Score every company for each day it has missed; one step a day."""
        cron = self.env["ir.cron"]
        companies = self.env["crm.value.policy"].search([("state", "=", "active")])
        nights = [
            (company, day)
            for company in companies.company_id
            for day in self._get_missed_days(company, self._get_today(company))
        ]
        cron._commit_progress(remaining=len(nights))
        failed = self.env["res.company"]
        for company, day in nights:
            if company not in failed and not self._run_safely(company, day):
                failed |= company
            if not cron._commit_progress(1):
                break
        self.env.ref("crm_lifecycle.ir_cron_dispatch")._trigger()

    @api.model
    def _get_missed_days(self, company, today):
        """Return the days to score, up to ``today``: all since the last good night.

        A company that was never scored, or not for longer than ``MISSED_AT_MOST``
        days, has today, or so many days, to catch up.
        """
        last = self.env["crm.run"].search(
            [
                ("job", "=", JOB),
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                ("run_date", "<=", today),
            ],
            order="run_date desc",
            limit=1,
        )
        if not last:
            return [today]
        missed = min((today - last.run_date).days, MISSED_AT_MOST)
        return [today - timedelta(days=back) for back in reversed(range(missed))]

    @api.model
    def _get_dry_task(self, policy, today):
        """Return a task that scores under ``policy`` and learns and keeps nothing."""
        return Task(policy.company_id, policy, today, is_dry=True)

    @api.model
    def _run_safely(self, company, today):
        """Run one company; a failure is kept in the run log and stops nobody else.

        :return: whether it went well
        """
        profiles = self.env["crm.customer.profile"]
        try:
            self.env["crm.run"]._run_retried(
                lambda: profiles._run_night(company, today)
            )
        except Exception as error:
            _logger.exception("The night of %s failed", company.name)
            self.env.cr.rollback()
            self.env["crm.run"]._log_failure(
                JOB, company, today, f"{type(error).__name__}: {error}"
            )
            return False
        return True

    @api.model
    def _run_for_company(self, company, today):
        """Score everybody in ``company`` as of ``today``; return the ``crm.run``.

        :raise ConcurrencyError: somebody else scores this company right now
        """
        policy = self.env["crm.value.policy"]._get_active(company)
        run = self.env["crm.run"].create(
            {"job": JOB, "company_id": company.id, "run_date": today}
        )
        if not policy:
            run.write(
                {
                    "state": "skipped",
                    "error": self.env._("There is no active tier policy."),
                }
            )
            return run
        if not self._try_lock(company):
            raise ConcurrencyError(
                self.env._("The customers of this company are being scored.")
            )
        with run._measured():
            self._absorb_moved_contacts(company)
            task = Task(company, policy, today, run.id)
            if self._is_due(task, self.env["crm.lifetime.model"]._get_current(company)):
                task = task._replace(tested=self._test_forecast(task))
            run.write(self._score(task))
        return run

    @api.model
    def _run_for_partners(self, company, partners, today):
        """Score some customers with last night's cut points, or queue them.

        :return: True when they were scored, False when they have to wait
        """
        policy = self.env["crm.value.policy"]._get_active(company)
        if not policy:
            return False
        if not self._try_lock(company):
            self._queue(company, partners)
            return False
        if not self._get_last_task(policy):  # nothing to score single customers by
            self._run_for_company(company, today)
        else:
            ids = partners.commercial_partner_id.ids
            task = Task(
                company,
                policy,
                today,
                partner_ids=ids,
                calibration=policy.calibration,
            )
            self._score(task)
        self._link_documents(company)
        self.env.ref("crm_lifecycle.ir_cron_dispatch")._trigger()
        return True

    @api.model
    def _queue(self, company, partners):
        profiles = self.env["crm.customer.profile"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.commercial_partner_id.ids),
            ]
        )
        soon = fields.Datetime.now() + timedelta(minutes=1)
        self.env["crm.due"]._schedule("rescore", company, profiles, soon)

    @api.model
    def _try_lock(self, company):
        """Take the company's scoring lock for this transaction, without waiting."""
        ((is_free,),) = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(%(lock)s, %(company_id)s)",
                lock=LOCK,
                company_id=company.id,
            )
        )
        return is_free

    # -------------------------------------------------------------------- steps

    @api.model
    def _score(self, task):
        """Run the pipeline for ``task``; return the counts for the run log."""
        task = self._prepare_scores(task)
        self._keep_calibration(task)
        counts = self._write_movers(task, task.calibration["bounds"])
        self.env.invalidate_all()
        return counts

    @api.model
    def _prepare_scores(self, task):
        """Make the table ``crm_night_score``, calibrating the policy if it is to be.

        :return: the calibrated task, its bounds among the calibration
        """
        self.env.flush_all()
        self._prepare_session(task)
        self._collect_facts(task)
        if task.calibration:
            self._make_score_table(task)
            return task
        task = task._replace(calibration=self._calibrate(task))
        self._make_score_table(task)
        bounds = self._find_night_bounds(task)
        return task._replace(calibration={**task.calibration, "bounds": bounds})

    @api.model
    def _prepare_session(self, task):
        """Clear the tables of a former task and plan for everybody.

        PostgreSQL cannot know how many rows a step hands to the next: for whole
        companies nested loops are never right and compiling never pays.
        """
        self.env.cr.execute(
            SQL("DROP TABLE IF EXISTS crm_night_fact, crm_night_score, crm_night_curve")
        )
        if task.partner_ids is None:
            self.env.cr.execute(
                SQL("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")
            )

    @api.model
    def _calibrate(self, task):
        """Return tonight's cut points; rooms to the right add theirs by ``super()``.

        Called with the facts collected and nothing scored yet.
        """
        return {
            "day": fields.Date.to_string(task.today),
            "cut_points": self._find_cut_points(task)
            | task.policy._get_fixed_cut_points(task.today),
            "abc": self._find_abc_bounds(task.policy),
            "lifetime": self._get_lifetime(task),
        }

    @api.model
    def _find_night_bounds(self, task):
        """Return the bounds of the tiers among tonight's scored customers."""
        relation = SQL("crm_night_score AS score")
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE crm_night_curve ON COMMIT DROP AS %(curve)s",
                curve=self._get_curve(relation, SQL("FALSE")),
            )
        )
        curve = SQL("SELECT * FROM crm_night_curve")
        return self._find_bounds(task.policy, relation, task.today, curve)

    @api.model
    def _keep_calibration(self, task):
        """Keep what tonight was calibrated with on the policy, for single customers."""
        if task.policy.calibration != task.calibration:
            task.policy.calibration = task.calibration
            self.env.flush_all()

    @api.model
    def _link_documents(self, company):
        """Link documents that are older than their customer's profile."""
        for name in self.env["crm.customer.profile"]._get_profile_link_models():
            model = self.env[name]
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s AS document SET profile_id = profile.id
                      FROM res_partner partner
                      JOIN crm_customer_profile profile
                        ON profile.partner_id = partner.commercial_partner_id
                       AND profile.company_id = %(company_id)s
                     WHERE document.profile_id IS NULL
                       AND document.partner_id = partner.id
                       AND %(belongs)s
                    """,
                    table=SQL.identifier(model._table),
                    company_id=company.id,
                    belongs=model._get_profile_company_sql(company),
                )
            )
            model.invalidate_model(["profile_id"])

    @api.model
    def _absorb_moved_contacts(self, company):
        """Hand over what belongs to a customer that became part of another one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT profile.id
                  FROM crm_customer_profile profile
                  JOIN res_partner partner ON partner.id = profile.partner_id
                 WHERE profile.company_id = %(company_id)s
                   AND partner.commercial_partner_id <> partner.id
                """,
                company_id=company.id,
            )
        )
        for profile in self.env["crm.customer.profile"].browse(row[0] for row in rows):
            profile._absorb_into(profile.partner_id.commercial_partner_id)
