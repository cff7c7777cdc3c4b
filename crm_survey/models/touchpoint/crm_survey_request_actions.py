# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError

from .crm_survey_request_state import WAITING


class CrmSurveyRequest(models.Model):
    """What people do with requests in the queue."""

    _inherit = "crm.survey.request"

    def action_send(self):
        """Button: send those that the budget lets go; the others tell why not."""
        self._check_manager()
        now = fields.Datetime.now()
        waiting = self._filter_state(*WAITING)
        waiting.error = False
        sent = self.env["crm.survey.request"].sudo()
        for company, requests in waiting.grouped("company_id").items():
            sent |= requests._run_budget(company, now, requests)._send(now)
        message = self.env._(
            "%(sent)s of %(all)s requests are on their way. The others tell in the "
            "list why they wait.",
            sent=len(sent),
            all=len(waiting),
        )
        return self._notify(message, "success" if sent else "warning")

    def action_cancel(self):
        """Button: these people shall not be asked."""
        self._check_manager()
        self._cancel()

    def action_view_document(self):
        """Button: open what the customer is asked about."""
        self.ensure_one()
        if not self.res_model or not self.res_id:
            raise UserError(self.env._("This request is about no document."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def _check_manager(self):
        """Requests are written by no one's hand; these buttons are the managers'.

        :raise AccessError: the user may not change touchpoints
        """
        self.check_access("read")
        self.env["crm.survey.touchpoint"].check_access("write")

    def _notify(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
