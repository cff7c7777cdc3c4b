# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmSurveyCredit(models.Model):
    """Who worked on what a customer is asked about, frozen when the survey is sent."""

    _name = "crm.survey.credit"
    _description = "Share of work behind an answer"
    _order = "request_id, share desc, id"

    request_id = fields.Many2one(
        "crm.survey.request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", "Handler", required=True, readonly=True, ondelete="restrict"
    )
    share = fields.Float(
        "Share of work (%)", readonly=True, help="Shares of one request make 100."
    )

    _once = models.Constraint(
        "UNIQUE(request_id, user_id)", "A handler has one share of a request."
    )
