# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

ANY_SCORE = (0.0, 100.0)
EVERYBODY = SQL("TRUE")


class CrmLoyaltyEarningRule(models.Model):
    """What can earn points: the registry of events, and those that are purchases."""

    _inherit = "crm.loyalty.earning.rule"

    @api.model
    def _get_event_selection(self):
        """Return ``[(event, label)]``; extend with ``[*super()…, (event, label)]``.

        Events of ``crm.customer.event`` are there by themselves; where one has the name
        of an event of ours, ours counts.
        """
        own = {
            "order_confirmed": self.env._("Order confirmed"),
            "invoice_paid": self.env._("Invoice paid"),
            "nth_purchase": self.env._("First, second, … purchase"),
            "amount_reached": self.env._("Purchases reach an amount"),
            "product": self.env._("Product or category bought"),
            "birthday": self.env._("Birthday"),
            "anniversary": self.env._("Anniversary"),
            "profile": self.env._("Contact details completed"),
            "campaign": self.env._("Campaign, started by hand"),
        }
        registered = dict(self.env["crm.customer.event"]._get_event_selection())
        return list((own | registered | own).items())

    def _get_event_queries(self, first, last):
        """Return ``{event: SQL}`` for this rule; extend with ``super() | {…}``.

        Each ``SELECT`` gives one row per event from the day ``first`` to the day
        ``last`` (more days do no harm), in the time zone of the rule's company:

        ``partner_id``: whose card gets the points; ``subject_id``: who has this
        ``occurrence`` only once (``2026`` for a birthday), or NULL where the occurrence
        names a document that is unique by itself; ``day``; ``amount`` in the company's
        currency and ``quantity``, or NULL; ``model`` and ``res_id`` of the document, or
        NULL. Points of an event without a document are never taken back.
        """
        self.ensure_one()
        events = self.env["crm.customer.event"]._get_event_queries(
            self.company_id, first, last
        )
        return {
            event: self._get_registered_query(sql) for event, sql in events.items()
        } | {
            "order_confirmed": self._get_order_query(first, last),
            "product": self._get_product_query(first, last),
            "invoice_paid": self._get_invoice_query(first, last),
            "nth_purchase": self._get_nth_query(first, last),
            "amount_reached": self._get_amount_query(first, last),
        }

    def _get_event_query(self, first, last):
        """Return the query of this rule's event.

        :raise UserError: nobody knows of this event any more
        """
        query = self._get_event_queries(first, last).get(self.event)
        if query is None:
            raise UserError(
                self.env._(
                    "Nobody reports the event “%(event)s” any more: the addon that "
                    "did was removed. Choose another event.",
                    event=self.event,
                )
            )
        return query

    # ---------------------------------------------------------------- purchases

    def _get_purchases(self, who=EVERYBODY):
        """Confirmed orders of the company, as SQL without bounds.

        :param SQL who: a condition on ``customer``, the contact

        Extend it with ``UNION ALL``, together with ``_get_purchase_lines``: ``model``
        and ``id`` of the document, ``date_order`` (UTC) and its ``day`` in the
        company's time zone, ``commercial_partner_id``, ``amount`` (untaxed, in the
        company's currency) and ``currency_rate``, by which its lines are divided.
        """
        return SQL(
            """
            SELECT 'sale.order' AS model, orders.id, orders.date_order,
                   customer.commercial_partner_id,
                   (orders.date_order AT TIME ZONE 'UTC'
                    AT TIME ZONE %(zone)s)::date AS day,
                   orders.amount_untaxed / NULLIF(orders.currency_rate, 0) AS amount,
                   orders.currency_rate
              FROM sale_order AS orders
              JOIN res_partner AS customer ON customer.id = orders.partner_id
             WHERE orders.company_id = %(company_id)s AND orders.state = 'sale'
               AND %(who)s
            """,
            zone=self._get_zone(),
            company_id=self.company_id.id,
            who=who,
        )

    def _get_purchase_lines(self):
        """Goods of the row ``purchase``, as SQL; extend it with ``UNION ALL``.

        ``product_id``, ``quantity`` and ``amount``, in the document's currency.
        """
        return SQL(
            """
            SELECT line.product_id, line.product_uom_qty AS quantity,
                   line.price_subtotal AS amount
              FROM sale_order_line AS line
             WHERE purchase.model = 'sale.order' AND line.order_id = purchase.id
               AND line.display_type IS NULL AND line.reward_id IS NULL
               AND line.is_downpayment IS NOT TRUE
            """
        )

    def _get_zone(self):
        return self.company_id.partner_id.tz or "UTC"

    def _get_purchases_between(self, first, last):
        """Bounds on the instant are a day wider than the days in any time zone."""
        return SQL(
            """
            SELECT purchase.* FROM (%(purchases)s) AS purchase
             WHERE purchase.date_order >= %(first)s::date - 1
               AND purchase.date_order < %(last)s::date + 2
            """,
            purchases=self._get_purchases(),
            first=first,
            last=last,
        )

    def _get_order_query(self, first, last):
        return SQL(
            """
            SELECT purchase.commercial_partner_id AS partner_id,
                   NULL::int AS subject_id, purchase.day,
                   purchase.model || ',' || purchase.id AS occurrence, purchase.amount,
                   (SELECT sum(line.quantity) FROM (%(lines)s) AS line) AS quantity,
                   purchase.model, purchase.id AS res_id
              FROM (%(purchases)s) AS purchase
            """,
            purchases=self._get_purchases_between(first, last),
            lines=self._get_purchase_lines(),
        )

    def _get_product_query(self, first, last):
        """Purchases of one of the products, or of the categories and those below."""
        categories = self.env["product.category"].sudo()
        return SQL(
            """
            SELECT purchase.commercial_partner_id AS partner_id,
                   NULL::int AS subject_id, purchase.day,
                   purchase.model || ',' || purchase.id AS occurrence,
                   sum(line.amount) / NULLIF(purchase.currency_rate, 0) AS amount,
                   sum(line.quantity) AS quantity,
                   purchase.model, purchase.id AS res_id
              FROM (%(purchases)s) AS purchase
             CROSS JOIN LATERAL (%(lines)s) AS line
              JOIN product_product AS product ON product.id = line.product_id
              JOIN product_template AS template ON template.id = product.product_tmpl_id
             WHERE line.quantity > 0 AND (product.id = ANY(%(products)s)
                   OR template.categ_id = ANY(%(categories)s))
             GROUP BY purchase.commercial_partner_id, purchase.day, purchase.model,
                      purchase.id, purchase.currency_rate
            """,
            purchases=self._get_purchases_between(first, last),
            lines=self._get_purchase_lines(),
            products=self.product_ids.ids,
            categories=categories.search(
                [("id", "child_of", self.category_ids.ids)]
            ).ids
            if self.category_ids
            else [],
        )

    def _get_invoice_query(self, first, last):
        """Invoices by the day on which they were paid; of issue where none is noted."""
        return SQL(
            """
            SELECT move.commercial_partner_id AS partner_id, NULL::int AS subject_id,
                   coalesce(move.points_paid_on, move.invoice_date) AS day,
                   'account.move,' || move.id AS occurrence,
                   move.amount_untaxed_signed AS amount,
                   (SELECT sum(item.quantity) FROM account_move_line AS item
                     WHERE item.move_id = move.id AND item.display_type = 'product'
                   ) AS quantity,
                   'account.move' AS model, move.id AS res_id
              FROM account_move AS move
             WHERE move.company_id = %(company_id)s AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.payment_state IN ('paid', 'in_payment')
               AND coalesce(move.points_paid_on, move.invoice_date)
                   BETWEEN %(first)s AND %(last)s
            """,
            company_id=self.company_id.id,
            first=first,
            last=last,
        )

    def _get_buyers_orders(self, first, last):
        """All purchases of the customers who bought something in these days."""
        buyers = SQL(
            "customer.commercial_partner_id IN ("
            "SELECT recent.commercial_partner_id FROM (%s) AS recent)",
            self._get_purchases_between(first, last),
        )
        return self._get_purchases(buyers)

    def _get_nth_query(self, first, last):
        return SQL(
            """
            SELECT commercial_partner_id AS partner_id,
                   commercial_partner_id AS subject_id, day, place::text AS occurrence,
                   amount, 1 AS quantity, model, id AS res_id
              FROM (
                SELECT *, row_number() OVER (
                           PARTITION BY commercial_partner_id
                           ORDER BY date_order, model, id
                       ) AS place
                  FROM (%(orders)s) AS purchase
              ) AS ranked
             WHERE place = %(number)s
            """,
            orders=self._get_buyers_orders(first, last),
            number=self.purchase_number,
        )

    def _get_amount_query(self, first, last):
        period = SQL("to_char(day, 'YYYY')") if self.is_yearly else SQL("'ever'")
        return SQL(
            """
            SELECT commercial_partner_id AS partner_id,
                   commercial_partner_id AS subject_id, day, period AS occurrence,
                   upto AS amount, 1 AS quantity, model, id AS res_id
              FROM (
                SELECT *, sum(amount) OVER (
                           PARTITION BY commercial_partner_id, period
                           ORDER BY date_order, model, id
                       ) AS upto
                  FROM (
                    SELECT *, %(period)s AS period FROM (%(orders)s) AS purchase
                  ) AS dated
              ) AS summed
             WHERE upto >= %(amount)s AND upto - amount < %(amount)s
            """,
            period=period,
            orders=self._get_buyers_orders(first, last),
            amount=self.minimum_amount,
        )

    # --------------------------------------------------------------- registered

    def _get_registered_query(self, query):
        """Events of ``crm.customer.event``, within the rule's band of scores."""
        band = (self.minimum_score, self.maximum_score)
        within = SQL("TRUE")
        if band != ANY_SCORE:
            within = SQL("event.value BETWEEN %s AND %s", *band)
        return SQL(
            """
            SELECT event.partner_id, NULL::int AS subject_id, event.day,
                   event.key AS occurrence, NULL::numeric AS amount, 1 AS quantity,
                   event.model, event.res_id
              FROM (%(query)s) AS event
             WHERE %(within)s
            """,
            query=query,
            within=within,
        )
