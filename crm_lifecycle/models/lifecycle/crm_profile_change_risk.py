# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ...engine.grades import GRADES


class CrmProfileChange(models.Model):
    """A customer's risk of leaving also moves between grades."""

    _inherit = "crm.profile.change"

    kind = fields.Selection(
        selection_add=[("risk", "Risk of leaving")], ondelete={"risk": "cascade"}
    )
    from_churn_grade = fields.Selection(GRADES, "From risk", readonly=True)
    to_churn_grade = fields.Selection(GRADES, "To risk", readonly=True)
