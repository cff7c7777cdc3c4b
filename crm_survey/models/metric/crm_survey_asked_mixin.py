# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

FROZEN = {"readonly": True, "copy": False}


class CrmSurveyAskedMixin(models.AbstractModel):
    """By what a customer was asked, and what was true of it then.

    The request freezes it when the invitation leaves; the participation and its scores
    take it over, so that later changes move no figure.
    """

    _name = "crm.survey.asked.mixin"
    _description = "Customer as it was when asked"

    touchpoint_id = fields.Many2one(
        "crm.survey.touchpoint", ondelete="set null", **FROZEN
    )
    channel = fields.Selection(
        selection=lambda self: (
            self.env["crm.survey.touchpoint"]
            ._fields["channel"]
            ._description_selection(self.env)
        ),
        **FROZEN,
    )
    tier_id = fields.Many2one(
        "crm.value.tier", "Value tier when asked", ondelete="restrict", **FROZEN
    )
    stage_id = fields.Many2one(
        "crm.lifecycle.stage",
        "Lifecycle stage when asked",
        ondelete="restrict",
        **FROZEN,
    )
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="set null", **FROZEN)
