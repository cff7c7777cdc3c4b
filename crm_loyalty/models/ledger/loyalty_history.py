# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .door import is_open

# Sellers at the counter write core's history under their own rights; see ``create``.
COUNTER = "pos.order"
# Figures that nobody changes once they are booked. Links (card, pool, order, tier, …)
# follow merged customers and deleted documents.
FIGURES = (
    "issued",
    "used",
    "pending",
    "kind",
    "event",
    "source_key",
    "booked_on",
    "multiplier",
    "description",
    "reason",
    "create_uid",
    "create_date",
)


class LoyaltyHistory(models.Model):
    """The ledger of points: every movement once, for ever. Written by ``_post`` alone.

    A row belongs to the ledger when it has a kind; rows of programmes without named
    cards (promotions, coupons, gift cards) stay core's own. ``issued`` less ``used``
    moves the balance; ``pending`` moves what is shown beside it. Nobody edits or
    deletes a row, neither by the ORM nor by SQL: what was wrong gets a counter-entry.
    """

    _inherit = "loyalty.history"

    kind = fields.Selection(
        [
            ("opening", "Taken over"),
            ("earn", "Earned"),
            ("pending", "Pending"),
            ("confirm", "Confirmed"),
            ("spend", "Spent"),
            ("expire", "Expired"),
            ("reverse", "Reversed"),
            ("adjust", "Adjusted"),
            ("transfer", "Transferred"),
        ],
        readonly=True,
    )
    event = fields.Char(
        readonly=True,
        help="What happened: an order, a reward, a birthday, an answer, …",
    )
    pending = fields.Float(
        "Pending points",
        readonly=True,
        help="Points that can't be spent yet; negative when they no longer wait.",
    )
    source_key = fields.Char(
        readonly=True,
        help="Identifies the event; the same key is booked once.",
    )
    pool_id = fields.Many2one(
        "crm.loyalty.pool", "Balance of", readonly=True, ondelete="restrict"
    )
    booked_on = fields.Date(
        readonly=True, help="The day in the company's time zone on which it counts."
    )
    tier_id = fields.Many2one(
        "crm.value.tier", "Tier at the time", readonly=True, ondelete="set null"
    )
    multiplier = fields.Float(
        "Multiplier at the time", digits=(16, 2), readonly=True, aggregator="avg"
    )
    reversal_id = fields.Many2one(
        "loyalty.history",
        "Reverses",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reason = fields.Char(readonly=True)
    change = fields.Float(
        "Points",
        compute="_compute_change",
        help="What the movement did to the balance.",
    )

    _ledger_key = models.UniqueIndex(
        "(source_key) WHERE kind IS NOT NULL", "This event is already booked."
    )
    _ledger_sum = models.Index(
        "(pool_id) INCLUDE (issued, used, pending) WHERE kind IS NOT NULL"
    )
    _ledger_source = models.Index("(order_model, order_id) WHERE kind IS NOT NULL")
    _ledger_complete = models.Constraint(
        "CHECK(kind IS NULL OR (pool_id IS NOT NULL AND source_key IS NOT NULL "
        "AND event IS NOT NULL AND booked_on IS NOT NULL "
        "AND issued >= 0 AND used >= 0))",
        "A movement of points has a customer, an event, a key and a day.",
    )

    def init(self):
        """Let the database itself refuse to change or delete what is booked."""
        self._create_guard("loyalty_history", FIGURES, "OLD.kind IS NOT NULL")

    @api.model
    def _create_guard(self, table, columns, condition):
        """(Re-)create the trigger that keeps rows of ``table`` as they are.

        Only figures are guarded: merging partners updates links, and core's own rows
        are none of our business.
        """
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION crm_loyalty_refuse() RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION USING
                        MESSAGE = 'Booked points are never changed or deleted ('
                                  || TG_TABLE_NAME || ', id ' || OLD.id || ').',
                        HINT = 'Post a counter-entry.',
                        ERRCODE = 'restrict_violation';
                END $$ LANGUAGE plpgsql
                """
            )
        )
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER %(name)s
                BEFORE DELETE OR UPDATE OF %(columns)s ON %(table)s
                FOR EACH ROW WHEN (%(condition)s)
                EXECUTE FUNCTION crm_loyalty_refuse()
                """,
                name=SQL.identifier(f"{table}_guard"),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                table=SQL.identifier(table),
                condition=SQL(condition),  # pylint: disable=sql-injection
            )
        )

    @api.depends("issued", "used")
    def _compute_change(self):
        for row in self:
            row.change = row.issued - row.used

    # -------------------------------------------------------------- the one gate

    @api.model_create_multi
    def create(self, vals_list):
        """Pass over what core writes about ledger cards: the ledger has booked it.

        Where core knows the document behind a movement that was booked without one
        (a sale at the counter), the document is noted on the movement.
        """
        cards = self.env["loyalty.card"].sudo()
        cards = cards.browse(vals.get("card_id") for vals in vals_list)
        kept = []
        for vals, card in zip(vals_list, cards, strict=True):
            if not card.program_id.has_ledger:
                kept.append(vals)
            elif is_open(self):
                continue
            elif self.env.su or vals.get("order_model") == COUNTER:
                self._note_source(card, vals)
            else:
                raise UserError(
                    self.env._(
                        "Points are booked by what happens, not written by hand. "
                        "Use “Adjust points” on the card."
                    )
                )
        return super().create(kept)

    def write(self, vals):
        """Refuse to change booked rows; core's own code is passed over."""
        booked = self.filtered("kind")
        if booked and not (self.env.su or is_open(self)):
            raise UserError(
                self.env._(
                    "Booked points are never changed. Use “Adjust points” on the "
                    "card; it leaves a movement with your reason."
                )
            )
        return super(LoyaltyHistory, self - booked).write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        if self.filtered("kind"):
            raise UserError(
                self.env._(
                    "Booked points are never deleted. Use “Adjust points” on the "
                    "card; it leaves a movement with your reason."
                )
            )

    def unlink(self):
        """Keep booked rows: core deletes history on cancelling, the ledger reverses."""
        rows = self
        if self.env.su or is_open(self):
            rows -= self.filtered("kind")
        return super(LoyaltyHistory, rows).unlink()

    @api.model
    def _note_source(self, card, vals):
        """Note the document on what this transaction booked for it just now."""
        if not vals.get("order_id"):
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_history
                   SET order_model = %(model)s, order_id = %(id)s
                 WHERE id = (SELECT max(id) FROM loyalty_history
                              WHERE card_id = %(card)s AND event = 'external'
                                AND kind IS NOT NULL AND order_id IS NULL
                                AND create_date = now() AT TIME ZONE 'UTC')
                """,
                model=vals.get("order_model"),
                id=vals["order_id"],
                card=card.id,
            )
        )
        self.invalidate_model(["order_model", "order_id"], flush=False)

    def _get_order_description(self):
        """Movements without a document, or with one that is gone, say what they are."""
        self.ensure_one()
        if not self.kind:
            return super()._get_order_description()
        if not self.order_id or self.order_model not in self.env:
            return self.description
        document = self.env[self.order_model].browse(self.order_id).exists()
        return document.display_name if document else self.description

    def _get_order_portal_url(self):
        if self.kind and not self.order_id:
            return False
        return super()._get_order_portal_url()
