# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmRfmSegment(models.Model):
    """A named group of customers of the RFM grid, shared by all companies.

    Kept by the consultant; which cells belong to it says each policy
    (``crm.rfm.cell``).
    """

    _name = "crm.rfm.segment"
    _description = "RFM segment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short technical name, used in exports and interfaces."
    )
    sequence = fields.Integer(default=10, help="The best segment comes first.")
    color = fields.Integer()
    description = fields.Text(
        "What to do", translate=True, help="How to treat these customers."
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another segment already has this code."
    )

    @api.model
    def _get_all(self):
        """Return every segment: cells may use one that is archived."""
        return self.search([("active", "in", (True, False))])
