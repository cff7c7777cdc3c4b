# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import html2plaintext


class HelpdeskTicket(models.Model):
    """A complaint is a voice of the customer too, and is kept in step with it."""

    _inherit = "helpdesk.ticket"

    feedback_ids = fields.One2many(
        "crm.feedback", "ticket_id", groups="crm_survey.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._receive_complaints()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if {"is_complaint", "category_id"} & vals.keys():
            self._receive_complaints()
        if {"stage_id", "team_id"} & vals.keys():
            self._keep_feedback()
        return result

    def _receive_complaints(self):
        """Record the complaints among these tickets as feedback, one for each."""
        complaints = self.sudo().filtered(
            lambda ticket: ticket.is_complaint and not ticket.feedback_ids
        )
        if complaints:
            self.env["crm.feedback"].sudo()._receive(
                [ticket._prepare_feedback() for ticket in complaints]
            )

    def _prepare_feedback(self):
        return {
            "name": self.name,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "author": self.partner_name,
            "source": "ticket",
            "source_key": f"ticket,{self.id}",
            "channel_id": self.channel_id.id,
            "kind": "complaint",
            "verbatim": html2plaintext(self.description or ""),
            "team_id": self.team_id.id,
            "ticket_id": self.id,
            "received_at": self.create_date,
        }

    def _keep_feedback(self):
        """A solved ticket answers its feedback; one that is open again doesn't."""
        items = self.sudo().feedback_ids
        solved = items.filtered(
            lambda item: item.ticket_id.stage_id.sla_effect == "solved"
        )
        solved.filtered("is_open")._move("answered")
        reopened = (items - solved).filtered(
            lambda item: item.state == "answered" and not item.ticket_id.closed
        )
        reopened._move("in_work")
        reopened._plan_answers()

    def action_view_feedback(self):
        """Open the feedback of this ticket."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.feedback",
            "res_id": self.feedback_ids[:1].id,
            "views": [(False, "form")],
        }
