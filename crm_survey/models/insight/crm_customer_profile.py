# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmCustomerProfile(models.Model):
    """The customer's page has its voice, too."""

    _inherit = "crm.customer.profile"

    voice_score_ids = fields.Many2many(related="partner_id.voice_score_ids")
    voice_feedback_ids = fields.Many2many(related="partner_id.voice_feedback_ids")
    voice_request_ids = fields.Many2many(related="partner_id.voice_request_ids")
    voice_summary = fields.Char(related="partner_id.voice_summary")
