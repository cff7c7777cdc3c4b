# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from ...engine.breakage import ENOUGH_LOTS, find_breakage


class CrmLoyaltyBreakage(models.AbstractModel):
    """What became of past lots, and so what will become of those that are open."""

    _name = "crm.loyalty.breakage"
    _description = "Points that are never used"

    @api.model
    def _get_curves(self, programs):
        """Return ``{program id: {age in months: share never used}, or None}``."""
        events, ended = self._read_events(programs), self._count_ended(programs)
        return {
            program.id: find_breakage(
                events.get(program.id, []), ended.get(program.id, 0)
            )
            for program in programs
        }

    @api.model
    def _tell(self, programs):
        """Return ``{program id: sentence}``: what is expected, or what is missing."""
        curves, ended = self._get_curves(programs), self._count_ended(programs)
        told = {}
        for program in programs:
            curve, count = curves[program.id], ended.get(program.id, 0)
            if curve is None:
                told[program.id] = self.env._(
                    "%(count)d lots of points have been used up or have expired; "
                    "%(needed)d are needed to say how many points will never be used.",
                    count=count,
                    needed=ENOUGH_LOTS,
                )
            else:
                told[program.id] = self.env._(
                    "About %(percent)d %% of the points that are given will never be "
                    "used, as %(count)d past lots show.",
                    percent=round(100 * curve[0]),
                    count=count,
                )
        return told

    @api.model
    def _read_events(self, programs):
        """Return ``{program id: [(age in months, what, points)]}`` of all lots."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pool.program_id, %(age)s AS age, event.what, sum(event.points)
                  FROM (%(events)s) AS event
                  JOIN crm_loyalty_lot AS lot ON lot.id = event.lot_id
                  JOIN crm_loyalty_pool AS pool ON pool.id = lot.pool_id
                 WHERE pool.program_id = ANY(%(programs)s)
                 GROUP BY pool.program_id, age, event.what
                """,
                events=self._get_lot_events_sql(),
                age=self._get_age_sql(SQL("event.day")),
                programs=programs.ids,
            )
        )
        events = {}
        for program_id, age, what, points in rows:
            events.setdefault(program_id, []).append((age, what, points))
        return events

    @api.model
    def _get_lot_events_sql(self):
        """Return when points of each lot were used or expired, and what is open.

        A reward that was given back is no use; points that left with a returned
        purchase were never given.
        """
        return SQL(
            """
            WITH taken AS (
                SELECT allocation.lot_id, allocation.points, movement.kind,
                       CASE WHEN allocation.points < 0
                            THEN coalesce(origin.booked_on, movement.booked_on)
                            ELSE movement.booked_on END AS day
                  FROM crm_loyalty_allocation AS allocation
                  JOIN loyalty_history AS movement
                    ON movement.id = allocation.history_id
                  LEFT JOIN loyalty_history AS origin
                    ON origin.id = movement.reversal_id
            )
            SELECT lot_id, day, points,
                   CASE kind WHEN 'expire' THEN 'expired' ELSE 'used' END AS what
              FROM taken
             WHERE kind <> 'reverse' OR points < 0
             UNION ALL
            SELECT lot.id, %s::date, lot.points - coalesce(sum(taken.points), 0), 'open'
              FROM crm_loyalty_lot AS lot
              LEFT JOIN taken ON taken.lot_id = lot.id
             GROUP BY lot.id
            """,
            self._get_today(),
        )

    @api.model
    def _count_ended(self, programs):
        """Return ``{program id: lots that were used up or have expired}``."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT program_id, count(*)
                  FROM (
                    SELECT pool.program_id
                      FROM crm_loyalty_lot AS lot
                      JOIN crm_loyalty_pool AS pool ON pool.id = lot.pool_id
                      JOIN crm_loyalty_allocation AS taken ON taken.lot_id = lot.id
                      JOIN loyalty_history AS movement
                        ON movement.id = taken.history_id
                     WHERE pool.program_id = ANY(%(programs)s)
                     GROUP BY lot.id, pool.program_id
                    HAVING lot.points - sum(taken.points) < 1e-6
                       AND bool_or(movement.kind <> 'reverse')
                  ) AS ended
                 GROUP BY program_id
                """,
                programs=programs.ids,
            )
        )
        return dict(rows)

    @api.model
    def _get_today(self):
        return self.env["crm.value.night"]._get_today(self.env.company)

    @api.model
    def _get_age_sql(self, day):
        """Return the whole months from ``lot.earned_on`` to ``day``, 0 or more."""
        return SQL(
            """
            greatest(0, (extract(year FROM age(%(day)s, lot.earned_on)) * 12
                         + extract(month FROM age(%(day)s, lot.earned_on)))::int)
            """,
            day=day,
        )
