# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class CrmLoyaltyExpiryApply(models.TransientModel):
    """Shows what changed terms of expiry would do to points given earlier."""

    _name = "crm.loyalty.expiry.apply"
    _description = "Apply terms of expiry"

    program_id = fields.Many2one("loyalty.program", required=True, readonly=True)
    expiry_note = fields.Char(related="program_id.expiry_note")
    lot_count = fields.Integer("Lots", compute="_compute_counts")
    note = fields.Text(compute="_compute_counts")

    @api.depends("program_id")
    def _compute_counts(self):
        for wizard in self:
            counts = wizard.program_id.sudo()._get_change_counts()
            wizard.lot_count = counts["lots"]
            wizard.note = wizard._tell_counts(counts)

    def _tell_counts(self, counts):
        if not counts["lots"]:
            return self.env._("No points given earlier would change.")
        lines = [
            self.env._(
                "Lots that change: %(lots)s, with %(points)s points on them "
                "(customers: %(customers)s).",
                lots=counts["lots"],
                customers=counts["customers"],
                points=f"{counts['points']:g}",
            ),
            self.env._(
                "Lots that expire sooner than before: %(sooner)s; later: %(later)s.",
                sooner=counts["sooner"],
                later=counts["later"],
            ),
        ]
        if counts["first_day"]:
            lines.append(
                self.env._(
                    "The first of them expire after %(day)s. Nobody loses points "
                    "before the days of notice are over.",
                    day=format_date(self.env, counts["first_day"]),
                )
            )
        return "\n".join(lines)

    def action_apply(self):
        """Button: give points of earlier days the present terms.

        :raises AccessError: the user is no loyalty manager
        """
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group("crm_loyalty.group_manager")):
            raise AccessError(
                self.env._("Only loyalty managers change when points end.")
            )
        self.program_id.check_access("read")
        self.program_id.sudo()._apply_terms()
        return {"type": "ir.actions.act_window_close"}
