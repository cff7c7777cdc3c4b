# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmLoyaltyPool(models.Model):
    """Balances as people read them: sorted, summed and filtered by the database."""

    _inherit = "crm.loyalty.pool"

    points = fields.Float(search="_search_points", aggregator="sum")
    points_pending = fields.Float(search="_search_points_pending", aggregator="sum")
    points_display = fields.Char("Points", compute="_compute_points_display")
    pending_display = fields.Char("Pending", compute="_compute_points_display")
    debt_note = fields.Char(compute="_compute_points_display")
    open_lot_ids = fields.Many2many(
        "crm.loyalty.lot",
        string="Lots with points left",
        compute="_compute_open_lot_ids",
    )
    card_count = fields.Integer(compute="_compute_card_count")

    @api.depends("points", "points_pending")
    def _compute_points_display(self):
        """Write balances as the programme does; say a debt in words."""
        for pool in self:
            pool.points_display = pool._format_points(pool.points)
            pool.pending_display = pool._format_points(pool.points_pending)
            pool.debt_note = pool.points < 0 and self.env._(
                "%(points)s are owed: they were spent before the purchase behind them "
                "was given back. The next points pay them first.",
                points=pool._format_points(-pool.points),
            )

    def _format_points(self, points):
        """Return ``points`` with the programme's word for them."""
        card = self.env["loyalty.card"].new({"program_id": self.program_id.id})
        return card._format_points(points).strip()

    @api.depends("card_ids")
    def _compute_card_count(self):
        for pool in self:
            pool.card_count = len(pool.card_ids)

    @api.depends("lot_ids")
    def _compute_open_lot_ids(self):
        lots = self.sudo()._read_open_lots()
        for pool in self:
            pool.open_lot_ids = [row["id"] for row in lots.get(pool.id, ())]

    def _read_open_lots(self):
        """Return ``{pool id: [{"id", "remaining", "expires_on"}]}``, oldest first."""
        found = {}
        if not self.ids:
            return found
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT lot.id, lot.pool_id, lot.expires_on,
                       lot.points - coalesce(sum(taken.points), 0) AS remaining
                  FROM crm_loyalty_lot AS lot
                  LEFT JOIN crm_loyalty_allocation AS taken ON taken.lot_id = lot.id
                 WHERE lot.pool_id = ANY(%(ids)s)
                 GROUP BY lot.id
                HAVING lot.points - coalesce(sum(taken.points), 0) > 1e-6
                 ORDER BY lot.expires_on NULLS LAST, lot.earned_on, lot.id
                """,
                ids=self.ids,
            )
        )
        for row in rows:
            found.setdefault(row["pool_id"], []).append(row)
        return found

    def _get_last_movements(self, limit):
        """Return ``{customer: latest movements}``, newest first, in one query."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT customer_id, array_agg(id ORDER BY place)
                  FROM (
                    SELECT pool.commercial_partner_id AS customer_id, movement.id,
                           row_number() OVER (
                               PARTITION BY pool.commercial_partner_id
                               ORDER BY movement.booked_on DESC, movement.id DESC
                           ) AS place
                      FROM loyalty_history AS movement
                      JOIN crm_loyalty_pool AS pool ON pool.id = movement.pool_id
                     WHERE movement.pool_id = ANY(%(ids)s)
                       AND movement.kind IS NOT NULL
                  ) AS ranked
                 WHERE place <= %(limit)s
                 GROUP BY customer_id
                """,
                ids=self.ids,
                limit=limit,
            )
        )
        history = self.env["loyalty.history"]
        customers = self.env["res.partner"]
        return {customers.browse(who): history.browse(ids) for who, ids in rows}

    # ---------------------------------------------------------------- database

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let balances be sorted, grouped and summed by the database."""
        sums = {
            "points": self._get_balance_sql(),
            "points_pending": SQL("round(sum(pending)::numeric, 6)::float8"),
        }
        if field_expr == "tier_id":
            return self._get_tier_sql(alias)
        if field_expr not in sums:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return SQL(
            """
            coalesce((SELECT %(total)s FROM loyalty_history
                       WHERE pool_id = %(pool)s AND kind IS NOT NULL), 0)
            """,
            total=sums[field_expr],
            pool=SQL.identifier(alias, "id"),
        )

    @api.model
    def _get_tier_sql(self, alias):
        """Return the customer's present tier in the company that is switched on."""
        return SQL(
            """
            (SELECT profile.tier_id FROM crm_customer_profile AS profile
              WHERE profile.partner_id = %(partner)s
                AND profile.company_id = %(company)s)
            """,
            partner=SQL.identifier(alias, "commercial_partner_id"),
            company=self.env.company.id,
        )

    @api.model
    def _search_points(self, operator, value):
        return self._search_sum("points", operator, value)

    @api.model
    def _search_points_pending(self, operator, value):
        return self._search_sum("points_pending", operator, value)

    # ----------------------------------------------------------------- buttons

    def action_adjust(self):
        """Ask a manager for the balance that the customer should have, and why."""
        self.ensure_one()
        return self.card_ids[:1].action_loyalty_update_balance()
