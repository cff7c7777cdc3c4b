# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmConsentPurpose(models.Model):
    """What personal data may be used for, and the words in which people are asked."""

    _name = "crm.consent.purpose"
    _description = "Purpose of consent"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="The name by which applications ask for this purpose."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    basis = fields.Selection(
        [
            ("consent", "Consent: only people who said yes"),
            ("interest", "Legitimate interest: everybody who did not object"),
        ],
        "Legal basis",
        required=True,
        default="consent",
    )
    text = fields.Text(
        "What people are told",
        translate=True,
        help="The purpose, how long data is kept, and how to withdraw, in plain words.",
    )
    text_version = fields.Integer(
        "Version of the text",
        default=1,
        readonly=True,
        copy=False,
        help="Changing the text makes a new version; what was said before stays "
        "bound to the version it was said to.",
    )
    consent_ids = fields.One2many("crm.consent", "purpose_id", readonly=True)

    _code = models.Constraint("UNIQUE(code)", "Another purpose has this code.")

    def write(self, vals):
        """Number the versions of the text."""
        changed = self.filtered(
            lambda purpose: vals.get("text", purpose.text) != purpose.text
        )
        result = super().write(vals)
        for purpose in changed:
            purpose.text_version += 1
        return result

    @api.model
    def _get(self, code):
        """Return the purpose with ``code``, empty where nobody knows it."""
        return self.sudo().search([("code", "=", code)], limit=1)
