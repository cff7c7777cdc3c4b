# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmProfileChange(models.Model):
    """A customer also moves between lifecycle stages."""

    _inherit = "crm.profile.change"

    kind = fields.Selection(
        selection_add=[("stage", "Stage")], ondelete={"stage": "cascade"}
    )
    from_stage_id = fields.Many2one(
        "crm.lifecycle.stage", "From stage", readonly=True, ondelete="restrict"
    )
    to_stage_id = fields.Many2one(
        "crm.lifecycle.stage", "To stage", readonly=True, ondelete="restrict"
    )
