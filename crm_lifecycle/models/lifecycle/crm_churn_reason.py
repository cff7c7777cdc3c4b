# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmChurnReason(models.Model):
    """Why customers leave, as account managers hear it; kept by the consultant."""

    _name = "crm.churn.reason"
    _description = "Reason of leaving"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint(
        "UNIQUE(name)", "Another reason of leaving already has this name."
    )
