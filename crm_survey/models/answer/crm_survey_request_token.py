# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from . import tokens

SCOPE = "crm_survey.invitation"


class CrmSurveyRequest(models.Model):
    """The address at which one person answers one request, and nobody else's."""

    _inherit = "crm.survey.request"

    @api.model
    def _fetch_by_token(self, token):
        """Return the request of a token that came by HTTP, on sudo; none if forged."""
        (request_id,) = tokens.read(self.env, SCOPE, token) or (None,)
        return self.sudo().browse(request_id).exists()

    def _get_invitation_path(self):
        """Return the path of the public page, without the host.

        The token lasts as long as the request: its deadline is looked up when it is
        used, so a prolonged one counts for links that were sent before.
        """
        self.ensure_one()
        return f"/feedback/{tokens.sign(self.env, SCOPE, [self.id])}"

    def _get_invitation_url(self):
        """Return the address at which this request is answered."""
        return self.survey_id.get_base_url() + self._get_invitation_path()

    def _get_unsubscribe_url(self):
        """Return the address at which the person asks to be left alone (RFC 8058)."""
        return self._get_invitation_url() + "/stop"

    def _get_answer_urls(self):
        """Return ``[(value, label, url)]`` for the first question, if it has a scale.

        Such a link opens the page with this value chosen; only its button answers,
        so that a mail scanner which follows every link does not vote.
        """
        question = self.survey_id._get_one_click_question()
        url = self._get_invitation_url()
        return [
            (value, str(value), f"{url}?value={value}")
            for value in question._get_scale_numbers()
        ]
