# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class LoyaltyHistory(models.Model):
    """How balances and histories from before the ledger get into it."""

    _inherit = "loyalty.history"

    @api.model
    def _adopt(self, programs):
        """Take the cards of ``programs`` over, without changing a single balance.

        Core's history rows become movements; where they don't add up to the card's
        balance (core lets people overwrite it and deletes rows on cancelling), one
        more movement holds the difference. Cards that are in the ledger are left alone.
        """
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        cards = cards.search(
            [("program_id", "in", programs.ids), ("pool_id", "=", False)]
        )
        if not cards:
            return
        self._adopt_pools(cards)
        self.env.flush_all()
        self._part_rows(cards)
        self._adopt_rows(cards)
        self._adopt_differences(cards)
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card SET plain_points = 0 WHERE id = ANY(%s)", cards.ids
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM loyalty_history
                 WHERE card_id = ANY(%s) AND kind = 'opening' AND issued > 0
                """,
                cards.ids,
            )
        )
        self.env.invalidate_all()
        lots = self.env["crm.loyalty.lot"].sudo()
        lots._insert_lots([row[0] for row in rows])
        lots._settle(cards.pool_id)

    @api.model
    def _adopt_pools(self, cards):
        """Put cards into their customer's pool; archived ones that hold points apart.

        Nobody could spend those points, and nobody shall by the taking over. They join
        the customer's balance when the card is taken out of the archive.
        """
        apart = cards.filtered(lambda card: not card.active and card.plain_points)
        pools = self.env["crm.loyalty.pool"].sudo()
        made = pools._insert([(card.program_id.id, None) for card in apart])
        for card, pool in zip(apart, made, strict=True):
            card.pool_id = pool
        (cards - apart)._join_pools()
        self.env["sale.order"].sudo()._adopt_goods(cards)

    @api.model
    def _part_rows(self, cards):
        """Book what a row of core took, beside what it gave, as its own movement."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO loyalty_history
                       (card_id, pool_id, kind, event, description, source_key,
                        issued, used, pending, booked_on, order_model, order_id,
                        create_uid, create_date, write_uid, write_date)
                SELECT row.card_id, card.pool_id, 'opening',
                       CASE row.order_model WHEN 'sale.order' THEN 'reward'
                                            ELSE 'opening' END,
                       row.description, 'opening:history:' || row.id || ':used',
                       0, row.used, 0, row.create_date::date,
                       row.order_model, row.order_id,
                       row.create_uid, row.create_date, row.write_uid, row.write_date
                  FROM loyalty_history AS row
                  JOIN loyalty_card AS card ON card.id = row.card_id
                 WHERE row.card_id = ANY(%(cards)s) AND row.kind IS NULL
                   AND row.issued > 0 AND row.used > 0
                """,
                cards=cards.ids,
            )
        )

    @api.model
    def _adopt_rows(self, cards):
        """Turn core's rows into movements; what was parted from them is booked."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_history AS row
                   SET kind = 'opening',
                       event = CASE WHEN row.order_model IS DISTINCT FROM 'sale.order'
                                    THEN 'opening'
                                    WHEN row.issued > 0 THEN 'order'
                                    ELSE 'reward' END,
                       source_key = 'opening:history:' || row.id,
                       pool_id = card.pool_id,
                       issued = greatest(coalesce(row.issued, 0), 0)
                                + greatest(-coalesce(row.used, 0), 0),
                       used = CASE WHEN row.issued > 0 THEN 0
                              ELSE greatest(coalesce(row.used, 0), 0)
                                   + greatest(-coalesce(row.issued, 0), 0) END,
                       pending = 0,
                       booked_on = row.create_date::date
                  FROM loyalty_card AS card
                 WHERE card.id = row.card_id
                   AND row.card_id = ANY(%(cards)s) AND row.kind IS NULL
                """,
                cards=cards.ids,
            )
        )

    @api.model
    def _adopt_differences(self, cards):
        """Book what the card says beyond its history, so that its balance stays."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO loyalty_history
                       (card_id, pool_id, kind, event, description, source_key,
                        issued, used, pending, booked_on,
                        create_uid, create_date, write_uid, write_date)
                SELECT card.id, card.pool_id, 'opening', 'opening', %(description)s,
                       'opening:card:' || card.id,
                       greatest(difference.points, 0), greatest(-difference.points, 0),
                       0, (now() AT TIME ZONE 'UTC')::date,
                       %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM loyalty_card AS card
                 CROSS JOIN LATERAL (
                    SELECT round((coalesce(card.plain_points, 0) - coalesce(
                               sum(row.issued - row.used), 0))::numeric, 6)::float8
                           AS points
                      FROM loyalty_history AS row
                     WHERE row.card_id = card.id AND row.kind IS NOT NULL
                 ) AS difference
                 WHERE card.id = ANY(%(cards)s) AND difference.points <> 0
                """,
                cards=cards.ids,
                description=self.env._("Balance taken over"),
                uid=self.env.uid,
            )
        )
