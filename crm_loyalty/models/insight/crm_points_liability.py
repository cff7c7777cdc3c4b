# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL

BANDS = [
    ("1", "Up to 3 months"),
    ("2", "3 to 6 months"),
    ("3", "6 to 12 months"),
    ("4", "1 to 2 years"),
    ("5", "More than 2 years"),
    ("9", "Owed by customers"),
]


class CrmPointsLiability(models.Model):
    """Points that customers can still spend: one row a lot with points left.

    Debts are rows below zero, so that the sum is the sum of all balances.
    """

    _name = "crm.points.liability"
    _description = "Outstanding points"
    _auto = False
    _order = "earned_on, id"
    _rec_name = "partner_id"
    _depends = {
        "crm.loyalty.lot": ["earned_on", "expires_on", "points", "pool_id"],
        "crm.loyalty.allocation": ["history_id", "lot_id", "points"],
        "loyalty.history": ["booked_on", "kind", "used"],
        "crm.loyalty.pool": ["commercial_partner_id", "program_id"],
        "loyalty.program": ["company_id", "currency_id", "point_value"],
        "crm.customer.profile": ["company_id", "partner_id", "tier_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    program_id = fields.Many2one("loyalty.program", readonly=True)
    pool_id = fields.Many2one("crm.loyalty.pool", "Balance of", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Present tier", readonly=True)
    earned_on = fields.Date("Earned on", readonly=True)
    expires_on = fields.Date("Can be spent until", readonly=True)
    band = fields.Selection(BANDS, "Age", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    points = fields.Float(readonly=True)
    value = fields.Monetary(
        readonly=True, help="Points times what one point is worth in the program."
    )
    breakage = fields.Float(
        "Expected breakage",
        readonly=True,
        help="Points that will never be used, as past lots of the same age show. "
        "0 where too few lots have ended to tell.",
    )
    expected_value = fields.Monetary(
        "Expected value",
        readonly=True,
        help="Value of the points that will be used. Where breakage cannot be told, "
        "all of them.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH curve (program_id, age, share) AS (%(curves)s), open AS (%(open)s)
            SELECT open.id, program.company_id, pool.program_id, open.pool_id,
                   pool.commercial_partner_id AS partner_id, profile.tier_id,
                   open.earned_on, open.expires_on, program.currency_id,
                   CASE WHEN open.age IS NULL THEN '9' WHEN open.age < 3 THEN '1'
                        WHEN open.age < 6 THEN '2' WHEN open.age < 12 THEN '3'
                        WHEN open.age < 24 THEN '4' ELSE '5' END AS band,
                   open.points,
                   round((open.points * program.point_value)::numeric, 6) AS value,
                   open.points * curve.share AS breakage,
                   round((open.points * (1 - coalesce(curve.share, 0))
                          * program.point_value)::numeric, 6) AS expected_value
              FROM open
              JOIN crm_loyalty_pool AS pool ON pool.id = open.pool_id
              JOIN loyalty_program AS program ON program.id = pool.program_id
              LEFT JOIN crm_customer_profile AS profile
                ON profile.partner_id = pool.commercial_partner_id
               AND profile.company_id = coalesce(program.company_id, %(company)s)
              LEFT JOIN curve
                ON curve.program_id = pool.program_id AND curve.age = open.age
            """,
            curves=self._get_curves_sql(),
            open=self._get_open_sql(),
            company=self.env.company.id,
        )

    def _get_open_sql(self):
        """Return what is left of lots, and, below zero, of takings that found none."""
        breakage = self.env["crm.loyalty.breakage"]
        return SQL(
            """
            SELECT lot.id * 2::bigint AS id, lot.pool_id, lot.earned_on,
                   lot.expires_on, %(age)s AS age,
                   lot.points - coalesce(sum(taken.points), 0) AS points
              FROM crm_loyalty_lot AS lot
              LEFT JOIN crm_loyalty_allocation AS taken ON taken.lot_id = lot.id
             GROUP BY lot.id
            HAVING lot.points - coalesce(sum(taken.points), 0) > 1e-6
             UNION ALL
            SELECT movement.id * 2::bigint + 1, movement.pool_id,
                   movement.booked_on, NULL, NULL,
                   coalesce(sum(taken.points), 0) - movement.used
              FROM loyalty_history AS movement
              LEFT JOIN crm_loyalty_allocation AS taken
                ON taken.history_id = movement.id
             WHERE movement.kind IS NOT NULL AND movement.used > 0
             GROUP BY movement.id
            HAVING movement.used - coalesce(sum(taken.points), 0) > 1e-6
            """,
            age=breakage._get_age_sql(SQL("%s::date", breakage._get_today())),
        )

    def _get_curves_sql(self):
        """Return the shares of breakage as rows (program, age, share)."""
        programs = self.env["loyalty.program"].sudo().with_context(active_test=False)
        programs = programs.search([("has_ledger", "=", True)])
        curves = self.env["crm.loyalty.breakage"]._get_curves(programs)
        rows = [
            SQL("(%s, %s, %s::float8)", program, age, share)
            for program, curve in curves.items()
            for age, share in (curve or {}).items()
        ]
        if not rows:
            return SQL("SELECT NULL::int, NULL::int, NULL::float8 WHERE FALSE")
        return SQL("VALUES %s", SQL(", ").join(rows))

    def action_open_balance(self):
        """Open the customer's balance behind this row."""
        self.ensure_one()
        return self.pool_id.get_formview_action()
