# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class CrmApprovalRefusal(models.TransientModel):
    """Asks for the reason why requests are refused."""

    _name = "crm.approval.refusal"
    _description = "Refusal of requests"

    reason = fields.Text(required=True, help="The requester reads it.")

    def action_refuse(self):
        """Button: refuse the requests on which the window was opened.

        :raises AccessError: the user may not decide on one of them
        """
        self.ensure_one()
        model = self.env.context.get("active_model")
        mixin = self.env.registry["crm.approval.mixin"]
        if model not in self.env or not issubclass(self.env.registry[model], mixin):
            raise UserError(self.env._("Open this from a request."))
        requests = self.env[model].browse(self.env.context.get("active_ids"))
        requests._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
