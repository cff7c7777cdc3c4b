# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

TO_CUSTOMERS = ("comment", "email_outgoing", "auto_comment")


class MailMessage(models.Model):
    """No message leaves from the case of a customer that a campaign holds out."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse here, where every way to write to a customer comes along."""
        ids = {
            vals["res_id"]
            for vals in vals_list
            if vals.get("model") == "crm.winback.case"
            and vals.get("res_id")
            and vals.get("message_type", "comment") in TO_CUSTOMERS
            and not self._is_note(vals)
        }
        if ids:
            self.env["crm.winback.case"].browse(ids)._check_not_held_out()
        return super().create(vals_list)

    @api.model
    def _is_note(self, vals):
        subtype = self.env["mail.message.subtype"].browse(vals.get("subtype_id"))
        return vals.get("is_internal") or subtype.sudo().internal
