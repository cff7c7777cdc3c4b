# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmCustomerProfile(models.Model):
    """What the board of customers shows and does besides the figures."""

    _inherit = "crm.customer.profile"

    next_activity_date = fields.Date(
        related="partner_id.activity_date_deadline", string="Next activity"
    )
    next_activity_state = fields.Selection(
        related="partner_id.activity_state", string="State of the next activity"
    )

    @api.model
    def _check_can_override(self):
        """Refuse who may not give a tier by hand, in a sentence.

        :raise UserError: the present user may not
        """
        if not self.env["crm.tier.override"].has_access("create"):
            raise UserError(
                self.env._(
                    "Analysts and managers put customers into another tier. Ask one "
                    "of them for an override."
                )
            )

    # ----------------------------------------------------------------- buttons

    def action_move_to_tier(self, tier_id):
        """Ask for the reason and the end of an override to a tier; write nothing.

        An override that is in force or to come already is opened instead, as two of
        one customer cannot overlap.

        :param int tier_id: the tier of the column a card was dragged to
        :return: an action that opens a dialog
        :raise UserError: the user may not override, or the tier is not there
        """
        self.ensure_one()
        self.check_access("read")
        self._check_can_override()
        tier = self.env["crm.value.tier"].browse(tier_id).exists()
        if not tier:
            raise UserError(self.env._("This tier is not there any more."))
        action = {
            **self.action_override_tier(),
            "name": self.env._(
                "Override the tier of %(customer)s",
                customer=self.partner_id.display_name,
            ),
            "views": [(self._get_override_dialog().id, "form")],
        }
        action["context"]["default_tier_id"] = tier.id
        if override := self._find_present_override():
            return {**action, "res_id": override.id, "context": {}}
        return action

    def action_plan_next(self):
        """Open the planning of an activity on the contact."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan an activity"),
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": self.partner_id.ids,
                "active_id": self.partner_id.id,
            },
        }

    @api.model
    def _get_override_dialog(self):
        return self.env.ref("crm_lifecycle.crm_tier_override_view_form_dialog")

    def _find_present_override(self):
        today = self.env["crm.value.night"]._get_today(self.company_id)
        return self.env["crm.tier.override"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("date_until", ">=", today),
            ],
            order="date_from",
            limit=1,
        )
