# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEEP = {"ondelete": "restrict", "context": {"active_test": False}}


class CrmSlaPolicy(models.Model):
    """Service levels of some tickets: which ones, and what they may expect.

    Policies are ranked: the first one that matches a ticket is *the* policy of it. An
    empty condition matches every ticket. A value that a condition needs can be
    archived but not deleted: without it the policy would take every ticket.
    """

    _name = "crm.sla.policy"
    _inherit = ["crm.literal.domain.mixin"]
    _description = "Service level policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=lambda self: self._get_last_place() + 10,
        help="The first policy that matches counts.",
    )
    active = fields.Boolean("On", default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: tickets of all companies.",
    )
    preset_id = fields.Many2one(
        "crm.sla.preset",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        help="A policy of a preset is copied to companies; it matches no ticket.",
    )
    team_ids = fields.Many2many(
        "helpdesk.ticket.team",
        string="Teams",
        help="Teams below them are included.",
        **KEEP,
    )
    tier_ids = fields.Many2many("crm.value.tier", string="Value tiers", **KEEP)
    stage_ids = fields.Many2many(
        "crm.lifecycle.stage", string="Lifecycle stages", **KEEP
    )
    category_ids = fields.Many2many(
        "helpdesk.ticket.category",
        string="Categories",
        help="Sub-categories are included.",
        **KEEP,
    )
    tag_ids = fields.Many2many(
        "helpdesk.ticket.tag",
        string="Tags",
        help="A ticket needs one of them.",
        **KEEP,
    )
    channel_ids = fields.Many2many("helpdesk.ticket.channel", string="Channels", **KEEP)
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

    @api.model
    def _get_condition_fields(self):
        """Return the fields that say which tickets a policy takes; extend the list."""
        return [
            "company_id",
            "team_ids",
            "tier_ids",
            "stage_ids",
            "category_ids",
            "tag_ids",
            "channel_ids",
            "priority",
            "severity",
            "ticket_type",
            "complaint",
            "domain",
        ]

    @api.model
    def _get_rank_fields(self):
        """Return the fields that say which policy takes a ticket before the others."""
        return ["sequence", "active", *self._get_condition_fields()]

    @api.model
    def _get_last_place(self):
        """Return the highest sequence of all policies: new ones are asked last."""
        last = self.with_context(active_test=False).search(
            [("preset_id", "=", False)], order="sequence desc", limit=1
        )
        return last.sequence

    @api.constrains("domain")
    def _check_domain(self):
        for policy in self:
            policy._parse_domain()

    @api.constrains("preset_id", "company_id")
    def _check_preset_company(self):
        if self.filtered(lambda policy: policy.preset_id and policy.company_id):
            raise ValidationError(
                self.env._("A policy of a preset belongs to no company.")
            )

    def _parse_domain(self):
        """Return the further conditions, read as a literal and never run as code.

        :raise ValidationError: they are not a domain on tickets
        """
        self.ensure_one()
        return self._parse_literal_domain(
            self.domain, "helpdesk.ticket", self.name or self.env._("New policy")
        )
