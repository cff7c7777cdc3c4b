# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmLoyaltyPool(models.Model):
    """A balance says what of it expires next, and when."""

    _inherit = "crm.loyalty.pool"

    expiring_on = fields.Date(
        "Next expiry",
        compute="_compute_expiring",
        compute_sudo=True,
        help="The next day after which points are lost.",
    )
    points_expiring = fields.Float(
        "Expiring points",
        compute="_compute_expiring",
        compute_sudo=True,
        help="Points that can be spent up to and including the day of the next expiry.",
    )

    @api.depends("lot_ids.expires_on")
    def _compute_expiring(self):
        lots = self._read_open_lots()
        for pool in self:
            ending = [row for row in lots.get(pool.id, ()) if row["expires_on"]]
            day = min((row["expires_on"] for row in ending), default=False)
            pool.expiring_on = day
            pool.points_expiring = sum(
                row["remaining"] for row in ending if row["expires_on"] == day
            )
