# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmValueTier(models.Model):
    """Who looks after the customers of a tier."""

    _inherit = "crm.value.tier"

    manager_ids = fields.Many2many(
        "res.users",
        string="Account managers",
        domain=[("share", "=", False)],
        help="A customer of this tier without a salesperson gets the one of these who "
        "has the fewest customers. Nobody's salesperson is ever replaced.",
    )
    manager_sentence = fields.Char("In words", compute="_compute_manager_sentence")

    @api.depends("manager_ids.name", "name")
    @api.depends_context("lang")
    def _compute_manager_sentence(self):
        for tier in self:
            tier.manager_sentence = (
                self.env._(
                    "Customers of “%(tier)s” without a salesperson are shared among "
                    "%(managers)s.",
                    tier=tier.name,
                    managers=", ".join(tier.manager_ids.mapped("name")),
                )
                if tier.manager_ids
                else self.env._("Nobody is assigned to customers of this tier.")
            )

    def _assign_managers(self, partners):
        """Give each of ``partners`` without a salesperson the least busy manager."""
        self.ensure_one()
        waiting = partners.filtered(lambda partner: not partner.user_id).sorted("id")
        if not self.manager_ids or not waiting:
            return
        groups = self.env["res.partner"]._read_group(
            [("user_id", "in", self.manager_ids.ids)], ["user_id"], ["__count"]
        )
        load = {user.id: 0 for user in self.manager_ids}
        load |= {user.id: count for user, count in groups}
        for partner in waiting:
            chosen = min(load, key=lambda user_id: (load[user_id], user_id))
            partner.user_id = chosen
            load[chosen] += 1

    def action_assign_managers(self):
        """Button: assign a manager to every customer of the tier that has none."""
        self.ensure_one()
        if not self.manager_ids:
            raise UserError(self.env._("Choose the account managers first."))
        self.check_access("write")
        profiles = self.env["crm.customer.profile"].search(
            [
                ("tier_id", "=", self.id),
                ("company_id", "in", self.env.companies.ids),
                ("partner_id.user_id", "=", False),
            ]
        )
        self.sudo()._assign_managers(profiles.sudo().partner_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s customers have an account manager now.",
                    count=len(profiles),
                ),
            },
        }
