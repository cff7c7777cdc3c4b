# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerEvent(models.AbstractModel):
    """Purchases and moves between tiers are events of the customer."""

    _inherit = "crm.customer.event"

    @api.model
    def _get_event_selection(self):
        events = [
            *super()._get_event_selection(),
            ("first_purchase", self.env._("First purchase of a new customer")),
            ("order_confirmed", self.env._("Order confirmed")),
            ("invoice_paid", self.env._("Invoice paid")),
            ("tier_changed", self.env._("Value tier changed")),
        ]
        if self._has_deliveries():
            events.append(("order_delivered", self.env._("Order delivered")))
        return events

    @api.model
    def _get_event_queries(self, company, first, last):
        events = {
            "first_purchase": self._get_first_purchase_query(company),
            "order_confirmed": self._get_confirmed_query(company),
            "invoice_paid": self._get_paid_query(company, first, last),
            "tier_changed": self._get_change_query(
                company, SQL("change.kind = 'tier'")
            ),
        }
        if self._has_deliveries():
            events["order_delivered"] = self._get_delivered_query(company)
        return super()._get_event_queries(company, first, last) | {
            event: self._get_bounded_query(company, query, first, last)
            for event, query in events.items()
        }

    @api.model
    def _has_deliveries(self):
        """Tell whether the inventory application delivers orders here."""
        return "delivery_status" in self.env["sale.order"]._fields

    @api.model
    def _get_bounded_query(self, company, query, first, last):
        """Give the rows of ``query`` (all columns but ``day`` and ``value``) their day.

        The bounds on the instant are a day wider than the days in any time zone.
        """
        return SQL(
            """
            SELECT found.partner_id,
                   (found.at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
                   found.at, found.key, NULL::float8 AS value, found.model, found.res_id
              FROM (%(query)s) AS found
             WHERE found.partner_id IS NOT NULL
               AND found.at >= %(first)s::date - 1 AND found.at < %(last)s::date + 2
            """,
            zone=company.partner_id.tz or "UTC",
            query=query,
            first=first,
            last=last,
        )

    @api.model
    def _get_first_purchase_query(self, company):
        """Customers by their first purchase, known from the end of its day on."""
        return SQL(
            """
            SELECT profile.partner_id,
                   (profile.first_purchase_date + 1)::timestamp
                   AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' - interval '1 second' AS at,
                   'crm.customer.profile,' || profile.id AS key,
                   'crm.customer.profile' AS model, profile.id AS res_id
              FROM crm_customer_profile AS profile
             WHERE profile.company_id = %(company_id)s
            """,
            zone=company.partner_id.tz or "UTC",
            company_id=company.id,
        )

    @api.model
    def _get_confirmed_query(self, company):
        return SQL(
            """
            SELECT orders.partner_id, orders.date_order AS at,
                   'sale.order,' || orders.id AS key,
                   'sale.order' AS model, orders.id AS res_id
              FROM sale_order AS orders
             WHERE orders.company_id = %s AND orders.state = 'sale'
            """,
            company.id,
        )

    @api.model
    def _get_delivered_query(self, company):
        """Orders of which nothing is left to deliver, by their last delivery."""
        return SQL(
            """
            SELECT orders.partner_id, max(picking.date_done) AS at,
                   'sale.order,' || orders.id AS key,
                   'sale.order' AS model, orders.id AS res_id
              FROM sale_order AS orders
              JOIN stock_picking AS picking
                ON picking.sale_id = orders.id AND picking.state = 'done'
              JOIN stock_location AS place
                ON place.id = picking.location_dest_id AND place.usage = 'customer'
             WHERE orders.company_id = %s AND orders.state = 'sale'
               AND orders.delivery_status = 'full'
             GROUP BY orders.id
            """,
            company.id,
        )

    @api.model
    def _get_paid_query(self, company, first, last):
        """Paid invoices, by the instant at which their last payment was matched."""
        return SQL(
            """
            SELECT move.partner_id, max(matched.create_date) AS at,
                   'account.move,' || move.id AS key,
                   'account.move' AS model, move.id AS res_id
              FROM account_move AS move
              JOIN account_move_line AS line ON line.move_id = move.id
              JOIN account_partial_reconcile AS matched
                ON matched.debit_move_id = line.id
             WHERE move.company_id = %(company_id)s AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.payment_state IN ('paid', 'in_payment')
               AND move.id IN (
                   SELECT paid.move_id
                     FROM account_partial_reconcile AS recent
                     JOIN account_move_line AS paid ON paid.id = recent.debit_move_id
                    WHERE recent.create_date >= %(first)s::date - 1
                      AND recent.create_date < %(last)s::date + 2
               )
             GROUP BY move.id
            """,
            company_id=company.id,
            first=first,
            last=last,
        )

    @api.model
    def _get_change_query(self, company, kind):
        """Changes of a kind, by the run that saw them; by their day without one."""
        return SQL(
            """
            SELECT profile.partner_id,
                   coalesce(run.create_date,
                            change.change_date::timestamp
                            AT TIME ZONE %(zone)s AT TIME ZONE 'UTC') AS at,
                   'crm.profile.change,' || change.id AS key,
                   'crm.customer.profile' AS model, profile.id AS res_id
              FROM crm_profile_change AS change
              JOIN crm_customer_profile AS profile ON profile.id = change.profile_id
              LEFT JOIN crm_run AS run ON run.id = change.run_id
             WHERE change.company_id = %(company_id)s AND %(kind)s
               AND change.direction IS DISTINCT FROM 'first'
            """,
            zone=company.partner_id.tz or "UTC",
            company_id=company.id,
            kind=kind,
        )
