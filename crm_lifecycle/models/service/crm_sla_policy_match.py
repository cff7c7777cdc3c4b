# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache


class CrmSlaPolicy(models.Model):
    """Which tickets a policy takes: every condition is one domain on tickets."""

    _inherit = "crm.sla.policy"

    @api.model
    def _match(self, tickets):
        """Return ``{ticket id: policy}``, the first policy that matches each ticket.

        Empty where none does. The number of queries depends neither on the number of
        tickets nor on that of the policies. A policy whose conditions can no longer be
        read takes no ticket; its form says so.
        """
        matched = dict.fromkeys(tickets.ids, self.browse())
        candidates = self._get_candidate_queries(tickets)
        if not candidates:
            return matched
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (candidate.ticket_id)
                       candidate.ticket_id, candidate.policy_id
                  FROM (%(candidates)s) AS candidate (ticket_id, policy_id, place)
                 ORDER BY candidate.ticket_id, candidate.place
                """,
                candidates=SQL(" UNION ALL ").join(candidates),
            )
        )
        return matched | {
            ticket_id: self.browse(policy_id) for ticket_id, policy_id in rows
        }

    @api.model
    def _get_candidate_queries(self, tickets):
        """Return one query for each policy in force: its tickets and its place."""
        table = tickets.sudo().with_context(active_test=False)
        these = Domain("id", "in", tickets.ids)
        queries = []
        for place, (policy_id, conditions) in enumerate(self._get_rules()):
            try:
                found = table._search(these & Domain(list(conditions)))
            except (ValueError, KeyError, TypeError):
                continue  # a field that a filter needs has gone
            queries.append(
                found.select(
                    SQL.identifier(found.table, "id"),
                    SQL("%s", policy_id),
                    SQL("%s", place),
                )
            )
        return queries

    @api.model
    @ormcache()
    def _get_rules(self):
        """Return ``((policy id, domain as a tuple), …)`` of all policies in force."""
        return tuple(
            (policy.id, tuple(policy._get_ticket_domain()))
            for policy in self.sudo().search(self._get_in_force_domain())
        )

    @api.model
    def _get_in_force_domain(self):
        return Domain("preset_id", "=", False) & Domain("active", "=", True)

    def _get_ticket_domain(self):
        """Return the domain of the tickets that fit all conditions of the policy.

        A policy with conditions that can no longer be read takes no ticket.
        """
        self.ensure_one()
        try:
            return Domain.AND(self._get_conditions().values())
        except ValidationError:
            return Domain.FALSE

    def _get_conditions(self):
        """Return ``{condition: domain on tickets}``; a ticket must fit them all.

        Extend by ``super() | {…}``, together with :meth:`_get_condition_words` and
        :meth:`_get_condition_values`.
        """
        self.ensure_one()
        conditions = {
            "company": Domain("company_id", "in", self.company_id.ids),
            "team": Domain("team_id", "child_of", self.team_ids.ids),
            "tier": Domain("profile_id.tier_id", "in", self.tier_ids.ids),
            "stage": Domain("profile_id.stage_id", "in", self.stage_ids.ids),
            "category": Domain("category_id", "child_of", self.category_ids.ids),
            "tag": Domain("tag_ids", "in", self.tag_ids.ids),
            "channel": Domain("channel_id", "in", self.channel_ids.ids),
            "priority": Domain("priority", "in", self._get_priorities()),
            "severity": Domain("severity", "=", self.severity),
            "type": Domain("ticket_type", "=", self.ticket_type),
            "complaint": self._get_complaint_domain(),
            "domain": self._parse_domain(),
        }
        used = self._get_used_conditions()
        return {name: domain for name, domain in conditions.items() if name in used}

    def _get_used_conditions(self):
        """Return the names of the conditions that are set."""
        used = {
            "company": self.company_id,
            "team": self.team_ids,
            "tier": self.tier_ids,
            "stage": self.stage_ids,
            "category": self.category_ids,
            "tag": self.tag_ids,
            "channel": self.channel_ids,
            "priority": self.priority,
            "severity": self.severity,
            "type": self.ticket_type,
            "complaint": self.complaint,
            "domain": (self.domain or "[]").strip() != "[]",
        }
        return {name for name, value in used.items() if value}

    def _get_priorities(self):
        """Return the priorities from that of the policy upwards."""
        keys = [key for key, _label in self._fields["priority"].selection]
        return keys[keys.index(self.priority) :] if self.priority else keys

    def _get_complaint_domain(self):
        complaints = Domain("is_complaint", "=", True)
        return complaints if self.complaint == "yes" else ~complaints

    def _get_earlier(self):
        """Return the policies in force that are asked before this one."""
        self.ensure_one()
        mine = self._origin.id or 0
        others = self.sudo().search(
            self._get_in_force_domain()
            & Domain("id", "!=", mine)
            & Domain("sequence", "<=", self.sequence)
        )
        return others.filtered(
            lambda other: other.sequence < self.sequence or not mine or other.id < mine
        )
