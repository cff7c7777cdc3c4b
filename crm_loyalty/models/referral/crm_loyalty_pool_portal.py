# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmLoyaltyPool(models.Model):
    """What customers see of their balances in the portal.

    Whoever calls these methods on sudo asks ``_get_portal_pools`` first: it alone
    decides whose balances they are.
    """

    _inherit = "crm.loyalty.pool"

    @api.model
    def _get_portal_pools(self, partner, company):
        """Return the balances that ``partner`` may see, of programmes in ``company``.

        A company's contacts see the company's balances. Programmes that are hidden in
        the portal, archived or another company's are left out.
        """
        return self.sudo().search(
            [
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "in", [False, company.id]),
                ("program_id.active", "=", True),
                ("program_id.portal_visible", "=", True),
                ("program_id.has_ledger", "=", True),
            ],
            order="id",
        )

    def _get_portal_balances(self):
        """Return one dict per balance, with figures in the programme's own words.

        ``pool``, ``name``, ``points``, ``is_debt``, ``pending``, ``expiring`` and
        ``expiring_on``; what is zero is False, but for the balance itself.
        """
        balances = []
        for pool in self:
            expiring_on, expiring = pool._get_portal_expiry()
            balances.append(
                {
                    "pool": pool,
                    "name": pool.program_id.name,
                    "points": pool._format_points(pool.points),
                    "is_debt": pool.points < 0,
                    "pending": pool.points_pending > 0
                    and pool._format_points(pool.points_pending),
                    "expiring": expiring > 0 and pool._format_points(expiring),
                    "expiring_on": expiring_on,
                }
            )
        return balances

    def _get_portal_expiry(self):
        """Return (day, points) of what expires next, or (False, 0.0)."""
        self.ensure_one()
        if "points_expiring" not in self._fields:
            return False, 0.0
        return self["expiring_on"], self["points_expiring"]

    def _get_portal_history(self, limit=None, offset=0):
        """Return movements with the balance after each, the latest first.

        The dicts hold ``day``, ``text``, ``url`` (or False), ``kind`` (its label),
        ``change`` and ``pending`` (points, signed), ``change_text``,
        ``pending_text`` and ``balance_text``.
        """
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, round(sum(coalesce(issued, 0) - coalesce(used, 0))
                           OVER (ORDER BY id)::numeric, 6)::float8
                  FROM loyalty_history
                 WHERE pool_id = %(pool)s AND kind IS NOT NULL
                 ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s
                """,
                pool=self.id,
                limit=limit,
                offset=offset,
            )
        )
        moves = self.env["loyalty.history"].sudo().browse(id for id, _sum in rows)
        kinds = dict(moves._fields["kind"]._description_selection(self.env))
        return [
            self._prepare_portal_line(move, balance, kinds)
            for move, (_id, balance) in zip(moves, rows, strict=True)
        ]

    def _prepare_portal_line(self, move, balance, kinds):
        return {
            "day": move.booked_on,
            "text": move.description,
            "url": self._get_portal_move_url(move),
            "kind": kinds[move.kind],
            "change": move.change,
            "pending": move.pending,
            "change_text": self._format_signed_points(move.change),
            "pending_text": self._format_signed_points(move.pending),
            "balance_text": self._format_points(balance),
        }

    def _get_portal_move_url(self, move):
        """Return the address of the document, if it is this customer's own."""
        if move.order_model != "sale.order":
            return False
        order = self.env["sale.order"].sudo().browse(move.order_id).exists()
        customer = order.partner_id.commercial_partner_id
        if not order or customer != self.commercial_partner_id:
            return False
        return f"/my/orders/{order.id}"

    def _get_history_count(self):
        """Return how many movements there are."""
        self.ensure_one()
        return self.env["loyalty.history"].search_count(
            [("pool_id", "=", self.id), ("kind", "!=", False)]
        )

    def _format_points(self, points):
        """Return points as this programme names them, for example “120 points”."""
        self.ensure_one()
        card = self.env["loyalty.card"].sudo().new({"program_id": self.program_id.id})
        return card._format_points(points)

    def _format_signed_points(self, points):
        sign = "+" if points > 0 else "\N{MINUS SIGN}" if points < 0 else ""
        return f"{sign}{self._format_points(abs(points))}"
