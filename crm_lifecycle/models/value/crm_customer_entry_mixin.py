# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmCustomerEntryMixin(models.AbstractModel):
    """A dated entry that people make about a customer, with its reason.

    It scores the customer anew as soon as it changes, and goes where the customer
    goes.
    """

    _name = "crm.customer.entry.mixin"
    _description = "Dated entry about a customer"
    _inherit = ["crm.customer.record.mixin"]
    _order = "date_from desc, id desc"

    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_until = fields.Date("Until", tracking=True, help="The last day it counts.")
    reason = fields.Text(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    state = fields.Selection(
        [
            ("coming", "Coming"),
            ("in_force", "In force"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
    )

    @api.depends("company_id", "date_from", "date_until", "active")
    def _compute_state(self):
        night = self.env["crm.value.night"]
        for company, entries in self.grouped("company_id").items():
            today = night._get_today(company)
            for entry in entries:
                entry.state = entry._get_state(today)

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._rescore_customers(entries._get_customers())
        return entries

    def write(self, vals):
        if not set(vals) & self._get_scored_fields():
            return super().write(vals)
        former = self._get_customers()
        result = super().write(vals)
        self._rescore_customers(former | self._get_customers())
        return result

    def unlink(self):
        former = self._get_customers()
        result = super().unlink()
        self._rescore_customers(former)
        return result

    # ------------------------------------------------------------------- steps

    @api.model
    def _get_scored_fields(self):
        """Return the fields that make a difference to the customer's figures."""
        return {"company_id", "partner_id", "date_from", "date_until", "active"}

    def _get_state(self, today):
        if not self.active:
            return "withdrawn"
        if self.date_from and today < self.date_from:
            return "coming"
        if self.date_until and self.date_until < today:
            return "expired"
        return "in_force"

    def _get_customers(self):
        """Return the customers as a set of ``(company, partner)``."""
        return {(entry.company_id, entry.partner_id) for entry in self}

    @api.model
    def _rescore_customers(self, customers):
        """Score these customers now; whom the night holds, afterwards."""
        night = self.env["crm.value.night"].sudo()
        for company in {company for company, _partner in customers}:
            partners = self.env["res.partner"].union(
                *(partner for owner, partner in customers if owner == company)
            )
            night._run_for_partners(company, partners, night._get_today(company))

    # ----------------------------------------------------------------- buttons

    def action_withdraw(self):
        """Button: the entry counts no longer; it stays in the history."""
        self.action_archive()
