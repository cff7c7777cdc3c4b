# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import api, fields, models
from odoo.tools import SQL

ISSUED = SQL("movement.issued")  # what a movement gave


class CrmLoyaltyLot(models.Model):
    """Points that were given together and expire together.

    One lot per giving movement, written by the ledger; only its day of expiry changes
    later, by an extension with a reason. What is left of it is derived from the
    allocations.
    """

    _name = "crm.loyalty.lot"
    _description = "Lot of points"
    _order = "expires_on, earned_on, id"
    _rec_name = "earned_on"

    history_id = fields.Many2one(
        "loyalty.history", "Movement", required=True, readonly=True, ondelete="restrict"
    )
    pool_id = fields.Many2one(
        "crm.loyalty.pool",
        "Balance of",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="pool_id.company_id")
    program_id = fields.Many2one(related="pool_id.program_id")
    points = fields.Float(readonly=True, help="Points of this lot when it was given.")
    earned_on = fields.Date(required=True, readonly=True)
    expires_on = fields.Date(
        readonly=True, help="The last day on which these points can be spent."
    )
    extended_by_id = fields.Many2one(
        "res.users", "Extended by", readonly=True, ondelete="set null"
    )
    extension_reason = fields.Char(readonly=True)
    allocation_ids = fields.One2many("crm.loyalty.allocation", "lot_id", readonly=True)
    remaining = fields.Float(
        compute="_compute_remaining", compute_sudo=True, help="What is left of it."
    )

    _history_once = models.UniqueIndex("(history_id)", "A movement makes one lot.")
    _order_of_use = models.Index("(pool_id, expires_on, earned_on, id)")
    _expiry = models.Index("(expires_on) WHERE expires_on IS NOT NULL")

    @api.depends("points", "allocation_ids.points")
    def _compute_remaining(self):
        used = dict(
            self.env["crm.loyalty.allocation"]._read_group(
                [("lot_id", "in", self.ids)], ["lot_id"], ["points:sum"]
            )
        )
        for lot in self:
            lot.remaining = round(lot.points - used.get(lot, 0.0), 6)

    @api.model
    def _follow(self, rows):
        """Make the lots of new movements, or give points back to the very lots.

        Points that were given make a lot. Points that come back because a spending was
        reversed return to the lots which they came from, the latest to expire first;
        what was spent beyond them makes a lot that pays the debt. Points that are taken
        back because a purchase was reversed come from the
        purchase's own lots, as far as they are still there.

        :param rows: booked movements, as ``loyalty.history._prepare_row`` makes them
        """
        reversed_rows = [row for row in rows if row["kind"] == "reverse"]
        self._insert_lots(
            [row["id"] for row in rows if row["issued"] and row["kind"] != "reverse"]
        )
        self._set_expiry(rows)
        back = [row["id"] for row in reversed_rows if row["issued"]]
        if back:
            self._give_back(back)
            self._insert_lots(back, SQL("movement.issued + %s", self._get_allocated()))
        taken = [row["id"] for row in reversed_rows if row["used"]]
        if taken:
            self._take_back(taken)
        self.invalidate_model(flush=False)

    @api.model
    def _get_allocated(self):
        """Return the points that lots gave to ``movement``; negative: got from it."""
        return SQL(
            """(SELECT coalesce(sum(points), 0) FROM crm_loyalty_allocation
                 WHERE history_id = movement.id)"""
        )

    @api.model
    def _insert_lots(self, history_ids, points=ISSUED):
        """Make a lot of each movement with ``points``, by SQL over ``movement``."""
        if not history_ids:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_loyalty_lot
                       (history_id, pool_id, points, earned_on, expires_on,
                        idle_months, idle_days,
                        create_uid, write_uid, create_date, write_date)
                SELECT movement.id, movement.pool_id, %(points)s,
                       movement.booked_on, %(expiry)s,
                       %(idle_months)s, %(idle_days)s,
                       %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM loyalty_history AS movement
                  JOIN crm_loyalty_pool AS pool ON pool.id = movement.pool_id
                  JOIN loyalty_program AS program ON program.id = pool.program_id
                 WHERE movement.id = ANY(%(ids)s)
                   AND %(points)s > 1e-6
                 ORDER BY movement.id
                """,
                points=points,
                expiry=self._get_expiry_sql(),
                idle_months=self._get_idle_sql("expiry_months"),
                idle_days=self._get_idle_sql("expiry_grace_days"),
                uid=self.env.uid,
                ids=history_ids,
            )
        )

    @api.model
    def _set_expiry(self, rows):
        """Give lots the day that the one who booked them wished, or none."""
        wished = [
            {"id": row["id"], "expires_on": row["lot"] or None}
            for row in rows
            if row["lot"] is not None
        ]
        if not wished:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_loyalty_lot AS lot
                   SET expires_on = wish.expires_on, is_fixed = TRUE, idle_months = 0
                  FROM json_to_recordset(%s::json) AS wish (id int, expires_on date)
                 WHERE lot.history_id = wish.id
                """,
                json.dumps(wished),
            )
        )

    @api.model
    def _get_origin_sql(self):
        """Return what makes ``origin`` a movement that ``reverse`` takes back."""
        return SQL(
            """
            origin.pool_id = reverse.pool_id AND (
                origin.id = reverse.reversal_id
                OR origin.reversal_id = reverse.reversal_id
                OR (origin.order_model = reverse.order_model
                    AND origin.order_id = reverse.order_id
                    AND origin.event = reverse.event)
            )
            """
        )

    @api.model
    def _give_back(self, history_ids):
        """Undo allocations of reversed spendings, from the lot that lasts longest."""
        self.env.cr.execute(
            SQL(
                """
                WITH undone AS (
                    SELECT reverse.id, allocation.lot_id, reverse.pool_id,
                           reverse.issued AS wanted, sum(allocation.points) AS points
                      FROM loyalty_history AS reverse
                      JOIN loyalty_history AS origin ON %(origin)s
                      JOIN crm_loyalty_allocation AS allocation
                        ON allocation.history_id = origin.id
                     WHERE reverse.id = ANY(%(ids)s) AND origin.kind IS NOT NULL
                     GROUP BY reverse.id, allocation.lot_id
                    HAVING sum(allocation.points) > 0
                ), ranked AS (
                    SELECT undone.*, sum(undone.points) OVER (
                               PARTITION BY undone.id
                               ORDER BY lot.expires_on DESC NULLS FIRST, lot.id DESC
                           ) AS upto
                      FROM undone
                      JOIN crm_loyalty_lot AS lot ON lot.id = undone.lot_id
                )
                INSERT INTO crm_loyalty_allocation (history_id, lot_id, pool_id, points)
                SELECT id, lot_id, pool_id, -least(points, wanted - (upto - points))
                  FROM ranked
                 WHERE upto - points < wanted
                """,
                origin=self._get_origin_sql(),
                ids=history_ids,
            )
        )

    @api.model
    def _take_back(self, history_ids):
        """Take reversed points from the purchase's own lots, as far as they last."""
        self.env.cr.execute(
            SQL(
                """
                WITH own AS (
                    SELECT reverse.id, reverse.pool_id, reverse.used AS wanted,
                           lot.id AS lot_id,
                           lot.points - coalesce((
                               SELECT sum(allocation.points)
                                 FROM crm_loyalty_allocation AS allocation
                                WHERE allocation.lot_id = lot.id
                           ), 0) AS remaining
                      FROM loyalty_history AS reverse
                      JOIN loyalty_history AS origin ON %(origin)s
                      JOIN crm_loyalty_lot AS lot ON lot.history_id = origin.id
                     WHERE reverse.id = ANY(%(ids)s) AND origin.kind IS NOT NULL
                ), ranked AS (
                    SELECT *, sum(remaining) OVER (
                               PARTITION BY id ORDER BY lot_id DESC
                           ) AS upto
                      FROM own WHERE remaining > 0
                )
                INSERT INTO crm_loyalty_allocation (history_id, lot_id, pool_id, points)
                SELECT id, lot_id, pool_id,
                       least(remaining, wanted - (upto - remaining))
                  FROM ranked
                 WHERE upto - remaining < wanted
                """,
                origin=self._get_origin_sql(),
                ids=history_ids,
            )
        )
