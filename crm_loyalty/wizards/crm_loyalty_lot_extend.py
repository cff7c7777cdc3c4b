# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CrmLoyaltyLotExtend(models.TransientModel):
    """Lets managers extend points that would expire, with a reason."""

    _name = "crm.loyalty.lot.extend"
    _description = "Extend points"

    lot_ids = fields.Many2many(
        "crm.loyalty.lot",
        string="Points",
        required=True,
        default=lambda self: self._default_lots(),
    )
    expires_on = fields.Date("Valid until", required=True)
    reason = fields.Char(required=True)
    note = fields.Char(compute="_compute_note")

    @api.model
    def _default_lots(self):
        if self.env.context.get("active_model") != "crm.loyalty.lot":
            return []
        return self.env.context.get("active_ids", [])

    @api.depends("lot_ids", "expires_on")
    def _compute_note(self):
        for wizard in self:
            lots = wizard.lot_ids
            wizard.note = lots and self.env._(
                "%(points)s points are extended (customers: %(customers)s). The first "
                "of them would expire after %(day)s.",
                points=f"{sum(lots.mapped('remaining')):g}",
                customers=len(lots.pool_id),
                day=format_date(
                    self.env, min(filter(None, lots.mapped("valid_until")), default="")
                )
                or self.env._("no day"),
            )

    def action_extend(self):
        """Button: extend; all of the lots, or none.

        :raises UserError: nothing is chosen, or the day is over
        """
        self.ensure_one()
        if not self.lot_ids:
            raise UserError(self.env._("Choose the points first."))
        if self.expires_on < min(
            program._get_today() for program in self.lot_ids.pool_id.program_id
        ):
            raise UserError(self.env._("The new day is over. Choose a later one."))
        self.lot_ids._extend(self.expires_on, self.reason)
        return {"type": "ir.actions.act_window_close"}
