# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SurveyUserInput(models.Model):
    """A participation that ends without its time ends now.

    Imports and other systems write the state alone. It comes before what anonymous
    participations do to every time.
    """

    _inherit = "survey.user_input"

    def write(self, vals):
        if (
            vals.get("state") != "done"
            or vals.get("end_datetime")
            or self._is_session_end(vals)
        ):
            return super().write(vals)
        undated = self.filtered(
            lambda answer: answer.state != "done" and not answer.end_datetime
        )
        super(SurveyUserInput, self - undated).write(vals)
        dated = {**vals, "end_datetime": fields.Datetime.now()}
        return super(SurveyUserInput, undated).write(dated)
