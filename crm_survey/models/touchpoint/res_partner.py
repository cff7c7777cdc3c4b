# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .crm_survey_request_budget import CONSENT_PURPOSE


class ResPartner(models.Model):
    """Contacts may ask to be left alone."""

    _inherit = "res.partner"

    is_survey_opt_out = fields.Boolean(
        "No surveys",
        help="This person does not want to be asked. Nobody is invited to a survey "
        "against their will; what is on its way already can still be answered. Setting "
        "it withdraws the consent to surveys; taking it away brings no consent back.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Who does not want to be asked has not agreed to it either."""
        partners = super().create(vals_list)
        refused = partners.filtered("is_survey_opt_out")
        refused._withdraw_survey_consent(self.env._("“No surveys” on the contact"))
        return partners

    def write(self, vals):
        """Withdraw the consent to surveys of who does not want to be asked any more."""
        refused = self.filtered(
            lambda partner: (
                vals.get("is_survey_opt_out") and not partner.is_survey_opt_out
            )
        )
        result = super().write(vals)
        source = self.env.context.get("survey_refusal_source")
        refused._withdraw_survey_consent(
            source or self.env._("“No surveys” on the contact")
        )
        return result

    def _refuse_surveys(self, source):
        """Leave these people alone from now on, and withdraw what they agreed to.

        :param str source: where they said so
        """
        refusing = self.with_context(survey_refusal_source=source)
        refusing.is_survey_opt_out = True

    def _withdraw_survey_consent(self, source):
        """Withdraw consents to surveys; who never said a word has now objected."""
        if not self:
            return
        purposes = self.env["crm.consent.purpose"].with_context(active_test=False)
        if purpose := purposes._get(CONSENT_PURPOSE):
            self.env["crm.consent"].sudo()._withdraw(self, purpose, source)
