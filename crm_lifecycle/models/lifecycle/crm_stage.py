# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmStage(models.Model):
    """A stage of the pipeline is a step of the sales funnel."""

    _inherit = "crm.stage"

    funnel_step = fields.Selection(
        selection=lambda self: self._get_funnel_step_selection(),
        string="Step of the sales funnel",
        help="Empty: won stages count as signed, the first stage as prospect and all "
        "others as interested.",
    )

    @api.model
    def _get_funnel_step_selection(self):
        """Return ``[(step, label)]``; keys in the order of the funnel, to sort by."""
        return [
            ("2_prospect", self.env._("Prospect")),
            ("3_interested", self.env._("Interested")),
            ("4_signed", self.env._("Signed")),
        ]
