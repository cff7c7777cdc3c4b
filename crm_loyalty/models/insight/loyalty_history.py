# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ...engine.points import count_digits


class LoyaltyHistory(models.Model):
    """Movements as people read them: whose, by which tier, and what was left."""

    _inherit = "loyalty.history"
    _rec_name = "description"

    program_id = fields.Many2one(related="pool_id.program_id", string="Program")
    partner_id = fields.Many2one(
        related="pool_id.commercial_partner_id", string="Customer"
    )
    tier_note = fields.Char(
        "Tier ×",
        compute="_compute_tier_note",
        help="The customer's tier and multiplier when the points were given.",
    )
    running_balance = fields.Float(
        "Balance",
        compute="_compute_running_balance",
        compute_sudo=True,
        help="What the customer had after this movement, by the day of booking.",
    )

    @api.depends("tier_id", "multiplier")
    def _compute_tier_note(self):
        for row in self:
            factor = formatLang(
                self.env, row.multiplier, digits=count_digits(row.multiplier)
            )
            parts = [row.tier_id.name, f"× {factor}" if row.multiplier else ""]
            row.tier_note = " ".join(filter(None, parts))

    @api.depends("issued", "used", "pool_id")
    def _compute_running_balance(self):
        """Sum each pool once, whatever number of its movements is read."""
        sums = {}
        if self.ids:
            sums = dict(
                self.env.execute_query(
                    SQL(
                        """
                        SELECT id, balance
                          FROM (
                            SELECT id, round((sum(issued - used) OVER (
                                       PARTITION BY pool_id ORDER BY booked_on, id
                                   ))::numeric, 6)::float8 AS balance
                              FROM loyalty_history
                             WHERE kind IS NOT NULL AND pool_id IN (
                                SELECT pool_id FROM loyalty_history
                                 WHERE id = ANY(%(ids)s))
                          ) AS ledger
                         WHERE id = ANY(%(ids)s)
                        """,
                        ids=self.ids,
                    )
                )
            )
        for row in self:
            row.running_balance = sums.get(row.id, 0.0)

    def action_open_document(self):
        """Open the order or whatever else stands behind this movement.

        :raises UserError: there is none, or it is gone
        """
        self.ensure_one()
        document = self.order_model in self.env and self.env[self.order_model].browse(
            self.order_id
        )
        if not document or not document.exists():
            raise UserError(
                self.env._("There is no document behind this movement any more.")
            )
        return document.get_formview_action()
