# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine.coverage import find_cover


class CrmSlaPolicy(models.Model):
    """What a policy reaches now, and what is wrong with it, in plain sentences."""

    _inherit = "crm.sla.policy"

    open_ticket_count = fields.Integer(
        "Open tickets",
        compute="_compute_open_ticket_count",
        help="Open tickets that have this policy.",
    )
    fit_sentence = fields.Char("Open tickets now", compute="_compute_fit_sentence")
    findings = fields.Text(compute="_compute_findings")
    cover_id = fields.Many2one(
        "crm.sla.policy",
        "Never reached because of",
        compute="_compute_findings",
        help="The policy above that takes every ticket of this one.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_open_ticket_count(self):
        groups = (
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group(
                self._get_open_domain() & Domain("service_policy_id", "in", self.ids),
                ["service_policy_id"],
                ["__count"],
            )
        )
        counts = {policy.id: count for policy, count in groups}
        for policy in self:
            policy.open_ticket_count = counts.get(policy.id, 0)

    @api.depends(lambda self: self._get_rank_fields())
    @api.depends_context("lang")
    def _compute_fit_sentence(self):
        for policy in self:
            policy.fit_sentence = policy._get_fit_sentence()

    def _get_fit_sentence(self):
        """Return how many open tickets fit, and how many others take before."""
        tickets = self.env["helpdesk.ticket"].sudo()
        mine = self._get_open_domain() & self._get_ticket_domain()
        earlier = [other._get_ticket_domain() for other in self._get_earlier()]
        fit = tickets.search_count(mine)
        taken = tickets.search_count(mine & Domain.OR(earlier)) if earlier else 0
        if not taken:
            return self.env._(
                "Open tickets that fit these conditions now: %(count)s.", count=fit
            )
        return self.env._(
            "Open tickets that fit these conditions now: %(count)s. Policies above "
            "take %(taken)s of them.",
            count=fit,
            taken=taken,
        )

    # ------------------------------------------------------------ what is wrong

    @api.depends(
        lambda self: [
            *self._get_rank_fields(),
            "target_ids.metric",
            "target_ids.target_minutes",
            "target_ids.calendar_id",
            "target_ids.is_always",
        ]
    )
    @api.depends_context("lang")
    def _compute_findings(self):
        for policy in self:
            policy.cover_id = policy._find_cover()
            policy.findings = "\n".join(policy._get_findings())

    def _get_findings(self):
        """Return what keeps the policy from working as meant; extend the list."""
        self.ensure_one()
        return (
            self._get_condition_findings()
            + self._get_reach_findings()
            + self._get_target_findings()
        )

    def _get_condition_findings(self):
        """Return conditions that no ticket can fit."""
        try:
            self._parse_domain()
        except ValidationError as error:
            return [str(error)]
        findings = []
        for name in ("team_ids", "category_ids", "tag_ids", "channel_ids"):
            foreign = self[name].filtered(
                lambda record: (
                    record.company_id
                    not in (record.company_id.browse(), self.company_id)
                )
            )
            if self.company_id and foreign:
                findings.append(
                    self.env._(
                        "%(records)s belongs to another company than the policy: no "
                        "ticket fits both.",
                        records=self._join_names(foreign),
                    )
                )
        return findings

    def _join_names(self, records):
        return self._join([f"“{name}”" for name in records.mapped("display_name")])

    def _get_reach_findings(self):
        """Tell the policy above that takes every ticket of this one."""
        if not self.cover_id:
            return []
        return [
            self.env._(
                "“%(other)s” stands above and takes every ticket of this policy, so "
                "this one never applies. Move it up, or narrow “%(other)s”.",
                other=self.cover_id.name,
            )
        ]

    def _find_cover(self):
        """Return the policy above that takes every ticket of this one, or none."""
        if self.preset_id or not self.active:
            return self.browse()
        earlier = self._get_earlier()
        rules = [policy._get_condition_values() for policy in (*earlier, self.sudo())]
        place = find_cover(rules, len(rules) - 1)
        return earlier.browse() if place is None else earlier[place]

    def _get_condition_values(self):
        """Return ``{condition: set of values}`` for ``engine.coverage``."""
        self.ensure_one()
        values = {
            "company": self.company_id.ids,
            "team": self._get_all_below(self.team_ids),
            "tier": self.tier_ids.ids,
            "stage": self.stage_ids.ids,
            "category": self._get_all_below(self.category_ids),
            "tag": self.tag_ids.ids,
            "channel": self.channel_ids.ids,
            "priority": self._get_priorities(),
            "severity": [self.severity],
            "type": [self.ticket_type],
            "complaint": [self.complaint],
            "domain": [(self.domain or "").strip()],
        }
        used = self._get_used_conditions()
        return {name: set(ids) for name, ids in values.items() if name in used}

    @api.model
    def _get_all_below(self, records):
        """Return the ids of ``records`` and of what hangs below them."""
        below = records.sudo().with_context(active_test=False)
        return below.search([("id", "child_of", records.ids)]).ids if records else []

    def _get_target_findings(self):
        """Return targets that cannot be kept or do not go together."""
        if not self.target_ids:
            return self.ids and [
                self.env._(
                    "The policy promises nothing yet: its tickets have no clock. Add a "
                    "target."
                )
            ]
        findings = [
            self.env._(
                "The service hours “%(calendar)s” contain no working time: the clock "
                "of “%(target)s” never moves.",
                calendar=target.calendar_id.name,
                target=target._get_metric_label(),
            )
            for target in self.target_ids
            if target.calendar_id and not target.calendar_id.attendance_ids
        ]
        return findings + self._get_order_findings() + self._get_hours_findings()

    def _get_order_findings(self):
        minutes = {row.metric: row.target_minutes for row in self.target_ids}
        if minutes.get("first_reply", 0) <= minutes.get("solved", float("inf")):
            return []
        return [
            self.env._(
                "The first reply is promised later than the solution: is that meant?"
            )
        ]

    def _get_hours_findings(self):
        """Return whose clocks run day and night because nobody set service hours."""
        company = self.company_id or self.env.company
        if company.resource_calendar_id or all(
            target.is_always or target.calendar_id for target in self.target_ids
        ):
            return []
        if self.team_ids and all(team.resource_calendar_id for team in self.team_ids):
            return []
        return [
            self.env._(
                "%(company)s has no working hours: clocks run day and night, except "
                "for teams with service hours of their own.",
                company=company.name,
            )
        ]
