# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmPlaybook(models.Model):
    """A playbook can open win-back cases."""

    _inherit = "crm.playbook"

    @api.model
    def _get_action_selection(self):
        return [
            *super()._get_action_selection(),
            ("winback", self.env._("Open a win-back case")),
        ]

    def _do_winback(self, _changes, partners):
        """Open a case for customers without one; the hold-out group is left alone."""
        cases = self.env["crm.winback.case"].sudo()
        company = self.env.company
        taken = cases._get_open(partners).filtered(
            lambda case: case.company_id == company
        )
        cases.create(
            [
                {"partner_id": partner.id, "company_id": company.id}
                for partner in partners - taken.partner_id
            ]
        )

    def _get_action_in_words(self):
        if self.action == "winback":
            return self.env._("a win-back case is opened")
        return super()._get_action_in_words()
