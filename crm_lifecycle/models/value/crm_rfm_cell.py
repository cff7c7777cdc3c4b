# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmRfmCell(models.Model):
    """The segment of one combination of R, F and M under one policy.

    A policy has all 125 of them from its birth; the grid editor of the policy
    changes their segments.
    """

    _name = "crm.rfm.cell"
    _inherit = ["crm.value.policy.part.mixin"]
    _description = "Cell of the RFM grid"
    _order = "policy_id, recency desc, frequency desc, monetary desc"
    _rec_name = "segment_id"
    _log_access = False  # 125 rows a policy, which itself says who changed it

    policy_id = fields.Many2one("crm.value.policy", required=True, ondelete="cascade")
    recency = fields.Integer(required=True)
    frequency = fields.Integer(required=True)
    monetary = fields.Integer(required=True)
    segment_id = fields.Many2one(
        "crm.rfm.segment", required=True, index=True, ondelete="restrict"
    )

    _cell_once = models.Constraint(
        "UNIQUE(policy_id, recency, frequency, monetary)",
        "Each cell of the RFM grid has one segment.",
    )
    _marks = models.Constraint(
        "CHECK(recency BETWEEN 1 AND 5 AND frequency BETWEEN 1 AND 5"
        " AND monetary BETWEEN 1 AND 5)",
        "Recency, frequency and money are marks from 1 to 5.",
    )

    def _get_key(self):
        """Return the cell's name: its marks for recency, frequency and money."""
        self.ensure_one()
        return f"{self.recency}{self.frequency}{self.monetary}"
