# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_survey_request_budget import CONSENT_PURPOSE


class CrmConsent(models.Model):
    """A new consent to surveys lets people ask again who said no before."""

    _inherit = "crm.consent"

    is_opt_out_left = fields.Boolean(
        compute="_compute_is_opt_out_left", compute_sudo=True
    )

    @api.depends(
        "state", "purpose_id.code", "partner_id.is_survey_opt_out", "withdrawn_at"
    )
    def _compute_is_opt_out_left(self):
        """Whether a consent to surveys is in force while the contact says no."""
        for consent in self:
            consent.is_opt_out_left = (
                consent.state == "given"
                and consent.purpose_id.code == CONSENT_PURPOSE
                and consent.partner_id.is_survey_opt_out
                and self.has_consent(consent.partner_id, consent.purpose_id)
            )

    def action_lift_opt_out(self):
        """Button: somebody decides that the new consent counts; the contact tells it.

        :raise UserError: no consent to surveys is in force, or nothing is in its way
        """
        self.check_access("write")
        for consent in self:
            if not consent.is_opt_out_left:
                raise UserError(
                    self.env._(
                        "Only a consent to surveys that is in force, given after the "
                        "person said no, lets us ask again."
                    )
                )
            partner = consent.partner_id.sudo()
            partner.is_survey_opt_out = False
            partner.message_post(
                body=self.env._(
                    "May be asked by surveys again: consent “%s”.", consent.source
                )
            )
