# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SurveyUserInput(models.Model):
    """A participation keeps its invitation and the customer as it was when asked."""

    _inherit = "survey.user_input"

    request_id = fields.Many2one(
        "crm.survey.request",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    touchpoint_id = fields.Many2one(
        "crm.survey.touchpoint",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    stage_id = fields.Many2one(
        "crm.lifecycle.stage",
        "Lifecycle stage when asked",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", readonly=True, copy=False, ondelete="set null"
    )
    channel = fields.Selection(
        selection=lambda self: (
            self.env["crm.survey.touchpoint"]
            ._fields["channel"]
            ._description_selection(self.env)
        ),
        readonly=True,
        copy=False,
    )
    res_model = fields.Char("Document model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True, copy=False
    )
    credit_ids = fields.One2many(related="request_id.credit_ids", string="Handlers")

    _request = models.UniqueIndex(
        "(request_id) WHERE request_id IS NOT NULL",
        "An invitation is answered once.",
    )
