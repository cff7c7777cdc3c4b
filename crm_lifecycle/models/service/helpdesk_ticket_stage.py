# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

STANDARD_EFFECTS = {
    "helpdesk_mgmt.helpdesk_ticket_stage_awaiting": "wait",
    "helpdesk_mgmt.helpdesk_ticket_stage_cancelled": "cancelled",
    "helpdesk_mgmt.helpdesk_ticket_stage_rejected": "cancelled",
}


class HelpdeskTicketStage(models.Model):
    """Stages say whether a ticket's clocks run, stand still or end."""

    _inherit = "helpdesk.ticket.stage"

    sla_effect = fields.Selection(
        [
            ("run", "Clocks run"),
            ("wait", "Waiting: clocks stand still"),
            ("solved", "Solved"),
            ("cancelled", "Cancelled: neither met nor missed"),
        ],
        "Service level",
        compute="_compute_sla_effect",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
        help="What this stage means for the clocks of its tickets. Unless chosen: a "
        "closed stage counts as solved, any other one as running.",
    )
    wait_reason = fields.Selection(
        [
            ("customer", "Waiting for the customer"),
            ("third_party", "Waiting for a third party"),
            ("outside_scope", "Outside the scope"),
        ],
        "Why it waits",
        compute="_compute_wait_reason",
        precompute=True,
        store=True,
        readonly=False,
    )

    @api.depends("closed")
    def _compute_sla_effect(self):
        for stage in self:
            is_open_effect = stage.sla_effect in ("run", "wait")
            if not stage.sla_effect or is_open_effect == stage.closed:
                stage.sla_effect = "solved" if stage.closed else "run"

    @api.depends("sla_effect")
    def _compute_wait_reason(self):
        for stage in self:
            if stage.sla_effect != "wait":
                stage.wait_reason = False
            elif not stage.wait_reason:
                stage.wait_reason = "customer"

    @api.constrains("closed", "sla_effect")
    def _check_sla_effect(self):
        for stage in self:
            if stage.closed and stage.sla_effect in ("run", "wait"):
                raise ValidationError(
                    self.env._(
                        "“%(stage)s” is a closed stage: its tickets are solved or "
                        "cancelled. Clocks would run on in it for ever.",
                        stage=stage.name,
                    )
                )

    @api.model
    def _set_standard_effects(self):
        """Give the helpdesk's own stages their meaning, where nobody chose another.

        Called once, when service levels come into a database. A stage that was
        deleted, or that was made open or closed, is left as it is.
        """
        derived = {"wait": "run", "cancelled": "solved"}
        for xmlid, effect in STANDARD_EFFECTS.items():
            stage = self.env.ref(xmlid, raise_if_not_found=False)
            if stage and stage.sla_effect == derived[effect]:
                stage.sla_effect = effect
