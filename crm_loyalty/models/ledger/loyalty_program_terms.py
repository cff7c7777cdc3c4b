# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class LoyaltyProgram(models.Model):
    """Changed terms of expiry reach points given earlier when a manager says so.

    Points with a day of their own keep it, those that a manager extended never get
    shorter, and nobody loses points sooner than the time that customers are told in
    advance.
    """

    _inherit = "loyalty.program"

    def _get_change_sql(self):
        """Return a sub-select of open lots whose terms would change.

        Its columns are those of ``crm.loyalty.lot._get_open_sql`` and ``expires_on``,
        ``idle_months``, ``idle_days`` and ``new_day`` as they would be.
        """
        self.ensure_one()
        self.flush_recordset()
        return SQL(
            """
            (WITH wanted AS (%s), dated AS (
                SELECT wanted.*, CASE WHEN idle_months > 0 THEN greatest(expires_on, (
                           greatest(earned_on, coalesce(active_on, (
                               SELECT max(booked_on) FROM loyalty_history
                                WHERE pool_id = wanted.pool_id
                                  AND kind IN ('earn', 'pending', 'confirm', 'spend'))))
                           + make_interval(months => idle_months, days => idle_days)
                       )::date) ELSE expires_on END AS new_day
                  FROM wanted
            )
            SELECT * FROM dated
             WHERE (expires_on, idle_months, idle_days) IS DISTINCT FROM
                   (old_expires_on, coalesce(old_months, 0), coalesce(old_days, 0)))
            """,
            self._get_wanted_sql(),
        )

    def _get_wanted_sql(self):
        """Return open lots that may change, with new and old terms."""
        lots = self.env["crm.loyalty.lot"]
        scope = SQL(
            "pool.program_id = %s AND NOT coalesce(lot.is_fixed, FALSE)", self.id
        )
        return SQL(
            """
            SELECT open.*, %(months)s AS idle_months, %(days)s AS idle_days,
                   lot.earned_on, lot.expires_on AS old_expires_on,
                   lot.idle_months AS old_months, lot.idle_days AS old_days,
                   CASE WHEN program.expiry_mode <> 'none' THEN greatest(
                        %(expiry)s, least(open.valid_until, %(notice)s),
                        CASE WHEN lot.extended_by_id IS NOT NULL
                             THEN lot.expires_on END) END AS expires_on
              FROM %(open)s AS open
              JOIN crm_loyalty_lot AS lot ON lot.id = open.lot_id
              JOIN loyalty_program AS program ON program.id = %(program)s
             CROSS JOIN LATERAL (SELECT lot.earned_on AS booked_on) AS movement
             WHERE open.valid_until IS NULL OR open.valid_until >= %(today)s
            """,
            months=lots._get_idle_sql("expiry_months"),
            days=lots._get_idle_sql("expiry_grace_days"),
            expiry=lots._get_expiry_sql(),
            open=lots._get_open_sql(scope),
            notice=self._get_today() + timedelta(days=self.expiry_notice_days),
            program=self.id,
            today=self._get_today(),
        )

    def _get_change_counts(self):
        """Return what applying the terms would do, as a dict of figures.

        ``lots``, ``customers``, ``points``, ``sooner``, ``later`` (lots) and
        ``first_day``, the first day on which some of them expire.
        """
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT count(*) AS lots, count(DISTINCT pool_id) AS customers,
                       coalesce(sum(points), 0) AS points, min(new_day) AS first_day,
                       count(*) FILTER (WHERE coalesce(new_day, 'infinity')
                                            < coalesce(valid_until, 'infinity'))
                       AS sooner,
                       count(*) FILTER (WHERE coalesce(new_day, 'infinity')
                                            > coalesce(valid_until, 'infinity'))
                       AS later
                  FROM %s AS change
                """,
                self._get_change_sql(),
            )
        )[0]

    def _apply_terms(self):
        """Give open lots of earlier days the present terms; return how many changed."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_loyalty_lot AS lot
                   SET expires_on = change.expires_on,
                       idle_months = change.idle_months,
                       idle_days = change.idle_days,
                       write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                  FROM %(change)s AS change
                 WHERE lot.id = change.lot_id
                """,
                uid=self.env.uid,
                change=self._get_change_sql(),
            )
        )
        count = self.env.cr.rowcount
        self.env["crm.loyalty.lot"].invalidate_model(flush=False)
        return count

    def action_apply_expiry(self):
        """Button: show what the terms would change for points given earlier."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply to existing points"),
            "res_model": "crm.loyalty.expiry.apply",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id},
        }
