# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmPointsReport(models.Model):
    """What was earned, spent, expired and taken back; one row a movement.

    The columns add up: earned less spent less expired plus reversed plus others is
    what happened to the balances.
    """

    _name = "crm.points.report"
    _description = "Movements of points by month"
    _auto = False
    _order = "booked_on desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "loyalty.history": [
            "booked_on",
            "issued",
            "kind",
            "pool_id",
            "tier_id",
            "used",
        ],
        "crm.loyalty.pool": ["commercial_partner_id", "program_id"],
        "loyalty.program": ["company_id"],
    }

    booked_on = fields.Date("Date", readonly=True)
    kind = fields.Selection(lambda self: self._get_kinds(), readonly=True)
    event = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    program_id = fields.Many2one("loyalty.program", readonly=True)
    pool_id = fields.Many2one("crm.loyalty.pool", "Balance of", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Tier at the time", readonly=True)
    earned = fields.Float(readonly=True)
    spent = fields.Float(readonly=True)
    expired = fields.Float(readonly=True)
    reversed = fields.Float(
        readonly=True,
        help="Taken back with a purchase (below zero), or given back with a reward.",
    )
    others = fields.Float(
        readonly=True, help="Taken over, adjusted by hand or transferred."
    )
    change = fields.Float("Points", readonly=True, help="What it did to the balances.")
    pending = fields.Float(
        readonly=True, help="Points that began to wait, less those that no longer wait."
    )

    @api.model
    def _get_kinds(self):
        """Return the kinds of movements in the reader's language."""
        kind = self.env["loyalty.history"]._fields["kind"]
        return kind._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT movement.id, movement.booked_on, movement.kind, movement.event,
                   program.company_id, pool.program_id, movement.pool_id,
                   pool.commercial_partner_id AS partner_id, movement.tier_id,
                   CASE WHEN movement.kind IN ('earn', 'confirm')
                        THEN movement.issued - movement.used ELSE 0 END AS earned,
                   CASE WHEN movement.kind = 'spend'
                        THEN movement.used - movement.issued ELSE 0 END AS spent,
                   CASE WHEN movement.kind = 'expire'
                        THEN movement.used - movement.issued ELSE 0 END AS expired,
                   CASE WHEN movement.kind = 'reverse'
                        THEN movement.issued - movement.used ELSE 0 END AS reversed,
                   CASE WHEN movement.kind IN ('opening', 'adjust', 'transfer')
                        THEN movement.issued - movement.used ELSE 0 END AS others,
                   movement.issued - movement.used AS change,
                   movement.pending
              FROM loyalty_history AS movement
              JOIN crm_loyalty_pool AS pool ON pool.id = movement.pool_id
              JOIN loyalty_program AS program ON program.id = pool.program_id
             WHERE movement.kind IS NOT NULL
            """
        )

    def action_open_balance(self):
        """Open the customer's balance behind this row."""
        self.ensure_one()
        return self.pool_id.get_formview_action()
