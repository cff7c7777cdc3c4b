# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class ResPartner(models.Model):
    """Contacts tell by whose code they came; staff enters it for them."""

    _inherit = "res.partner"

    used_referral_code = fields.Char(
        "Referral code",
        compute="_compute_used_referral_code",
        inverse="_inverse_used_referral_code",
        groups="crm_loyalty.group_user",
        help="The code of the customer who recommended us to this one.",
    )

    @api.depends_context("company")
    def _compute_used_referral_code(self):
        referrals = self.env["crm.referral"].sudo()
        found = referrals.search(
            [
                (
                    "friend_id.commercial_partner_id",
                    "in",
                    self.commercial_partner_id.ids,
                ),
                ("company_id", "=", self.env.company.id),
                ("state", "!=", "refused"),
            ],
            order="id desc",
        )
        codes = {
            referral.friend_id.commercial_partner_id: referral.code_id.code
            for referral in found
        }
        for partner in self:
            partner.used_referral_code = codes.get(partner.commercial_partner_id)

    def _inverse_used_referral_code(self):
        """Register contacts with the code that staff entered, or say why not."""
        for partner in self.filtered("used_referral_code"):
            partner._use_referral_code(partner.used_referral_code)
        self.invalidate_recordset(["used_referral_code"], flush=False)

    def _use_referral_code(self, text):
        """Register this customer as recommended by the owner of a code.

        :return: the recommendation
        :raise AccessError: the user is no loyalty agent
        :raise ValidationError: there is no such code, or it doesn't count here
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group("crm_loyalty.group_agent"):
            raise AccessError(
                self.env._("Only loyalty agents enter the code of a recommendation.")
            )
        code = self._find_referral_code(text)
        referrals = self.env["crm.referral"].sudo()
        known = referrals._find_for(self, code.company_id)[:1]
        if known.code_id == code:
            return known
        referral = referrals.create(
            {
                "program_id": code.program_id.id,
                "recommender_id": code.partner_id.id,
                "code_id": code.id,
                "friend_id": self.id,
            }
        )
        self._check_referral(referral)
        return referral

    @api.model
    def _find_referral_code(self, text):
        code = self.env["crm.referral.code"]._find(text)
        code = code.filtered(lambda code: code.company_id == self.env.company)
        if not code:
            raise ValidationError(
                self.env._(
                    "“%(code)s” is no referral code that is valid today.", code=text
                )
            )
        return code

    def _check_referral(self, referral):
        """Refuse a recommendation of this customer that nobody is rewarded for."""
        if referral.state == "refused":
            reasons = dict(referral._fields["refusal"]._description_selection(self.env))
            raise ValidationError(
                self.env._(
                    "The code “%(code)s” can't be used for %(name)s. %(reason)s.",
                    code=referral.code_id.code,
                    name=self.display_name,
                    reason=reasons[referral.refusal],
                )
            )
