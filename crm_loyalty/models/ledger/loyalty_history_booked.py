# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from ...engine.ledger import EARNED, REDEEMED


class LoyaltyHistory(models.Model):
    """What the ledger holds for a document, to be compared with its worth."""

    _inherit = "loyalty.history"

    @api.model
    def _get_booked_points(self, documents):
        """Return what ``documents`` of one model gave and spent by now.

        One dict per ``(document id, pool id, event)``: ``points`` and ``pending``, net;
        ``first_points``, those of the first movement, pending or not; ``count`` of the
        movements; ``first_id``, the first one; ``reversed_id``, the last one that took
        something back, or None; and ``card_id``, of the last one.
        """
        rows = self.env.execute_query_dict(
            SQL(
                # Read by the index ``_ledger_source``.
                """
                SELECT order_id, pool_id, event, count(*), min(id) AS first_id,
                       sum(coalesce(issued, 0) - coalesce(used, 0)) AS points,
                       sum(coalesce(pending, 0)) AS pending,
                       (array_agg(coalesce(issued, 0) - coalesce(used, 0)
                                  + coalesce(pending, 0) ORDER BY id))[1]
                           AS first_points,
                       max(id) FILTER (WHERE kind = 'reverse') AS reversed_id,
                       (array_agg(card_id ORDER BY id DESC))[1] AS card_id
                  FROM loyalty_history
                 WHERE order_model = %(model)s AND order_id = ANY(%(ids)s)
                   AND kind IS NOT NULL AND event IN (%(earned)s, %(redeemed)s)
                 GROUP BY order_id, pool_id, event
                """,
                model=documents._name,
                ids=documents.ids,
                earned=EARNED,
                redeemed=REDEEMED,
            )
        )
        return {(row["order_id"], row["pool_id"], row["event"]): row for row in rows}

    @api.model
    def _prepare_given_again(self, document, have):
        """Return what belongs to points that a withdrawn credit note gives again.

        They are valid as long as before they were taken back. A document that was
        cancelled and confirmed anew gives new points.

        :param document: has a ``company_id`` and, as ``date_order``, when it last began
        :param have: its row of ``_get_booked_points``
        """
        taken = self.sudo().browse(have["reversed_id"])
        night = self.env["crm.value.night"]
        began_on = night._get_today(document.company_id, document.date_order)
        if not taken or taken.booked_on <= began_on:
            return {}
        lots = self.env["crm.loyalty.lot"].sudo()
        return {"reverses": taken} | lots._get_latest_terms(
            [
                ("pool_id", "=", have["pool_id"]),
                ("history_id.order_model", "=", document._name),
                ("history_id.order_id", "=", document.id),
                ("history_id.event", "=", have["event"]),
            ]
        )
