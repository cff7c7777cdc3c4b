# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmImprovementAction(models.Model):
    """What the company changes because of what customers said."""

    _name = "crm.improvement.action"
    _description = "Improvement action"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "due_date, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, tracking=True
    )
    cause_id = fields.Many2one("crm.feedback.cause", ondelete="restrict", index=True)
    description = fields.Html()
    due_date = fields.Date("Due", tracking=True)
    done_date = fields.Date("Done", readonly=True, copy=False, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary()
    feedback_ids = fields.One2many("crm.feedback", "action_id")
    active = fields.Boolean(default=True)
