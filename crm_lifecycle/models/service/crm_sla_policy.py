# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmSlaPolicy(models.Model):
    """Service levels of some tickets: which ones, and what they may expect.

    Policies are ranked: the first one that matches a ticket is *the* policy of it. An
    empty condition matches every ticket.
    """

    _name = "crm.sla.policy"
    _description = "Service level policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first policy that matches counts.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: tickets of all companies.",
    )
    team_ids = fields.Many2many("helpdesk.ticket.team", string="Teams")
    tier_ids = fields.Many2many("crm.value.tier", string="Value tiers")
    stage_ids = fields.Many2many("crm.lifecycle.stage", string="Lifecycle stages")
    category_ids = fields.Many2many(
        "helpdesk.ticket.category",
        string="Categories",
        help="Sub-categories are included.",
    )
    tag_ids = fields.Many2many(
        "helpdesk.ticket.tag", string="Tags", help="A ticket needs one of them."
    )
    channel_ids = fields.Many2many("helpdesk.ticket.channel", string="Channels")
    priority = fields.Selection(
        [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")],
        "Priority from",
        help="Tickets of this priority or a higher one.",
    )
    severity = fields.Selection(
        [("normal", "Normal"), ("major", "Major"), ("complex", "Complex")]
    )
    ticket_type = fields.Selection(
        [("technical", "Technical"), ("process", "Process"), ("service", "Service")],
        "Type",
    )
    complaint = fields.Selection(
        [("yes", "Only complaints"), ("no", "No complaints")], "Complaints"
    )
    domain = fields.Char("More conditions", default="[]")
    target_ids = fields.One2many("crm.sla.target", "policy_id", "Targets", copy=True)
