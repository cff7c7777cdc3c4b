# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmSurveyScore(models.Model):
    """A score leads to the whole answer."""

    _inherit = "crm.survey.score"

    def action_open_answer(self):
        """Open the participation of this score; its rights are its own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "survey.user_input",
            "res_id": self.user_input_id.id,
            "views": [(False, "form")],
        }
