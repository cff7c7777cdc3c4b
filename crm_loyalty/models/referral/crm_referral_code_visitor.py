# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...engine.referral import hide_name, plain_phone

LONGEST = {"name": 100, "email": 254, "phone": 40}
# More new contacts by one code and day are no recommendations.
DAILY_LIMIT = 20


class CrmReferralCode(models.Model):
    """What a visitor does who followed a referral link."""

    _inherit = "crm.referral.code"

    def _is_exhausted(self):
        """Tell whether this code brought too many contacts within a day."""
        since = fields.Datetime.now() - timedelta(days=1)
        count = self.env["crm.referral"].search_count(
            [("code_id", "=", self.id), ("create_date", ">", since)], limit=DAILY_LIMIT
        )
        return count >= DAILY_LIMIT

    def _get_short_name(self):
        """Return the recommender's name as visitors may see it."""
        return hide_name(self.partner_id.name)

    @api.model
    def _find_visitor_errors(self, name, email, phone):
        """Return what is wrong with a visitor's details, in sentences."""
        errors = []
        if not name:
            errors.append(self.env._("Please tell us your name."))
        if not email_normalize(email):
            errors.append(
                self.env._("This is no email address that we could write to.")
            )
        if phone and not plain_phone(phone):
            errors.append(self.env._("This is no phone number that we could call."))
        values = {"name": name, "email": email, "phone": phone}
        if any(len(values[field]) > most for field, most in LONGEST.items()):
            errors.append(self.env._("This is too long for a name, address or number."))
        return errors

    def _register_visitor(self, name, email, phone, consent):
        """Make a contact and a lead of a visitor, and the recommendation.

        Who is known already stays as he is: the visitor is told the same, and the
        recommendation is refused if he is a customer. Sent twice, it counts once.

        :param str consent: the words that the visitor agreed to
        :return: the recommendation
        """
        self.ensure_one()
        referrals = self.env["crm.referral"].sudo()
        friend = self._find_contact(email, phone)
        known = friend and referrals._find_for(friend, self.company_id)
        if known:
            return known[0]
        contact = self.env["res.partner"].sudo()
        if not friend:
            contact = friend = contact.create(
                {"name": name, "email": email, "phone": phone, "lang": self.env.lang}
            )
        referral = referrals.create(
            {
                "program_id": self.program_id.id,
                "recommender_id": self.partner_id.id,
                "code_id": self.id,
                "friend_id": friend.id,
                "consent": consent,
                "consent_at": fields.Datetime.now(),
            }
        )
        lead = self.env["crm.lead"].sudo().with_company(self.company_id)
        lead.create(self._prepare_lead(contact, name, email, phone))
        return referral

    def _find_contact(self, email, phone):
        """Return a contact with this address or number, or none."""
        domain = Domain("email_normalized", "=", email_normalize(email))
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        number = phone and contacts._phone_format(number=phone)
        if number:
            domain |= Domain("phone_sanitized", "=", number)
        scope = Domain("company_id", "in", [False, self.company_id.id])
        return contacts.search(domain & scope, order="id", limit=1)

    def _prepare_lead(self, contact, name, email, phone):
        """Return the values of the lead by which sales learns of the visitor.

        :param contact: the one just made, or none: a lead writes its phone number on
            its contact, and a visitor must not change somebody who is known already
        """
        return {
            "name": self.env._("Recommended: %(name)s", name=name),
            "type": "lead",
            "contact_name": name,
            "email_from": email,
            "phone": phone,
            "partner_id": contact.id,
            "company_id": self.company_id.id,
            "user_id": False,
            "referred": self.partner_id.name,
        }
