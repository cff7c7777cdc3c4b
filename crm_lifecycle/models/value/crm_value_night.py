# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ...engine.night_task import Task

JOB = "night"
LOCK = 1_907_041  # first key of the advisory lock; the second is the company


class CrmValueNight(models.AbstractModel):
    """Scores the customers of a company, in SQL, and writes only who moved.

    facts → metrics (one aggregate) → cut points → fifths and score → bounds of the
    tiers → one upsert with its change rows. One customer goes the same way with
    the cut points and bounds of last night.
    """

    _name = "crm.value.night"
    _inherit = [
        "crm.value.tables",
        "crm.value.curve",
        "crm.value.layers",
        "crm.value.metrics",
        "crm.value.everybody",
        "crm.value.registered",
        "crm.value.scoring",
        "crm.value.reading",
        "crm.value.classes",
        "crm.value.lifetime",
        "crm.lifetime.fit",
        "crm.lifetime.segment",
        "crm.lifetime.backtest",
        "crm.value.ranking",
        "crm.value.calm",
        "crm.value.writing",
        "crm.value.schedule",
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
    def _get_dry_task(self, policy, today):
        """Return a task that scores under ``policy`` and learns and keeps nothing."""
        return Task(policy.company_id, policy, today, is_dry=True)

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
        if self._get_last_task(policy):
            ids = partners.commercial_partner_id.ids
            task = Task(
                company,
                policy,
                today,
                partner_ids=ids,
                calibration=policy.calibration,
            )
            self._score(task)
        elif not self._run_now(company, today):  # nothing to score single ones by
            self._queue(company, partners)
            return False
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
        task = self._collect(task)
        self._keep_calibration(task)
        counts = self._write_movers(task, task.calibration["bounds"])
        self._drop_tables()
        self.env.invalidate_all()
        return counts

    @api.model
    def _collect(self, task):
        """Make the tables of facts, calibrating the policy if it is to be.

        :return: the calibrated task, its bounds among the calibration
        """
        self.env.flush_all()
        self._collect_facts(task)
        if task.calibration:
            return task
        task = task._replace(calibration=self._calibrate(task))
        return self._add_calibration(task, **self._find_night_bounds(task))

    @api.model
    def _add_calibration(self, task, **values):
        return task._replace(calibration={**task.calibration, **values})

    @api.model
    def _calibrate(self, task):
        """Return what single customers are scored by: plain values by name.

        Called with the facts collected and nothing scored yet. Rooms to the right add
        theirs by ``super()``; a query of theirs is answered here under its name.
        """
        cuts = self._get_cut_point_queries()
        others = self._get_calibration_queries(task)
        found = self._read_side_by_side({**cuts, **others})
        return {
            **{name: found[name] for name in others},
            "day": fields.Date.to_string(task.today),
            "cut_points": self._get_cut_points(found)
            | task.policy._get_fixed_cut_points(task.today),
            "lifetime": self._get_lifetime(task),
        }

    @api.model
    def _get_calibration_queries(self, task):
        """Return ``{name: SELECT of one float8[]}`` over tonight's facts.

        Extend with ``super() | {…}``: :meth:`_calibrate` gives the list of each.
        """
        return {}

    @api.model
    def _read_side_by_side(self, queries):
        """Return ``{name: list}`` of queries, each run by a process of its own."""
        rows = self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %(name)s AS name, value FROM (%(query)s) AS part(value)",
                    name=name,
                    query=query,
                )
                for name, query in queries.items()
            )
        )
        return dict(rows)

    @api.model
    def _find_night_bounds(self, task):
        """Return the bounds of the classes (``abc``) and of the tiers (``bounds``).

        Where tiers rank by sales, as the classes do, one curve serves both.
        """
        policy = task.policy
        is_shared = policy.rank_by == "window_revenue"
        abc = None if is_shared else self._find_abc_bounds(policy)

        def find(curve):
            classes = self._find_abc_on_curve(policy, curve) if is_shared else abc
            everybody = self._get_everybody(self._add_calibration(task, abc=classes))
            bounds = self._find_bounds(policy, everybody, task.today, curve)
            return {"abc": classes, "bounds": bounds}

        ranked = ["partner_id", "rank_value", "window_revenue", "clv"]
        customers = self._stack_customers(task, self._get_scored_layers(task), ranked)
        sums = self._get_sums(policy) | self._get_sales_sum()
        last = policy.calibration or {}
        known = {name: last.get(name) or {} for name in ("abc", "bounds")}
        return self._find_on_curve(customers, sums, find, last=known)

    @api.model
    def _get_everybody(self, task):
        """Return tonight's customers with all that the rules of tiers read."""
        layers = self._get_scored_layers(task)
        return self._seal(self._stack(self._get_base_relation(task), layers))

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
