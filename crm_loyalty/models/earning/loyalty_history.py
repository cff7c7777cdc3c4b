# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL, split_every

BATCH = 1000
NOISE = 1e-6


def _is_left(row):
    """Tell whether something is left of a bonus."""
    return abs(row["points"]) > NOISE or abs(row["pending"]) > NOISE


class LoyaltyHistory(models.Model):
    """Movements know the earning rule behind them, and which event it answered."""

    _inherit = "loyalty.history"

    earning_rule_id = fields.Many2one(
        "crm.loyalty.earning.rule", "Earning rule", readonly=True, ondelete="set null"
    )
    earning_key = fields.Char(
        "Answered event",
        readonly=True,
        help="What the rule answers once: a year, a document, …",
    )
    earning_subject_id = fields.Many2one(
        "res.partner",
        "Answered for",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose event it was; it follows when contacts are merged, so that the "
        "same birthday is not answered twice.",
    )
    release_on = fields.Date(
        "Pending until",
        readonly=True,
        help="Empty as soon as the points are confirmed or taken back.",
    )

    _earning = models.Index(
        "(earning_rule_id, earning_key, earning_subject_id) "
        "WHERE earning_rule_id IS NOT NULL"
    )
    _earning_day = models.Index("(booked_on) WHERE earning_rule_id IS NOT NULL")
    _release = models.Index("(release_on) WHERE release_on IS NOT NULL")

    @api.model
    def _forget_balances(self):
        """Let rules read anew what they have given."""
        self.env["crm.loyalty.earning.rule"].invalidate_model(
            ["history_ids", "given_points", "given_count"], flush=False
        )
        return super()._forget_balances()

    @api.model
    def _get_standing_bonuses(self, condition):
        """Return what is left of the bonuses that have a movement with ``condition``.

        One dict per event and balance: ``rule_id``, ``subject_id``, ``occurrence``,
        ``res_id`` (of the document), ``pool_id``, ``customer_id``, ``card_id``,
        ``points``, ``pending``, ``count`` (movements so far) and ``first_id`` (the
        movement that gave it). Bonuses that were taken back entirely are left out.
        """
        return [row for row in self._get_given_bonuses(condition) if _is_left(row)]

    @api.model
    def _get_given_bonuses(self, condition):
        """Return what ``_get_standing_bonuses`` does, also where nothing is left.

        And ``reversed_id``, the last movement that took something back, or None.
        """
        self.env["loyalty.history"].flush_model()
        if not self._has_bonuses(condition):
            return []
        return self.env.execute_query_dict(
            SQL(
                """
                WITH %(bonus)s
                SELECT movement.earning_rule_id AS rule_id,
                       movement.earning_subject_id AS subject_id,
                       movement.earning_key AS occurrence, movement.pool_id,
                       pool.commercial_partner_id AS customer_id,
                       max(movement.places) AS count,
                       max(movement.id) FILTER (WHERE movement.kind IN (
                           'earn', 'pending') AND movement.reversal_id IS NULL)
                           AS first_id,
                       max(movement.id) FILTER (WHERE movement.kind = 'reverse')
                           AS reversed_id,
                       (array_agg(movement.card_id ORDER BY movement.id DESC))[1]
                           AS card_id,
                       sum(coalesce(movement.issued, 0) - coalesce(movement.used, 0))
                           AS points,
                       sum(coalesce(movement.pending, 0)) AS pending,
                       (array_agg(movement.order_id ORDER BY movement.id DESC))[1]
                           AS res_id
                  FROM bonus AS movement
                  JOIN crm_loyalty_pool AS pool ON pool.id = movement.pool_id
                 GROUP BY movement.earning_rule_id, movement.earning_subject_id,
                          movement.earning_key, movement.pool_id,
                          pool.commercial_partner_id
                 ORDER BY movement.earning_rule_id, first_id
                """,
                bonus=self._get_bonus_sql(condition),
            )
        )

    @api.model
    def _get_bonus_sql(self, condition):
        """Return ``bonus``: all movements of the bonuses that have one so, as CTEs.

        ``places`` is how many movements the bonus has, on all balances.
        """
        return SQL(
            """
            wanted AS (
                SELECT DISTINCT earning_rule_id, earning_key, earning_subject_id
                  FROM loyalty_history
                 WHERE earning_rule_id IS NOT NULL AND kind IS NOT NULL
                   AND %s
            ), met AS (
                SELECT movement.*
                  FROM wanted
                  JOIN loyalty_history AS movement
                 USING (earning_rule_id, earning_key, earning_subject_id)
                 UNION ALL
                SELECT movement.*
                  FROM wanted
                  JOIN loyalty_history AS movement
                 USING (earning_rule_id, earning_key)
                 WHERE wanted.earning_subject_id IS NULL
                   AND movement.earning_subject_id IS NULL
            ), bonus AS (
                SELECT *, count(*) OVER (
                           PARTITION BY earning_rule_id, earning_key, earning_subject_id
                       ) AS places
                  FROM met WHERE kind IS NOT NULL
            )
            """,
            condition,
        )

    @api.model
    def _has_bonuses(self, condition):
        """Tell whether a rule has booked something with ``condition``: mostly not."""
        ((count,),) = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM loyalty_history
                 WHERE earning_rule_id IS NOT NULL AND kind IS NOT NULL
                   AND %s
                """,
                condition,
            )
        )
        return count > 0

    @api.model
    def _post_bonuses(self, standing, day, is_reversed):
        """Confirm bonuses of ``_get_standing_bonuses``, or take them back.

        :param standing: such rows, or with the part to take back in their figures
        :param day: the day on which it counts; None: today in the company
        :return: the movements
        """
        history = self.sudo()
        standing = [row for row in standing if _is_left(row)]
        firsts = history.browse(row["first_id"] for row in standing)
        cards = self.env["loyalty.card"].sudo()
        cards = cards.browse(row["card_id"] for row in standing)
        entries = [
            first._prepare_bonus_entry(row, card, day, is_reversed)
            for row, first, card in zip(standing, firsts, cards, strict=True)
            if is_reversed or row["pending"] > 0
        ]
        movements = history
        for batch in split_every(BATCH, entries):
            movements |= history._post(batch)
        firsts._stop_waiting()
        return movements

    def _stop_waiting(self):
        """Forget the day of release of bonuses of which nothing is pending any more."""
        if not self:
            return
        waiting = self._get_standing_bonuses(SQL("id = ANY(%s)", self.ids))
        still = {row["first_id"] for row in waiting if row["pending"] > NOISE}
        ended = self.filtered(lambda movement: movement.id not in still)
        if ended:
            self.env.execute_query(
                SQL(
                    "UPDATE loyalty_history SET release_on = NULL "
                    "WHERE id = ANY(%s) RETURNING id",
                    ended.ids,
                )
            )
            ended.invalidate_recordset(["release_on"], flush=False)

    def _prepare_bonus_entry(self, row, card, day, is_reversed):
        """Return what confirms the bonus that this movement gave, or takes it back."""
        self.ensure_one()
        figures = (
            {"used": row["points"], "pending": -row["pending"]}
            if is_reversed
            else {"issued": row["pending"], "pending": -row["pending"]}
        )
        rules = self.env["crm.loyalty.earning.rule"]
        return {
            "card": card,
            "kind": "reverse" if is_reversed else "confirm",
            "event": self.event,
            **figures,
            "key": rules._get_key(
                row["rule_id"], row["subject_id"], row["occurrence"], row["count"]
            ),
            "source": self.env[self.order_model].browse(self.order_id)
            if self.order_model
            else None,
            "description": self.description,
            "day": day,
            "tier": self.tier_id,
            "multiplier": self.multiplier or None,
            "reverses": self if is_reversed else None,
            "extra": {
                "earning_rule_id": row["rule_id"],
                "earning_subject_id": row["subject_id"],
                "earning_key": row["occurrence"],
                "release_on": None,
            },
        }
