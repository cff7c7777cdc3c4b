# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmFeedbackCause(models.Model):
    """Why customers are dissatisfied (or delighted): a tree that companies extend."""

    _name = "crm.feedback.cause"
    _description = "Cause of feedback"
    _order = "sequence, id"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["name", "parent_id.name"]

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True)
    parent_id = fields.Many2one(
        "crm.feedback.cause", "Belongs to", ondelete="restrict", index=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.feedback.cause", "parent_id", "Sub-causes")
    sequence = fields.Integer(default=10_000)
    active = fields.Boolean(default=True)
    feedback_count = fields.Integer("Feedback", compute="_compute_feedback_count")

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for cause in self:
            above = cause.parent_id.complete_name
            cause.complete_name = f"{above} / {cause.name}" if above else cause.name

    @api.depends_context("allowed_company_ids", "uid")
    def _compute_feedback_count(self):
        """Count the feedback of each cause and of those below it."""
        for cause in self:
            cause.feedback_count = self.env["crm.feedback"].search_count(
                [("cause_id", "child_of", cause.ids)]
            )

    def write(self, vals):
        """Say in words, before the tree is built, that a cause is none of itself."""
        below = [("id", "child_of", self.ids), ("id", "=", vals.get("parent_id"))]
        causes = self.with_context(active_test=False)
        if vals.get("parent_id") and causes.search_count(below, limit=1):
            raise UserError(self.env._("A cause can't belong to itself."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """What has been counted stays: such a cause is archived."""
        used = (
            self.env["crm.feedback"]
            .sudo()
            ._read_group([("cause_id", "child_of", self.ids)], ["cause_id"])
        )
        if used:
            raise UserError(
                self.env._(
                    "“%(cause)s” is the cause of feedback and stays in the reports. "
                    "Archive it instead: nobody can choose it any more.",
                    cause=used[0][0].complete_name,
                )
            )

    def action_view_feedback(self):
        """Open the feedback of this cause and of those below it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.crm_feedback_action"
        )
        domain = [("cause_id", "child_of", self.ids)]
        return {**action, "domain": domain, "context": {"default_cause_id": self.id}}
