# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_feedback import OPEN


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
        "res.users",
        "Responsible",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    cause_id = fields.Many2one("crm.feedback.cause", ondelete="restrict", index=True)
    description = fields.Html()
    customer_note = fields.Text(
        "What customers are told",
        translate=True,
        help="Shown as soon as it is done, on the page of each customer whose feedback "
        "led to it.",
    )
    due_date = fields.Date("Due", tracking=True)
    done_date = fields.Date("Done", readonly=True, copy=False, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary()
    feedback_ids = fields.One2many("crm.feedback", "action_id", check_company=True)
    feedback_count = fields.Integer("Feedback count", compute="_compute_effect")
    recovered_count = fields.Integer("Verified", compute="_compute_effect")
    effect = fields.Char("Effect so far", compute="_compute_effect")
    active = fields.Boolean(default=True)

    _cost_positive = models.Constraint("CHECK(cost >= 0)", "Costs can't be negative.")

    @api.depends("feedback_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_effect(self):
        counts = {}
        for action, state, count in self.env["crm.feedback"]._read_group(
            [("action_id", "in", self.ids)], ["action_id", "state"], ["__count"]
        ):
            counts.setdefault(action.id, {})[state] = count
        for action in self:
            found = counts.get(action.id, {})
            good, bad = found.get("verified", 0), found.get("not_recovered", 0)
            action.feedback_count = sum(found.values())
            action.recovered_count = good
            action.effect = (
                self.env._(
                    "%(good)s of %(asked)s customers say that it is good now.",
                    good=good,
                    asked=good + bad,
                )
                if good + bad
                else False
            )

    def action_done(self):
        """Button: it is changed. Its feedback is improved, and customers are asked."""
        self.check_access("write")
        for action in self:
            if action.done_date:
                raise UserError(
                    self.env._("“%(action)s” is done already.", action=action.name)
                )
            action.done_date = self.env["crm.value.night"]._get_today(action.company_id)
            items = action.sudo().feedback_ids
            ready = items.filtered(
                lambda item: item.kind and item.cause_id and item.state != "new"
            )
            ready = ready.filtered(lambda item: item.state in (*OPEN, "answered"))
            ready._move("improved")
            ready._ask_again()
            action._tell_unready(items.filtered(lambda item: item.state == "new"))

    def _tell_unready(self, items):
        if items:
            self.message_post(
                body=self.env._(
                    "Not classified yet, so not counted as improved: %(feedback)s",
                    feedback=", ".join(items.mapped("name")),
                )
            )

    def action_reopen(self):
        """Button: it was not done after all; its feedback stays where it is."""
        self.check_access("write")
        self.write({"done_date": False})

    def action_view_feedback(self):
        """Open the linked feedback."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.crm_feedback_action"
        )
        return {
            **action,
            "domain": [("action_id", "=", self.id)],
            "context": {
                "default_action_id": self.id,
                "default_cause_id": self.cause_id.id,
            },
        }
