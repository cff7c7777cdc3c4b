# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmTierBenefit(models.Model):
    """Birthday gifts are given on the day by themselves, and cost no points."""

    _inherit = "crm.tier.benefit"

    birthday_gift_count = fields.Integer(
        "Given for birthdays", compute="_compute_birthday_gift_count"
    )

    def _compute_birthday_gift_count(self):
        groups = self.env["crm.loyalty.birthday.gift"]._read_group(
            [("benefit_id", "in", self.ids)], ["benefit_id"], ["__count"]
        )
        counts = {benefit.id: count for benefit, count in groups}
        for benefit in self:
            benefit.birthday_gift_count = counts.get(benefit._origin.id, 0)

    @api.constrains("kind", "gift_id")
    def _check_gift(self):
        for benefit in self.filtered(lambda row: row.kind == "gift"):
            benefit.gift_id._check_is_free()

    def action_view_birthday_gifts(self):
        """Button: open what was given for birthdays by this benefit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_loyalty.crm_loyalty_birthday_gift_action"
        )
        return {**action, "domain": [("benefit_id", "=", self.id)], "context": {}}
