# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

DONE = ("paid", "done")


class PosOrder(models.Model):
    """A sale takes along what earning rules gave for it: refunded, credited, unpaid."""

    _inherit = "pos.order"

    counted_at = fields.Datetime(
        "Counted at",
        readonly=True,
        copy=False,
        help="When the sale arrived here, complete; bonuses for purchases go by it. "
        "A counter that was offline sends its sales later.",
    )
    points_paid_on = fields.Date(
        "Paid on",
        readonly=True,
        copy=False,
        help="The day, in the company's time zone, since which nothing is owed for it; "
        "bonuses for what is paid go by it.",
    )

    _counted = models.Index("(company_id, coalesce(counted_at, date_order))")
    _points_paid = models.Index(
        "(company_id, points_paid_on) WHERE points_paid_on IS NOT NULL"
    )

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self.sudo().counted_at = fields.Datetime.now()
        self.sudo()._note_paid()
        return result

    def _note_paid(self):
        """Note on which day these sales became paid, or that they are not any more.

        Of sales from before days were noted nobody knows it.
        """
        night = self.env["crm.value.night"]
        for order in self.filtered("counted_at"):
            is_paid = order._get_paid_share() >= 1.0
            if is_paid != bool(order.points_paid_on):
                today = night._get_today(order.company_id)
                order.points_paid_on = today if is_paid else False

    def _sync_counter_points(self):
        """Also note what is paid, and book what this changes for bonuses."""
        result = super()._sync_counter_points()
        self._note_paid()
        self._sync_bonuses()
        return result

    def _sync_bonuses(self):
        """Take back the bonuses of sales that no longer count, and give them again.

        :return: the movements
        """
        history = self.env["loyalty.history"].sudo()
        if not self.ids:
            return history
        given = history._get_given_bonuses(
            SQL("order_model = 'pos.order' AND order_id = ANY(%s)", self.ids)
        )
        kept = [row for row in given if self._is_earning(row)]
        gone = [row for row in given if row not in kept]
        return history._balance_bonuses(gone, kept, self._get_bonus_shares(kept))

    @api.model
    def _is_earning(self, row):
        """Tell whether the sale of a given bonus still is what the rule rewards."""
        order = self.sudo().browse(row["res_id"]).exists()
        customer = order.partner_id.commercial_partner_id
        if order.state not in DONE or customer.id != row["customer_id"]:
            return False
        rule = self.env["crm.loyalty.earning.rule"].sudo().browse(row["rule_id"])
        if rule.event == "invoice_paid" and order._get_paid_share() < 1.0:
            return False
        return any(order._get_sold_lines()._get_kept_shares().values())

    @api.model
    def _get_bonus_shares(self, kept):
        """Return ``{(rule id, order id): share}`` of what refunds and notes have left.

        By amount, or by unit; of a rule for certain products, those count.
        """
        shares = {}
        for row in kept:
            rule = self.env["crm.loyalty.earning.rule"].sudo().browse(row["rule_id"])
            lines = self.sudo().browse(row["res_id"])._get_sold_lines()
            left = rule._get_counted_lines(lines)._get_kept_shares()
            measure = "qty" if rule.point_mode == "unit" else "price_subtotal"
            sold = sum(line[measure] for line in left)
            stays = sum(line[measure] * share for line, share in left.items())
            shares[rule.id, row["res_id"]] = stays / sold if sold > 0 else 1.0
        return shares

    def _get_bonus_day(self, event):
        """Return the day, in the company's time zone, on which bonuses count."""
        self.ensure_one()
        if event == "invoice_paid" and self.points_paid_on:
            return self.points_paid_on
        night = self.env["crm.value.night"]
        return night._get_today(self.company_id, self.counted_at or self.date_order)

    def _get_sold_lines(self):
        """Return the lines of goods that are sold here; rewards are none.

        Goods of an order that the counter only settles are sold by that order.
        """
        return self.lines.filtered(
            lambda line: (
                line.qty > 0
                and not (line.reward_id or line.is_reward_line)
                and not (line.refunded_orderline_id or line.sale_order_origin_id)
            )
        )

    # ------------------------------------------------------------------------- SQL

    @api.model
    def _get_kept_sql(self):
        """Return the condition that ``orders`` are sales of which goods are kept.

        Whatever took the goods: refunds at the counter or credit notes.
        """
        return SQL(
            """
            (orders.state IN ('paid', 'done') AND EXISTS (
                SELECT FROM pos_order_line AS line
                 WHERE line.order_id = orders.id AND %(sold)s
                   AND line.qty > (
                    SELECT coalesce(-sum(back.qty), 0)
                      FROM pos_order_line AS back
                      JOIN pos_order AS later ON later.id = back.order_id
                     WHERE back.refunded_orderline_id = line.id
                       AND later.state IN ('paid', 'done')
                   )
             ) AND NOT EXISTS (
                SELECT FROM account_move AS invoice
                  JOIN account_move AS note
                    ON note.reversed_entry_id = invoice.id
                   AND note.state = 'posted' AND note.move_type = 'out_refund'
                 WHERE invoice.id = orders.account_move
                HAVING sum(note.amount_untaxed_signed)
                       + min(invoice.amount_untaxed_signed) <= 0
             ))
            """,
            sold=self._get_sold_sql(),
        )

    @api.model
    def _get_sold_sql(self):
        """Return the condition that ``line`` is of goods, as ``_get_sold_lines``."""
        return SQL(
            """
            line.qty > 0 AND line.reward_id IS NULL
            AND line.is_reward_line IS NOT TRUE
            AND line.refunded_orderline_id IS NULL
            AND line.sale_order_origin_id IS NULL
            """
        )
