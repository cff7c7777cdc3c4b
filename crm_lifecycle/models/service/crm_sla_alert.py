# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmSlaAlert(models.Model):
    """A warning that was given: which step for which clock, and when."""

    _name = "crm.sla.alert"
    _description = "Service level warning given"
    _order = "id desc"
    _rec_name = "step_id"

    clock_id = fields.Many2one(
        "crm.sla.clock", required=True, readonly=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "crm.sla.step", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="clock_id.company_id", store=True)
    due_at = fields.Datetime(required=True, readonly=True)
    done_at = fields.Datetime(readonly=True)
    error = fields.Text(readonly=True)

    _once = models.Constraint(
        "UNIQUE(clock_id, step_id)", "This warning was already given."
    )
