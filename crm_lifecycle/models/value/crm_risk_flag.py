# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmRiskFlag(models.Model):
    """A risk that people know of and figures do not show; any makes the risk high.

    Analysts write it; the night counts the flags in force on each customer.
    """

    _name = "crm.risk.flag"
    _inherit = "crm.customer.entry.mixin"
    _description = "Risk flag"

    partner_id = fields.Many2one(ondelete="restrict")
    kind = fields.Selection(
        selection=lambda self: self._get_kind_selection(),
        required=True,
        index=True,
        tracking=True,
    )
    date_until = fields.Date(help="The last day it counts. Empty: until withdrawn.")

    _dates_in_order = models.Constraint(
        "CHECK(date_until >= date_from)", "A risk flag cannot end before it begins."
    )

    @api.model
    def _get_kind_selection(self):
        """Return ``[(kind, label)]``; extend with ``super()``."""
        return [
            ("violation", self.env._("Violation of terms")),
            ("fraud", self.env._("Fraud")),
            ("default", self.env._("Payment default")),
            ("legal", self.env._("Legal dispute")),
        ]

    @api.depends("partner_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for flag in self:
            names = (flag.partner_id.display_name, kinds.get(flag.kind))
            flag.display_name = ": ".join(name for name in names if name)
