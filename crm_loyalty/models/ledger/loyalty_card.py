# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .door import is_open


class LoyaltyCard(models.Model):
    """A card shows what the ledger says; nobody writes a balance.

    ``points`` is the sum of the pool's movements. Cards without a ledger (coupons, gift
    cards) keep their figure in ``plain_points``, as core's own column did.
    """

    _inherit = "loyalty.card"

    pool_id = fields.Many2one(
        "crm.loyalty.pool",
        "Balance of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    plain_points = fields.Float("Points outside the ledger", readonly=True, copy=False)
    points = fields.Float(
        compute="_compute_points",
        search="_search_points",
        store=False,
        tracking=False,
        compute_sudo=True,
        aggregator="sum",
    )
    points_pending = fields.Float(
        "Pending points",
        compute="_compute_points",
        compute_sudo=True,
        help="Points of orders that are not yet paid or delivered; they can't be "
        "spent yet.",
    )

    @api.depends("pool_id", "plain_points")
    def _compute_points(self):
        sums = self.pool_id.sudo()._get_sums()
        for card in self:
            balance, pending = sums.get(card.pool_id.id, (0.0, 0.0))
            card.points = card.plain_points + balance
            card.points_pending = pending

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let balances be sorted, grouped and summed by the database."""
        if field_expr != "points":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields["points"], "read")
        return SQL(
            """
            (coalesce(%(plain)s, 0) + coalesce((
                SELECT %(balance)s FROM loyalty_history
                 WHERE pool_id = %(pool)s AND kind IS NOT NULL
            ), 0))
            """,
            plain=SQL.identifier(alias, "plain_points"),
            pool=SQL.identifier(alias, "pool_id"),
            balance=self.env["crm.loyalty.pool"]._get_balance_sql(),
        )

    @api.model
    def _search_points(self, operator, value):
        """Compare balances in the database."""
        return self.env["crm.loyalty.pool"]._search_sum("points", operator, value)

    # --------------------------------------------------------------------- core

    @api.model_create_multi
    def create(self, vals_list):
        """Give every card of a ledger programme its customer's pool.

        Points that core or an import puts on a new card are booked.
        """
        programs = self.env["loyalty.program"].sudo()
        granted = []
        for vals in vals_list:
            self._check_pool_untouched(vals)
            program_id = vals.get("program_id") or self._get_default_program_id()
            program = programs.browse(program_id)
            points = vals.get("points") or 0.0
            if program.has_ledger:
                vals.pop("points", None)
                vals.setdefault("partner_id", self._get_order_partner_id(vals))
            else:
                vals["plain_points"] = points
                points = 0.0
            granted.append(points)
        if not any(granted):
            cards = super().create(vals_list)
            cards._join_pools()
            return cards
        silent = self.with_context(loyalty_no_mail=True)
        cards = super(LoyaltyCard, silent).create(vals_list).with_env(self.env)
        cards._join_pools()
        for card, points in zip(cards, granted, strict=True):
            if points:
                card._book_written(points)
        cards._send_creation_communication()
        return cards

    def write(self, vals):
        """Book what core writes as a balance; what a person writes is refused.

        Core's own doors book by themselves. Only values besides the balance reach the
        table, so that those who give points never collide on the card.
        """
        self._check_pool_untouched(vals)
        rest = dict(vals)
        points = rest.pop("points", None)
        ledger = self.browse()
        if points is not None:
            ledger = self.filtered("program_id.has_ledger")
            rest_plain = {**vals, "plain_points": points}
            super(LoyaltyCard, self - ledger).write(rest_plain)
        if rest:
            super(LoyaltyCard, ledger if points is not None else self).write(rest)
        for card in ledger:
            card._book_written(points - card.points)
        if {"partner_id", "program_id"} & vals.keys() or vals.get("active"):
            self._join_pools()
        return True

    @api.model
    def _check_pool_untouched(self, vals):
        """Refuse to put a card into another customer's pool by hand."""
        if not self.env.su and vals.keys() & {"pool_id", "plain_points"}:
            raise UserError(
                self.env._(
                    "A card belongs to the balance of its customer. Change the card's "
                    "customer, or merge the customers, and the balance follows."
                )
            )

    def _book_written(self, change):
        """Book a change that code wrote as a balance, not knowing of the ledger.

        Cash registers compute fractions; it is cut to what the programme counts in.
        """
        self.ensure_one()
        if is_open(self):
            return
        change = self.program_id.sudo()._cut_points(round(change, 6))
        if not change:
            return
        if not self.env.su:
            raise UserError(
                self.env._(
                    "The balance of a card is the sum of its movements and can't be "
                    "overwritten. Use “Adjust points”; it asks for a reason."
                )
            )
        self.env["loyalty.history"]._post(
            [
                {
                    "card": self,
                    "kind": "earn" if change > 0 else "spend",
                    "event": "external",
                    "issued": max(change, 0.0),
                    "used": max(-change, 0.0),
                    "description": self.env._("Booked by another application"),
                }
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        if self._get_booked():
            raise UserError(
                self.env._(
                    "A card with movements can't be deleted. Archive it; its points "
                    "stay with the customer."
                )
            )

    def unlink(self):
        """Archive cards with movements when code deletes them: what is booked stays."""
        cards = self
        if self.env.su or is_open(self):
            booked = self._get_booked()
            booked.action_archive()
            cards -= booked
        return super(LoyaltyCard, cards).unlink()

    def _get_booked(self):
        """Return those of these cards that have movements in the ledger."""
        rows = (
            self.env["loyalty.history"]
            .sudo()
            ._read_group(
                [("card_id", "in", self.ids), ("kind", "!=", False)], ["card_id"]
            )
        )
        return self.browse(card.id for (card,) in rows)

    # -------------------------------------------------------------------- pools

    def _join_pools(self):
        """Put these cards into the pool of their customer and programme.

        Cards without a customer get a pool of their own, which the customer takes over
        as soon as there is one.
        """
        pools = self.env["crm.loyalty.pool"].sudo()
        cards = self.sudo().filtered("program_id.has_ledger")
        keys = {
            card: (card.program_id.id, card.partner_id.commercial_partner_id.id)
            for card in cards
        }
        found = pools._get_pools(key for key in keys.values() if key[1])
        for card, key in keys.items():
            pool, former = found.get(key), card.pool_id
            if pool and pool != former:
                card.pool_id = pool
                if former.commercial_partner_id:
                    card._leave_awards(former)
                elif former:
                    pool._absorb(former)
            elif not pool and not former:
                card.pool_id = pools._insert([(key[0], None)])

    def _leave_awards(self, former):
        """Leave what confirmed orders gave and cost to the customer of before."""
        domain = [("coupon_id", "=", self.id), ("order_id.state", "=", "sale")]
        awards = self.env["sale.order.coupon.points"].sudo().search(domain)
        lines = self.env["sale.order.line"].sudo().search(domain)
        if awards or lines:
            card = self._get_card(former.program_id, former.commercial_partner_id)
            awards.coupon_id = card
            lines.coupon_id = card

    @api.model
    def _get_card(self, program, partner):
        """Return the card on which points of ``partner`` are booked; made if missing.

        The customer's own card first, then any card of the same pool.
        """
        cards = self.sudo()
        customer = partner.commercial_partner_id
        pool = (
            self.env["crm.loyalty.pool"]
            .sudo()
            ._get_pools([(program.id, customer.id)])[program.id, customer.id]
        )
        found = cards.search([("pool_id", "=", pool.id)])
        own = found.filtered(lambda card: card.partner_id == partner)
        return (own or found)[:1] or cards.with_context(tracking_disable=True).create(
            {"program_id": program.id, "partner_id": partner.id}
        )

    def _get_today(self):
        """Return today's date in the time zone of the programme's company."""
        company = self.program_id.company_id or self.env.company
        return self.env["crm.value.night"]._get_today(company)

    @api.model
    def _get_default_program_id(self):
        return self.default_get(["program_id"]).get("program_id")

    def _get_order_partner_id(self, vals):
        """Core makes a card without a customer when a contact orders for a company."""
        order = self.env["sale.order"].sudo().browse(vals.get("order_id"))
        return order.partner_id.id if order else False
