# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmSurveyRequest(models.Model):
    """A request leads to one participation and keeps who worked for it."""

    _inherit = "crm.survey.request"

    credit_ids = fields.One2many("crm.survey.credit", "request_id", readonly=True)
    user_input_ids = fields.One2many("survey.user_input", "request_id", readonly=True)
