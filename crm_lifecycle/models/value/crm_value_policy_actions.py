# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CrmValuePolicy(models.Model):
    """The buttons of a tier policy."""

    _inherit = "crm.value.policy"

    def action_activate(self):
        """Make this draft the company's policy; the former one is archived."""
        self.ensure_one()
        if self.state not in ("draft", "simulated"):
            raise UserError(self.env._("Only a draft can be activated."))
        self._check_ready()
        self._get_active(self.company_id).state = "archived"
        self.flush_model(["state"])
        today = fields.Date.context_today(self)
        self.sudo().write({"state": "active", "activated_on": today})
        self.flush_model(["state"])
        return True

    def _check_ready(self):
        """Refuse rules that leave something open, and people who may not set them.

        :raise UserError: what must be mended first, in plain sentences
        """
        if findings := self._get_blocking_findings():
            raise UserError("\n".join(findings))
        self.check_access("write")

    def action_new_version(self):
        """Open a draft that starts from this policy."""
        self.ensure_one()
        draft = self._copy_for(self.company_id or self.env.company)
        return draft._open_form()

    def action_use_preset(self):
        """Open a draft for the current company that starts from this preset."""
        self.ensure_one()
        return self._copy_for(self.env.company)._open_form()

    @api.model
    def action_use_handbook(self):
        """Open a draft with the handbook's numbers, from the empty list."""
        return self.env.ref("crm_lifecycle.policy_preset_handbook").action_use_preset()

    def action_run_night(self):
        """Score all customers of the company now, as the night does.

        When nights were missed they are made up for in the background.
        """
        self.ensure_one()
        self.check_access("write")
        night = self.env["crm.value.night"].sudo()
        company = self.company_id
        today = night._get_today(company)
        customers = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_customer_profile_action"
        )
        if night._run_now(company, today):
            return customers
        missed = night._get_missed_days(company, today)
        message = self.env._(
            "%(count)s nights are missing since %(day)s. They are made up for in the "
            "background, one by one; today comes last.",
            count=len(missed),
            day=format_date(self.env, missed[0]),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message, "next": customers},
        }

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }
