# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from ...engine.ledger import find_kept
from .door import is_open, open_door

# What changes an order's worth in points.
WORTH = {
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "points_cost",
    "coupon_id",
    "reward_id",
    "qty_delivered",
}


class SaleOrderLine(models.Model):
    """Lines of a confirmed order that change change what the order gives."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super(SaleOrderLine, open_door(self)).create(vals_list)
        lines = lines.with_env(self.env)
        lines._sync_order_points()
        return lines

    def write(self, vals):
        if not vals.keys() & WORTH:
            return super().write(vals)
        result = super(SaleOrderLine, open_door(self)).write(vals)
        self._sync_order_points()
        return result

    def unlink(self):
        orders = self.order_id
        result = super(SaleOrderLine, open_door(self)).unlink()
        if not is_open(self):
            orders.exists().filtered(lambda order: order.state == "sale")._sync_points()
        return result

    def _sync_order_points(self):
        if not is_open(self):
            self.order_id.filtered(lambda order: order.state == "sale")._sync_points()

    # ------------------------------------------------------------------ amounts

    def _get_invoiced_amounts(self):
        """Return ``{line id: (invoiced, refunded, paid)}``, untaxed, posted.

        In the currency of the order; lines without an invoice are missing.
        """
        if not self._are_invoiced():
            return {}
        self.env["account.move.line"].flush_model(["price_subtotal", "balance"])
        self.env["account.move"].flush_model(["state", "payment_state", "move_type"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT link.order_line_id,
                       coalesce(sum(part.amount) FILTER (WHERE NOT part.is_refund), 0),
                       coalesce(sum(part.amount) FILTER (WHERE part.is_refund), 0),
                       coalesce(sum(part.amount) FILTER (WHERE part.is_paid), 0)
                  FROM sale_order_line_invoice_rel AS link
                  JOIN sale_order_line AS line ON line.id = link.order_line_id
                  JOIN sale_order AS orders ON orders.id = line.order_id
                  JOIN account_move_line AS item ON item.id = link.invoice_line_id
                  JOIN account_move AS move ON move.id = item.move_id
                 CROSS JOIN LATERAL (%(part)s) AS part
                 WHERE link.order_line_id = ANY(%(ids)s) AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                 GROUP BY link.order_line_id
                """,
                part=self._get_invoice_part_sql(),
                ids=self.ids,
            )
        )
        return {line: tuple(amounts) for line, *amounts in rows}

    @api.model
    def _get_invoice_part_sql(self):
        """Return what the ``item`` of a ``move`` is, in the currency of ``orders``."""
        return SQL(
            """
            SELECT move.move_type = 'out_refund' AS is_refund,
                   move.move_type <> 'out_refund'
                   AND move.payment_state IN ('paid', 'in_payment', 'reversed')
                       AS is_paid,
                   CASE WHEN move.currency_id = orders.currency_id
                        THEN item.price_subtotal
                        WHEN move.move_type = 'out_refund'
                        THEN item.balance * orders.currency_rate
                        ELSE -item.balance * orders.currency_rate
                   END::float8 AS amount
            """
        )

    def _are_invoiced(self):
        """Tell whether there is an invoice of any of these lines.

        Asked of the table: what a user may not read counts too.
        """
        if not self.ids:
            return False
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT FROM sale_order_line_invoice_rel
                     WHERE order_line_id = ANY(%s) LIMIT 1
                    """,
                    self.ids,
                )
            )
        )

    def _get_kept_amount(self):
        """Return the part of this line's amount that no refund took away."""
        self.ensure_one()
        invoiced = self._get_invoiced_amounts().get(self.id, (0.0, 0.0, 0.0))
        return find_kept(self.price_subtotal, *invoiced[:2])

    def _get_delivered_share(self):
        """Return which share of the line is delivered, 0 to 1."""
        self.ensure_one()
        if not self.product_uom_qty:
            return 1.0
        return min(max(self.qty_delivered / self.product_uom_qty, 0.0), 1.0)
