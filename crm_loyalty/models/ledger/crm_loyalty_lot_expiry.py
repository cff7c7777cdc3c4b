# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What keeps the points of a customer alive where they expire by inactivity.
ACTIVITY = ("earn", "pending", "confirm", "spend")
NOISE = 1e-6


class CrmLoyaltyLot(models.Model):
    """Lots expire: once each, what is left of them, after their last valid day."""

    _inherit = "crm.loyalty.lot"

    remaining = fields.Float(search="_search_remaining")
    valid_until = fields.Date(
        compute="_compute_valid_until",
        compute_sudo=True,
        help="The last day on which these points can be spent. By inactivity: as it "
        "is now; it moves on when the customer earns or spends points.",
    )

    @api.depends("expires_on", "idle_months", "idle_days", "pool_id.history_ids")
    def _compute_valid_until(self):
        idle = self.filtered("idle_months")
        scope = SQL("lot.id = ANY(%s)", idle.ids)
        days = dict(
            self.env.execute_query(
                SQL(
                    "SELECT lot_id, valid_until FROM %s AS open",
                    self._get_open_sql(scope, least=-1),
                )
            )
            if idle
            else ()
        )
        for lot in self:
            lot.valid_until = days.get(lot.id, lot.expires_on)

    @api.model
    def _search_remaining(self, operator, value):
        """Find lots that still hold points: the one comparison that people need."""
        if operator != ">" or value:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """
                %(points)s > %(noise)s + coalesce((
                    SELECT sum(points) FROM crm_loyalty_allocation
                     WHERE lot_id = %(lot)s
                ), 0)
                """,
                points=SQL.identifier(alias, "points"),
                noise=NOISE,
                lot=SQL.identifier(alias, "id"),
            )
        )

    @api.model
    def _get_open_sql(self, scope, until=None, least=NOISE):
        """Return a sub-select of the lots that still hold points.

        Its columns are ``lot_id``, ``pool_id``, ``history_id``, ``points`` (what is
        left), ``active_on`` (when the customer last earned or spent points; only
        where that counts) and ``valid_until``.

        What was taken is read lot by lot, by the index ``lot_id``: a join would trust
        the statistics of the table, which know nothing of the allocations that this
        very transaction, or the batch before it, has just made.

        :param SQL scope: a condition over ``lot`` and ``pool``
        :param until: only lots whose last valid day is this day or earlier
        :param least: only lots that hold more than so many points
        """
        self.flush_model(["expires_on", "idle_months", "idle_days"])
        return SQL(
            """
            (WITH %(dated)s
            SELECT lot_id, dated.pool_id, dated.history_id, active_on, valid_until,
                   round((dated.points - taken.points)::numeric, 6)::float8 AS points
              FROM dated
             CROSS JOIN LATERAL (
                SELECT coalesce(sum(points), 0) AS points
                  FROM crm_loyalty_allocation
                 WHERE lot_id = dated.lot_id
             ) AS taken
             WHERE %(until)s AND dated.points - taken.points > %(least)s)
            """,
            dated=self._get_dated_sql(scope, until),
            until=SQL("valid_until <= %s", until) if until else SQL("TRUE"),
            least=least,
        )

    @api.model
    def _get_dated_sql(self, scope, until):
        """Return ``dated``: lots with their last valid day, as CTEs."""
        limit = SQL("AND (lot.idle_months > 0 OR lot.expires_on <= %s)", until)
        return SQL(
            """
            scope AS (
                SELECT lot.*
                  FROM crm_loyalty_lot AS lot
                  JOIN crm_loyalty_pool AS pool ON pool.id = lot.pool_id
                 WHERE %(scope)s %(limit)s
            ), activity AS (
                SELECT pool_id, max(booked_on) AS active_on
                  FROM loyalty_history
                 WHERE kind = ANY(%(activity)s) AND pool_id IN (
                       SELECT pool_id FROM scope WHERE idle_months > 0)
                 GROUP BY pool_id
            ), dated AS (
                SELECT scope.id AS lot_id, scope.pool_id, scope.history_id,
                       scope.points, activity.active_on,
                       CASE WHEN scope.idle_months > 0
                            THEN greatest(scope.expires_on, (
                                 greatest(scope.earned_on, activity.active_on)
                                 + make_interval(months => scope.idle_months,
                                                 days => scope.idle_days))::date)
                            ELSE scope.expires_on END AS valid_until
                  FROM scope
                  LEFT JOIN activity ON activity.pool_id = scope.pool_id
            )
            """,
            scope=scope,
            limit=limit if until else SQL(),
            activity=list(ACTIVITY),
        )

    # ------------------------------------------------------------------- expiry

    @api.model
    def _expire_due(self, pools):
        """Expire what is due in locked ``pools``, so that nobody spends it.

        The night does it for everybody; this is for those who come before it.
        """
        if not pools.ids:
            return
        for program, members in pools.grouped("program_id").items():
            today = program._get_today()
            due = SQL(
                """
                SELECT FROM crm_loyalty_lot
                 WHERE pool_id = ANY(%s) AND (idle_months > 0 OR expires_on < %s)
                 LIMIT 1
                """,
                members.ids,
                today,
            )
            if self.env.execute_query(due):
                self._settle(members)
                self._expire(members, today)

    @api.model
    def _find_due_pools(self, program, today):
        """Return the pools of ``program`` with points that are no longer valid."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT pool_id FROM %s AS open ORDER BY pool_id",
                self._get_open_sql(
                    SQL("pool.program_id = %s", program.id),
                    until=today - timedelta(days=1),
                ),
            )
        )
        return self.env["crm.loyalty.pool"].sudo().browse(row[0] for row in rows)

    @api.model
    def _expire(self, pools, today):
        """Take what is left of lots that are no longer valid; one movement each.

        ``pools`` have to be locked and settled. The movement counts on the day after
        the last valid one, or when the points came back to a lot that had expired
        before, so that it does not matter when the job gets round to it. Lots that
        expire again have another key.

        :return: how many lots expired
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH booked AS (%s)
                INSERT INTO crm_loyalty_allocation (history_id, lot_id, pool_id, points)
                SELECT id, split_part(source_key, ':', 2)::int, pool_id, used
                  FROM booked
                """,
                self._get_expire_sql(pools, today),
            )
        )
        count = self.env.cr.rowcount
        if count:
            self.env["loyalty.history"]._forget_balances()
            self.invalidate_model(["remaining", "allocation_ids"], flush=False)
        return count

    @api.model
    def _get_expire_sql(self, pools, today):
        """Return the statement that books the expiry of lots of ``pools``."""
        return SQL(
            """
            INSERT INTO loyalty_history
                   (card_id, pool_id, kind, event, description, source_key,
                    issued, used, pending, booked_on,
                    create_uid, create_date, write_uid, write_date)
            SELECT due.card_id, due.pool_id, 'expire', 'expiry',
                   coalesce(%(words)s::jsonb ->> customer.lang, %(word)s),
                   'expire:' || due.lot_id || ':' || due.times,
                   0, due.points, 0, due.booked_on,
                   %(uid)s, now() AT TIME ZONE 'UTC',
                   %(uid)s, now() AT TIME ZONE 'UTC'
              FROM (%(due)s) AS due
              JOIN crm_loyalty_pool AS pool ON pool.id = due.pool_id
              LEFT JOIN res_partner AS customer
                ON customer.id = pool.commercial_partner_id
             ORDER BY due.pool_id, due.valid_until, due.lot_id
            RETURNING id, pool_id, used, source_key
            """,
            due=self._get_due_sql(pools, today),
            words=json.dumps(self._get_expiry_words()),
            word=self.env._("Points expired"),
            uid=self.env.uid,
        )

    @api.model
    def _get_due_sql(self, pools, today):
        """Return what is left of lots of ``pools`` that are no longer valid.

        ``times`` tells how often a lot has expired before. OFFSET 0 lets the server
        look its allocations up by their index, whatever it thinks of the table.
        """
        return SQL(
            """
            SELECT open.lot_id, open.pool_id, open.points, open.valid_until,
                   given.card_id, before.times,
                   least(%(today)s, greatest(valid_until + 1, before.back_on))
                       AS booked_on
              FROM %(open)s AS open
              JOIN loyalty_history AS given ON given.id = open.history_id
             CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE taking.kind = 'expire') AS times,
                       max(taking.booked_on) FILTER (WHERE part.points < 0) AS back_on
                  FROM (SELECT history_id, points
                          FROM crm_loyalty_allocation
                         WHERE lot_id = open.lot_id OFFSET 0) AS part
                  JOIN loyalty_history AS taking ON taking.id = part.history_id
             ) AS before
            """,
            open=self._get_open_sql(
                SQL("lot.pool_id = ANY(%s)", pools.ids), until=today - timedelta(days=1)
            ),
            today=today,
        )

    @api.model
    def _get_expiry_words(self):
        """Return ``{language: what customers read on the movement}``."""
        return {
            code: self.with_context(lang=code).env._("Points expired")
            for code, _name in self.env["res.lang"].get_installed()
        }
