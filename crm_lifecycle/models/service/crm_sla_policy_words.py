# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from functools import reduce

from odoo import api, fields, models
from odoo.exceptions import ValidationError

EARLIER = 3  # policies before, of which a ticket tells why they are not its own


class CrmSlaPolicy(models.Model):
    """A policy in plain sentences: whom it takes, what it promises, and why."""

    _inherit = "crm.sla.policy"

    sentence = fields.Char("In one sentence", compute="_compute_sentence")

    @api.depends(lambda self: [*self._get_condition_fields(), "target_ids.sentence"])
    @api.depends_context("lang")
    def _compute_sentence(self):
        for policy in self:
            words = policy._get_condition_words()
            words.pop("company", None)
            policy.sentence = policy._get_sentence(list(words.values()))

    def _get_sentence(self, reasons):
        promises = reduce(
            lambda first, other: self.env._(
                "%(first)s; %(other)s", first=first, other=other
            ),
            [target.sentence for target in self.target_ids if target.metric]
            or [self.env._("nothing is promised")],
        )
        if not reasons:
            return self.env._(
                "Every ticket that no policy above takes: %(promises)s.",
                promises=promises,
            )
        return self.env._(
            "When %(reasons)s: %(promises)s.",
            reasons=self._join(reasons),
            promises=promises,
        )

    @api.model
    def _join(self, parts):
        """Return ``parts`` as one enumeration: a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        first = reduce(
            lambda first, other: self.env._(
                "%(first)s, %(other)s", first=first, other=other
            ),
            parts[:-1],
        )
        return self.env._("%(first)s and %(last)s", first=first, last=parts[-1])

    def _get_condition_words(self):
        """Return ``{condition: words}`` of what is set, as “the team is “Support””."""
        self.ensure_one()
        words = {
            "company": (self.env._("the company is %s"), self.company_id),
            "team": (self.env._("the team is %s"), self.team_ids),
            "tier": (self.env._("the customer's tier is %s"), self.tier_ids),
            "stage": (self.env._("the customer's stage is %s"), self.stage_ids),
            "category": (self.env._("the category is %s"), self.category_ids),
            "tag": (self.env._("a tag is %s"), self.tag_ids),
            "channel": (self.env._("it comes by %s"), self.channel_ids),
            "priority": (
                self.env._("the priority is %s or higher")
                if self.priority != "3"
                else self.env._("the priority is %s"),
                "priority",
            ),
            "severity": (self.env._("the severity is %s"), "severity"),
            "type": (self.env._("the type is %s"), "ticket_type"),
        }
        used = self._get_used_conditions()
        return {
            name: text % self._get_value_words(value)
            for name, (text, value) in words.items()
            if name in used
        } | self._get_other_words(used)

    def _get_other_words(self, used):
        """Return the words of the conditions that are not a list of values."""
        words = {
            "complaint": self.env._("it is a complaint")
            if self.complaint == "yes"
            else self.env._("it is no complaint"),
            "domain": self.env._("it fits the further conditions"),
        }
        return {name: text for name, text in words.items() if name in used}

    def _get_value_words(self, value):
        """Return the names of records, or the label of a selection field."""
        if isinstance(value, str):
            labels = dict(self._fields[value]._description_selection(self.env))
            return f"“{labels.get(self[value], '')}”"
        names = [f"“{name}”" for name in value.mapped("display_name")]
        return self.env._(" or ").join(names)

    def _explain_match(self, ticket):
        """Return in plain sentences why this policy is the one of ``ticket``.

        Called on an empty policy, it says why no policy matches. Policies that are
        asked before are told with the condition that the ticket does not fit.
        """
        ticket = ticket.sudo()
        if not self:
            sentences = [self.env._("No service level policy takes this ticket.")]
            earlier = self.sudo().search(self._get_in_force_domain())
        else:
            sentences = [self._get_reason(ticket)]
            earlier = self._get_earlier()
        here = earlier.filtered(
            lambda other: not other.company_id or other.company_id == ticket.company_id
        )
        sentences += [other._get_obstacle(ticket) for other in here[-EARLIER:]]
        return " ".join(filter(None, sentences))

    def _get_reason(self, ticket):
        words = self.sudo()._get_condition_words()
        words.pop("company", None)
        missed = self.sudo()._get_missed(ticket)
        if missed:
            return self.env._(
                "“%(policy)s” no longer fits, because it asks that %(reasons)s; it is "
                "looked at again when the ticket changes.",
                policy=self.name,
                reasons=self._join(missed),
            )
        if not words:
            return self.env._(
                "“%(policy)s” applies: it takes every ticket.", policy=self.name
            )
        return self.env._(
            "“%(policy)s” applies because %(reasons)s.",
            policy=self.name,
            reasons=self._join(list(words.values())),
        )

    def _get_missed(self, ticket):
        """Return the words of the conditions that ``ticket`` does not fit."""
        words = self._get_condition_words()
        try:
            conditions = self._get_conditions()
        except ValidationError:
            return [words["domain"]]
        return [
            words[name]
            for name, domain in conditions.items()
            if not ticket.filtered_domain(domain)
        ]

    def _get_obstacle(self, ticket):
        missed = self._get_missed(ticket)
        if not missed:
            return ""
        return self.env._(
            "“%(policy)s” does not, because it asks that %(reasons)s.",
            policy=self.name,
            reasons=self._join(missed),
        )
