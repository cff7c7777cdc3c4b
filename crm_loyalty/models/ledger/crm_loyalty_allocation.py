# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmLoyaltyAllocation(models.Model):
    """Which lot the points of a movement came from. Append-only, written by SQL.

    Negative where points went back to the lot because the movement was reversed.
    """

    _name = "crm.loyalty.allocation"
    _description = "Points taken from a lot"
    _order = "id"
    _log_access = False
    _rec_name = "lot_id"

    history_id = fields.Many2one(
        "loyalty.history",
        "Movement",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    lot_id = fields.Many2one(
        "crm.loyalty.lot", required=True, readonly=True, index=True, ondelete="restrict"
    )
    pool_id = fields.Many2one(
        "crm.loyalty.pool",
        "Balance of",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    points = fields.Float(readonly=True)

    def init(self):
        """Let the database itself refuse to change or delete a row."""
        self.env["loyalty.history"]._create_guard(
            self._table, ("history_id", "lot_id", "points"), "TRUE"
        )
