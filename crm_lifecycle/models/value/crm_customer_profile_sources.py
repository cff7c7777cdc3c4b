# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """Where the figures of a customer come from: the registries of sources."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_event_queries(self, company):
        """Return ``{source: SQL}``, the sources of revenue a policy can choose.

        Each ``SELECT`` gives one row per purchase or refund of ``company``:
        ``partner_id`` (commercial partner), ``event_date``, ``amount`` (untaxed, in
        the company's currency, refunds negative), ``margin`` (the same, or NULL
        where unknown) and ``is_purchase`` (false for refunds). Extend with
        ``super() | {…}`` and name the source in
        ``crm.value.policy._get_revenue_source_selection``.
        """
        return {
            "invoice": self._get_invoice_query(company),
            "order": self._get_order_query(company),
        }

    @api.model
    def _get_metric_queries(self, company, today):
        """Return ``{column: SQL}``, figures from elsewhere that the night writes.

        ``column`` is a stored field of this model. Each ``SELECT`` gives
        ``partner_id`` (commercial partner) and ``value`` for ``company``, as known
        at the end of ``today``. Customers without a row get NULL (integers 0).
        Extend with ``super() | {…}``.
        """
        return {}

    @api.model
    def _get_profile_link_models(self):
        """Return the models that carry a stored ``profile_id``; extend the list."""
        return ["sale.order", "crm.lead"]

    @api.model
    def _get_invoice_query(self, company):
        """Posted customer invoices; reads ``account_move_customer_revenue`` alone.

        The margin is known where the lines come from sale lines that record one.
        """
        return SQL(
            """
            SELECT move.commercial_partner_id AS partner_id,
                   move.invoice_date AS event_date,
                   move.amount_untaxed_signed AS amount,
                   %(margin)s AS margin,
                   move.move_type <> 'out_refund' AS is_purchase
              FROM account_move move
             WHERE move.company_id = %(company_id)s
               AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            """,
            margin=self._get_invoice_margin(),
            company_id=company.id,
        )

    @api.model
    def _get_invoice_margin(self):
        if "margin_percent" not in self.env["sale.order.line"]._fields:
            return SQL("NULL::numeric")
        return SQL(
            """(SELECT CASE WHEN count(*) = count(sold.id)
                            THEN sum(-line.balance * sold.margin_percent::numeric) END
                  FROM account_move_line line
                  LEFT JOIN sale_order_line_invoice_rel link
                    ON link.invoice_line_id = line.id
                  LEFT JOIN sale_order_line sold ON sold.id = link.order_line_id
                 WHERE line.move_id = move.id AND line.display_type = 'product')"""
        )

    @api.model
    def _get_order_query(self, company):
        """Confirmed orders, in the company's currency at the order's own rate."""
        margin = SQL("NULL::numeric")
        if "margin" in self.env["sale.order"]._fields:
            margin = SQL("sale.margin / NULLIF(sale.currency_rate, 0)")
        zone = company.partner_id.tz or "UTC"
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       AS event_date,
                   sale.amount_untaxed / NULLIF(sale.currency_rate, 0) AS amount,
                   %(margin)s AS margin,
                   TRUE AS is_purchase
              FROM sale_order sale
              JOIN res_partner customer ON customer.id = sale.partner_id
             WHERE sale.company_id = %(company_id)s AND sale.state = 'sale'
            """,
            zone=zone,
            margin=margin,
            company_id=company.id,
        )
