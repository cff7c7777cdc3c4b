# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_loyalty.models.earning.crm_loyalty_earning_rule_events import (
    EVERYBODY,
)


class CrmLoyaltyEarningRule(models.Model):
    """Sales at the counter are purchases: confirmed, paid, of an amount, of goods.

    A sale is one event whether it has an invoice or gets one later.
    """

    _inherit = "crm.loyalty.earning.rule"

    def _get_purchases(self, who=EVERYBODY):
        return SQL(
            """
            %(purchases)s
             UNION ALL
            SELECT 'pos.order' AS model, orders.id,
                   coalesce(orders.counted_at, orders.date_order) AS date_order,
                   customer.commercial_partner_id,
                   (coalesce(orders.counted_at, orders.date_order) AT TIME ZONE 'UTC'
                    AT TIME ZONE %(zone)s)::date AS day,
                   %(amount)s AS amount, orders.currency_rate
              FROM pos_order AS orders
              JOIN res_partner AS customer ON customer.id = orders.partner_id
             WHERE orders.company_id = %(company_id)s AND %(kept)s AND %(who)s
            """,
            purchases=super()._get_purchases(who),
            who=who,
            zone=self._get_zone(),
            amount=self._get_counter_amount_sql(),
            company_id=self.company_id.id,
            kept=self.env["pos.order"]._get_kept_sql(),
        )

    def _get_purchase_lines(self):
        return SQL(
            """
            %(lines)s
             UNION ALL
            SELECT line.product_id, line.qty AS quantity, line.price_subtotal AS amount
              FROM pos_order_line AS line
             WHERE purchase.model = 'pos.order' AND line.order_id = purchase.id
               AND %(sold)s
            """,
            lines=super()._get_purchase_lines(),
            sold=self.env["pos.order"]._get_sold_sql(),
        )

    def _get_counter_amount_sql(self):
        """What the goods of ``orders`` cost, less rewards, in the company's currency.

        What comes back with an exchange is taken from the sale that gave it.
        """
        return SQL(
            """
            (SELECT sum(line.price_subtotal) FROM pos_order_line AS line
              WHERE line.order_id = orders.id AND line.refunded_orderline_id IS NULL
                AND line.sale_order_origin_id IS NULL
            ) / NULLIF(orders.currency_rate, 0)
            """
        )

    def _get_invoice_query(self, first, last):
        """Paid sales; invoices of sales that count, or were answered, are no event."""
        return SQL(
            """
            SELECT invoice.* FROM (%(invoices)s) AS invoice
             WHERE NOT EXISTS (
                SELECT FROM pos_order AS orders
                 WHERE orders.account_move = invoice.res_id
                   AND (orders.counted_at IS NOT NULL OR EXISTS (
                        SELECT FROM loyalty_history AS given
                         WHERE given.earning_rule_id = %(rule)s
                           AND given.earning_key = 'pos.order,' || orders.id
                           AND given.kind IS NOT NULL)))
             UNION ALL
            %(sales)s
            """,
            invoices=super()._get_invoice_query(first, last),
            rule=self.id,
            sales=self._get_paid_sales(first, last),
        )

    def _get_paid_sales(self, first, last):
        """Sales by the day on which they were paid.

        Of those from before days were noted: of their own day, but without what was
        on account or has an invoice, which is an event itself.
        """
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   NULL::int AS subject_id, paid.day,
                   'pos.order,' || orders.id AS occurrence, %(amount)s AS amount,
                   (SELECT sum(line.qty) FROM pos_order_line AS line
                     WHERE line.order_id = orders.id AND %(sold)s) AS quantity,
                   'pos.order' AS model, orders.id AS res_id
              FROM pos_order AS orders
              JOIN res_partner AS customer ON customer.id = orders.partner_id
             CROSS JOIN LATERAL (
                SELECT coalesce(
                    orders.points_paid_on,
                    (orders.date_order AT TIME ZONE 'UTC'
                     AT TIME ZONE %(zone)s)::date) AS day
             ) AS paid
             WHERE orders.company_id = %(company_id)s AND %(kept)s
               AND paid.day BETWEEN %(first)s AND %(last)s
               AND (orders.points_paid_on BETWEEN %(first)s AND %(last)s OR (
                    orders.points_paid_on IS NULL AND orders.counted_at IS NULL
                    AND orders.date_order >= %(first)s::date - 1
                    AND orders.date_order < %(last)s::date + 2
                    AND orders.account_move IS NULL
                    AND NOT EXISTS (
                        SELECT FROM pos_payment AS payment
                          JOIN pos_payment_method AS method
                            ON method.id = payment.payment_method_id
                         WHERE payment.pos_order_id = orders.id
                           AND method.journal_id IS NULL)))
            """,
            amount=self._get_counter_amount_sql(),
            sold=self.env["pos.order"]._get_sold_sql(),
            zone=self._get_zone(),
            company_id=self.company_id.id,
            kept=self.env["pos.order"]._get_kept_sql(),
            first=first,
            last=last,
        )

    @api.model
    def _recheck(self, company, day):
        """Also take back what was given while a sale was being refunded."""
        result = super()._recheck(company, day)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT orders.id
                  FROM loyalty_history AS movement
                  JOIN pos_order AS orders ON orders.id = movement.order_id
                 WHERE movement.order_model = 'pos.order'
                   AND movement.earning_rule_id IS NOT NULL
                   AND movement.booked_on >= %(day)s::date - 1
                   AND orders.company_id = %(company_id)s AND NOT %(kept)s
                """,
                day=day,
                company_id=company.id,
                kept=self.env["pos.order"]._get_kept_sql(),
            )
        )
        self.env["pos.order"].sudo().browse(row[0] for row in rows)._sync_bonuses()
        return result

    # ----------------------------------------------------------------------- words

    def _tell_order_confirmed(self):
        return self._tell_with_counter(super()._tell_order_confirmed())

    def _tell_invoice_paid(self):
        return self._tell_with_counter(super()._tell_invoice_paid())

    def _tell_with_counter(self, event):
        """Say it to companies that have a counter."""
        own = [("company_id", "=", self.company_id.id)]
        if not self.env["pos.config"].sudo().search_count(own, limit=1):
            return event
        return self.env._("%(event)s (sales at the counter count too)", event=event)
