# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmSlaStep(models.Model):
    """What happens before or after a target is missed: a warning, an escalation."""

    _name = "crm.sla.step"
    _description = "Service level warning"
    _order = "target_id, id"

    target_id = fields.Many2one(
        "crm.sla.target", required=True, index=True, ondelete="cascade"
    )
    moment = fields.Selection(
        [
            ("percent", "% of the target"),
            ("before", "Minutes before the deadline"),
            ("after", "Minutes after the deadline"),
        ],
        required=True,
        default="percent",
    )
    amount = fields.Integer(
        required=True, default=75, help="Per cent, or working minutes."
    )
    in_service_hours = fields.Boolean(
        "Only in service hours", default=True, help="No alarm at midnight."
    )
    action = fields.Selection(
        [
            ("activity", "Activity"),
            ("mail", "Mail"),
            ("reassign", "Hand over"),
            ("priority", "Raise the priority"),
        ],
        required=True,
        default="activity",
    )
    recipient = fields.Selection(
        [
            ("handler", "Handler"),
            ("leader", "Team leader"),
            ("manager", "Account manager"),
        ],
        default="handler",
    )
