# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...engine.referral import Identity, find_same, plain_address, plain_phone


class CrmReferral(models.Model):
    """Whom a recommendation is refused for, and why."""

    _inherit = "crm.referral"

    def _begin(self):
        """Register the new customers, or refuse them."""
        now = self.env.cr.now()  # as in the dates of creation it is compared with
        for referral in self:
            referral.registered_at = fields.Datetime.to_string(now)
            referral._refuse_or(referral._find_refusal(), "registered")

    def _refuse_or(self, refusal, state):
        """Write the reason of a refusal, or the state if there is none."""
        wanted = {
            "state": "refused" if refusal else state,
            "refusal": refusal or False,
        }
        if any(self[name] != value for name, value in wanted.items()):
            self.write(wanted)

    def _find_refusal(self):
        """Return why nobody is rewarded, a value of ``refusal``, or None.

        Extend it for a reason of your own.
        """
        self.ensure_one()
        return self._find_self() or (
            ("archived" if not self._get_customers_active() else None)
            or ("customer" if self._was_customer() else None)
            or ("again" if self._was_recommended() else None)
            or find_same(
                self._get_identity(self.recommender_id),
                self._get_identity(self.friend_id),
            )
        )

    def _find_self(self):
        """Return whether both are one customer, as when they were merged."""
        one = self.recommender_id.commercial_partner_id
        if one != self.friend_id.commercial_partner_id:
            return None
        is_company = one.is_company and self.friend_id != self.recommender_id
        return "company" if is_company else "self"

    def _get_customers_active(self):
        customers = (self.recommender_id | self.friend_id).commercial_partner_id
        return all(customers.mapped("active"))

    def _was_customer(self):
        """Tell whether the customer had bought before the recommendation."""
        family = Domain("company_id", "=", self.company_id.id) & Domain(
            "partner_id.commercial_partner_id",
            "=",
            self.friend_id.commercial_partner_id.id,
        )
        begun = self.registered_at
        orders = (
            family & Domain("state", "=", "sale") & Domain("date_order", "<", begun)
        )
        invoices = (
            family
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_receipt"))
            & (
                Domain("create_date", "<", begun)
                | Domain("invoice_date", "<", self.program_id._get_today(begun))
            )
        )
        return bool(
            self.env["sale.order"].search_count(orders, limit=1)
            or self.env["account.move"].search_count(invoices, limit=1)
        )

    def _was_recommended(self):
        first = self._find_for(self.friend_id, self.company_id)[:1]
        return bool(first) and first.id < self.id

    def _get_identity(self, partner):
        """Return what a customer and its contacts can be recognised by."""
        family = self.env["res.partner"].with_context(active_test=False)
        customer = partner.commercial_partner_id
        family = family.search([("id", "child_of", customer.ids)])
        emails = filter(None, family.mapped("email"))
        phones = family.mapped("phone") + family.mapped("phone_sanitized")
        addresses = [
            plain_address(member.street, member.zip, member.city) for member in family
        ]
        accounts = family.bank_ids.mapped("sanitized_acc_number")
        return Identity(
            emails=frozenset(filter(None, map(email_normalize, emails))),
            phones=frozenset(filter(None, map(plain_phone, phones))),
            addresses=frozenset(filter(None, addresses)),
            accounts=frozenset(filter(None, accounts)),
        )
