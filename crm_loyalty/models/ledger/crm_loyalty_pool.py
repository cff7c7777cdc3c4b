# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2.errors import ForeignKeyViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import SQL

COMPARISONS = {">": ">", ">=": ">=", "<": "<", "<=": "<="}


class CrmLoyaltyPool(models.Model):
    """What one customer has in one programme, on whatever number of cards.

    Written by the ledger alone: cards join the pool of their customer when they are
    made, merged or handed over. Who takes points updates ``take_count``, so that two
    takers collide and one is retried; who gives points touches nothing here.
    """

    _name = "crm.loyalty.pool"
    _description = "Points of a customer"
    _rec_name = "commercial_partner_id"
    _order = "id desc"

    program_id = fields.Many2one(
        "loyalty.program", required=True, readonly=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index=True, ondelete="set null"
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, precompute=True, index=True
    )
    card_ids = fields.One2many("loyalty.card", "pool_id", "Cards", readonly=True)
    history_ids = fields.One2many(
        "loyalty.history", "pool_id", "Movements", readonly=True
    )
    lot_ids = fields.One2many("crm.loyalty.lot", "pool_id", "Lots", readonly=True)
    take_count = fields.Integer(readonly=True, default=0)
    is_owing = fields.Boolean(
        "Owes points",
        readonly=True,
        help="The balance is below zero; points that are given pay the debt first.",
    )
    tier_id = fields.Many2one(
        related="commercial_partner_id.tier_id", string="Value tier"
    )
    points = fields.Float(
        "Balance",
        compute="_compute_points",
        compute_sudo=True,
        help="What the customer can spend. Below zero it is a debt: points that were "
        "spent before the purchase behind them was given back.",
    )
    points_pending = fields.Float(
        "Pending points",
        compute="_compute_points",
        compute_sudo=True,
        help="Points of orders that are not yet paid or delivered.",
    )

    _one_per_customer = models.Constraint(
        "UNIQUE(program_id, commercial_partner_id)",
        "A customer has one balance per program.",
    )

    def _compute_points(self):
        sums = self._get_sums()
        for pool in self:
            pool.points, pool.points_pending = sums.get(pool.id, (0.0, 0.0))

    def _get_sums(self):
        """Return ``{pool id: (balance, pending)}``, sums over the ledger.

        One index-only scan of ``loyalty_history__ledger_sum`` per pool.
        """
        if not self.ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pool_id, %(balance)s,
                       round(sum(coalesce(pending, 0))::numeric, 6)::float8
                  FROM loyalty_history
                 WHERE pool_id = ANY(%(ids)s) AND kind IS NOT NULL
                 GROUP BY pool_id
                """,
                balance=self._get_balance_sql(),
                ids=self.ids,
            )
        )
        return {pool: (balance, pending) for pool, balance, pending in rows}

    def _get_expiry_days(self):
        """Return [{"on": last day, "points": left}] of open lots, soonest first."""
        lots = self.lot_ids.filtered(lambda lot: lot.valid_until and lot.remaining > 0)
        return [
            {"on": fields.Date.to_string(day), "points": sum(same.mapped("remaining"))}
            for day, same in sorted(lots.grouped("valid_until").items())
        ]

    @api.model
    def _get_balance_sql(self):
        """Return the sum that is a balance, over rows of the ledger."""
        return SQL(
            "round(sum(coalesce(issued, 0) - coalesce(used, 0))::numeric, 6)::float8"
        )

    @api.model
    def _search_sum(self, name, operator, value):
        """Return the domain that compares a sum in the database, on pools or cards.

        Core compares balances with the string '0' too.

        :param name: a field that ``_field_to_sql`` of the searched model knows
        """
        if operator == "in":
            condition = SQL("= ANY(%s)", [float(number or 0) for number in value])
        elif operator in COMPARISONS:
            sign = SQL(COMPARISONS[operator])  # pylint: disable=sql-injection
            condition = SQL("%s %s", sign, float(value or 0))
        else:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s", model._field_to_sql(alias, name, query), condition
            )
        )

    @api.model
    def _get_pools(self, pairs):
        """Return ``{(program id, customer id): pool}``; missing pools are made.

        Two transactions that make the same pool collide, and one is retried: a
        customer's first orders share one pool, however many arrive at once.

        :param pairs: ids of programmes and commercial partners
        """
        pools = self.sudo()
        pairs = set(pairs)
        found = {
            (pool.program_id.id, pool.commercial_partner_id.id): pool
            for pool in pools.search(
                [
                    ("program_id", "in", [program for program, _partner in pairs]),
                    ("commercial_partner_id", "in", [p for _program, p in pairs]),
                ]
            )
        }
        missing = sorted(pairs - found.keys())
        if missing:
            made = pools._insert(missing)
            found |= dict(zip(missing, made, strict=True))
        return {pair: found[pair] for pair in pairs}

    def _insert(self, pairs):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_loyalty_pool
                       (program_id, commercial_partner_id, company_id, take_count,
                        create_uid, create_date, write_uid, write_date)
                SELECT program.id, pair.partner_id, program.company_id, 0,
                       %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(programs)s::int[], %(partners)s::int[])
                       WITH ORDINALITY AS pair (program_id, partner_id, place)
                  JOIN loyalty_program AS program ON program.id = pair.program_id
                 ORDER BY pair.place
                ON CONFLICT (program_id, commercial_partner_id) DO NOTHING
                RETURNING id
                """,
                uid=self.env.uid,
                programs=[program for program, _partner in pairs],
                partners=[partner for _program, partner in pairs],
            )
        )
        if len(rows) < len(pairs):
            raise ConcurrencyError("the customer's pool of points was just made")
        return self.browse([row[0] for row in rows])

    def _lock(self):
        """Let no other transaction take points from these pools until this one ends.

        Locking alone would not do: a transaction whose snapshot is older would get
        the lock afterwards and still read the old balance. Updating makes it fail,
        and it is retried.
        """
        if self.ids:
            self.env.execute_query(
                SQL(
                    """
                    UPDATE crm_loyalty_pool SET take_count = take_count + 1
                     WHERE id IN (
                        SELECT id FROM crm_loyalty_pool
                         WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
                     )
                    RETURNING id
                    """,
                    ids=self.ids,
                )
            )
            self.invalidate_recordset(["take_count"])

    def _mark_owing(self):
        """Remember who owes points: the next lot pays them. Pools are locked."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_loyalty_pool AS pool SET is_owing = balance.points < 0
                  FROM (SELECT pool_id, %(balance)s AS points
                          FROM loyalty_history
                         WHERE pool_id = ANY(%(ids)s) AND kind IS NOT NULL
                         GROUP BY pool_id) AS balance
                 WHERE pool.id = balance.pool_id
                   AND coalesce(pool.is_owing, FALSE) <> (balance.points < 0)
                """,
                balance=self._get_balance_sql(),
                ids=self.ids,
            )
        )
        self.invalidate_recordset(["is_owing"], flush=False)

    def _absorb(self, others):
        """Take over the movements, lots and cards of ``others``, which disappear.

        Links move, figures don't: the sum stays, and history follows.
        """
        others -= self
        if not others:
            return
        (self | others)._lock()
        self.env.flush_all()
        for table in (
            "loyalty_history",
            "loyalty_card",
            "crm_loyalty_lot",
            "crm_loyalty_allocation",
        ):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s SET pool_id = %(pool)s WHERE pool_id = ANY(%(ids)s)
                    """,
                    table=SQL.identifier(table),
                    pool=self.id,
                    ids=others.ids,
                )
            )
        self.env.invalidate_all()
        others._leave()
        self.env["crm.loyalty.lot"]._settle(self)

    def _leave(self):
        """Disappear, unless somebody gave points meanwhile: then all begins again.

        Who gives points locks nothing that an older snapshot would notice; the key of
        the movement does.
        """
        try:
            self.sudo().unlink()
        except ForeignKeyViolation as error:
            message = "a customer who is merged was given points meanwhile"
            raise ConcurrencyError(message) from error
