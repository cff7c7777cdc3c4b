# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmProfileChange(models.Model):
    """Changes of stage stand on the line of history, too."""

    _inherit = "crm.profile.change"

    def _get_timeline_event(self):
        if self.kind != "stage":
            return super()._get_timeline_event()
        return {
            "kind": "stage",
            "from": self.from_stage_id.name or "",
            "to": self.to_stage_id.name or "",
            "color": self.to_stage_id.color,
            "direction": self.direction,
        }
