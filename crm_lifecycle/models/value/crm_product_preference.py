# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.preference import GRADES


class CrmProductPreference(models.Model):
    """What each customer mainly buys: shares of product categories in the posted
    invoices, read from the invoices at every look, written by nobody."""

    _name = "crm.product.preference"
    _description = "Product preference"
    _auto = False
    _order = "partner_id, share desc, id"
    _rec_name = "categ_id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    categ_id = fields.Many2one("product.category", "Product category", readonly=True)
    revenue = fields.Monetary(
        readonly=True,
        help="Untaxed, credit notes taken off, in the company's currency.",
    )
    share = fields.Float(
        "Share (%)",
        readonly=True,
        aggregator="avg",
        help="Part of this category in what the customer bought. A category of which "
        "more was sent back than bought counts as nothing.",
    )
    last_date = fields.Date("Last invoice", readonly=True)
    grade = fields.Selection(
        [
            ("core", "Core"),
            ("auxiliary", "Auxiliary"),
            ("non_core", "Not core"),
        ],
        readonly=True,
        help="Core: half of the purchases or more; auxiliary: 15 % or more; not core: "
        "less.",
    )

    @property
    def _table_query(self):
        """One row per customer, company and category; filters on customer and company
        reach the invoices, as both partition the shares."""
        return SQL(
            """
            SELECT bought.id, bought.partner_id, bought.company_id, bought.categ_id,
                   bought.revenue, bought.last_date, bought.share,
                   %(grade)s AS grade
              FROM (
                SELECT category.*,
                       COALESCE(
                           100.0 * greatest(category.revenue, 0) / NULLIF(
                               sum(greatest(category.revenue, 0)) OVER (
                                   PARTITION BY category.partner_id,
                                                category.company_id), 0),
                           0)::float8 AS share
                  FROM (%(categories)s) AS category
              ) AS bought
            """,
            grade=self._get_grade_sql(),
            categories=self._get_category_query(),
        )

    @api.model
    def _get_grades(self):
        """Return ``[(grade, smallest share in percent)]``, best first; the last one
        has no smallest share."""
        return GRADES

    @api.model
    def _get_grade_sql(self):
        *limited, (rest, _none) = self._get_grades()
        return SQL(
            "CASE %(cases)s ELSE %(rest)s END",
            cases=SQL(" ").join(
                SQL(
                    "WHEN bought.share >= %(smallest)s THEN %(grade)s",
                    smallest=smallest,
                    grade=grade,
                )
                for grade, smallest in limited
            ),
            rest=rest,
        )

    @api.model
    def _get_category_query(self):
        """Return the revenue per customer, company and product category."""
        return SQL(
            """
            SELECT min(line.id) AS id,
                   move.commercial_partner_id AS partner_id,
                   move.company_id,
                   template.categ_id,
                   sum(-line.balance) AS revenue,
                   max(move.invoice_date) AS last_date
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND line.display_type = 'product'
             GROUP BY move.commercial_partner_id, move.company_id, template.categ_id
            """
        )
