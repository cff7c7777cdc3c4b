# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmCustomerProfile(models.Model):
    """Orders and invoices of a customer."""

    _inherit = "crm.customer.profile"

    order_ids = fields.One2many("sale.order", "profile_id", "Orders")
    order_count = fields.Integer("Order count", compute="_compute_order_count")
    invoice_count = fields.Integer("Invoice count", compute="_compute_invoice_count")

    @api.depends("order_ids")
    def _compute_order_count(self):
        orders = self.env["sale.order"]
        counts = {}
        if orders.has_access("read"):
            groups = orders._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
            counts = {profile.id: count for profile, count in groups}
        for profile in self:
            profile.order_count = counts.get(profile.id, 0)

    @api.depends("partner_id", "company_id")
    def _compute_invoice_count(self):
        moves = self.env["account.move"]
        counts = {}
        if moves.has_access("read"):
            groups = moves._read_group(
                self._get_invoice_domain(),
                ["commercial_partner_id", "company_id"],
                ["__count"],
            )
            counts = {(partner, company): count for partner, company, count in groups}
        for profile in self:
            key = (profile.partner_id, profile.company_id)
            profile.invoice_count = counts.get(key, 0)

    def _get_invoice_domain(self):
        return [
            ("commercial_partner_id", "in", self.partner_id.ids),
            ("company_id", "in", self.company_id.ids),
            ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
        ]

    def action_view_orders(self):
        """Open the quotations and orders of this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "sale.order",
            "view_mode": "list,kanban,form",
            "domain": [("profile_id", "=", self.id)],
        }

    def action_view_invoices(self):
        """Open the invoices and credit notes of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return {**action, "domain": self._get_invoice_domain(), "context": {}}
