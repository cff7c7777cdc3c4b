# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import secrets

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ...engine.referral import CODE_LENGTH, CODE_LETTERS

TRIES = 5


class CrmReferralCode(models.Model):
    """The code by which a customer recommends us; made on demand, kept for ever.

    A customer shows the oldest one; those of merged customers go on working.
    """

    _name = "crm.referral.code"
    _description = "Referral code"
    _rec_name = "code"
    _order = "id"

    program_id = fields.Many2one(
        "crm.referral.program", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Recommender",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    code = fields.Char(required=True, readonly=True)
    link = fields.Char(compute="_compute_link")

    _code_once = models.Constraint("UNIQUE(code)", "This code is already taken.")

    @api.depends("code")
    def _compute_link(self):
        for code in self:
            code.link = f"{code.get_base_url()}/refer/{code.code}"

    @api.model
    def _get_code(self, program, partner):
        """Return the code of a customer in a program; made if missing.

        :param partner: any contact of the customer
        """
        codes, customer = self.sudo(), partner.commercial_partner_id
        return codes.search(
            [("program_id", "=", program.id), ("partner_id", "=", customer.id)], limit=1
        ) or codes.create(
            {
                "program_id": program.id,
                "partner_id": customer.id,
                "code": self._draw_code(),
            }
        )

    @api.model
    def _draw_code(self):
        """Return a code that nobody has."""
        for _try in range(TRIES):
            code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
            if not self.sudo().search_count([("code", "=", code)], limit=1):
                return code
        raise ConcurrencyError("no free referral code was drawn")

    @api.model
    def _find(self, text):
        """Return the code that a person typed, if it is taken today; else none."""
        found = self.sudo().search([("code", "=", (text or "").strip().upper())])
        return found.filtered(
            lambda code: (
                code.program_id._is_valid()
                and code.partner_id.commercial_partner_id.active
            )
        )
