# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

AT_ONCE = 1000  # open tickets that are looked at while somebody waits


class CrmSlaPolicy(models.Model):
    """A policy that changes reaches the tickets that are open."""

    _inherit = "crm.sla.policy"

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        policies._follow_rules(self.env["helpdesk.ticket"])
        return policies

    def write(self, vals):
        if not {"preset_id", *self._get_rank_fields()} & set(vals):
            return super().write(vals)
        held = self._get_held_tickets()
        result = super().write(vals)
        self.env.registry.clear_cache()
        self._follow_rules(held)
        return result

    def unlink(self):
        held = self._get_held_tickets()
        result = super().unlink()
        self.env.registry.clear_cache()
        self._apply_to(held)
        return result

    def _get_held_tickets(self):
        """Return the open tickets that have one of these policies."""
        return self._search_open(Domain("service_policy_id", "in", self.ids))

    @api.model
    def _search_open(self, domain):
        tickets = self.env["helpdesk.ticket"].sudo()
        return tickets.search(self._get_open_domain() & domain)

    @api.model
    def _get_open_domain(self):
        """Return the domain of the tickets whose clocks may run."""
        return Domain("stage_id", "=", False) | Domain(
            "stage_id.sla_effect", "in", ("run", "wait")
        )

    def _follow_rules(self, held):
        """Match anew what these policies held, and what they take now."""
        in_force = self.sudo().filtered_domain(self._get_in_force_domain())
        taken = Domain.OR([policy._get_ticket_domain() for policy in in_force])
        self._apply_to(held | self._search_open(taken))

    @api.model
    def _apply_to(self, tickets):
        """Match ``tickets`` anew; many of them in the background."""
        if len(tickets) <= AT_ONCE:
            tickets._apply_service_policy()
            return
        now = fields.Datetime.now()
        for company, theirs in tickets.grouped("company_id").items():
            self.env["crm.due"].sudo()._schedule("service_policy", company, theirs, now)
