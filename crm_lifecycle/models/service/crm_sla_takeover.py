# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, api, models
from odoo.exceptions import ValidationError

from ...engine.coverage import covers

RULES = "helpdesk.sla"
FIELDS = [
    "name",
    "company_id",
    "team_ids",
    "category_ids",
    "tag_ids",
    "stage_id",
    "ignore_stage_ids",
    "days",
    "hours",
    "domain",
]


class CrmSlaTakeover(models.AbstractModel):
    """Policies that say the same as the rules of OCA's helpdesk_mgmt_sla.

    The rules are read and never written. There, all rules that fit a ticket apply;
    here the first policy does: rules with the same conditions become one policy, those
    with more conditions come first and promise what the wider ones do, too.
    """

    _name = "crm.sla.takeover"
    _description = "Policies from the rules of helpdesk_mgmt_sla"

    @api.model
    def _is_possible(self):
        """Return whether the other addon is installed."""
        return RULES in self.env

    @api.model
    def _read_rules(self):
        """Return the rules that are in use, as dictionaries of ids and values."""
        return self.env[RULES].search([("active", "=", True)]).read(FIELDS, load=None)

    @api.model
    def _get_teams(self):
        """Return the teams to which the rules apply at all."""
        return self.env["helpdesk.ticket.team"].search([("use_sla", "=", True)])

    @api.model
    def _get_proposals(self):
        """Return a list of ``{"name", "values", "notes"}``, narrow policies first.

        ``values`` are those of a policy that is switched off, empty when nothing can
        be carried over; ``notes`` say in plain sentences what could not.
        """
        groups = {}
        for rule in self._read_rules():
            groups.setdefault(self._get_key(rule), []).append(rule)
        proposals = [
            self._propose(rules, self._get_wider(key, groups))
            for key, rules in groups.items()
        ]
        policies = self.env["crm.sla.policy"]
        return sorted(
            proposals,
            key=lambda proposal: (
                -len(policies.new(proposal["values"])._get_used_conditions())
            ),
        )

    @api.model
    def _get_key(self, rule):
        """Return what rules of one policy have in common."""
        lists = (tuple(sorted(rule[name])) for name in FIELDS[2:5])
        return (rule["company_id"], *lists, (rule["domain"] or "[]").strip())

    @api.model
    def _get_wider(self, key, groups):
        """Return the rules that apply to all tickets of the rules at ``key``, too."""
        mine = self._get_condition_values(key)
        return [
            rule
            for other, rules in groups.items()
            if other != key and covers(self._get_condition_values(other), mine)
            for rule in rules
        ]

    @api.model
    def _get_condition_values(self, key):
        """Return ``{condition: set of values}`` for ``engine.coverage``."""
        company, *lists, domain = key
        values = {"company": [company] if company else []}
        values |= dict(zip(FIELDS[2:5], lists, strict=True))
        values["domain"] = [domain] if domain != "[]" else []
        return {name: set(ids) for name, ids in values.items() if ids}

    @api.model
    def _propose(self, rules, wider):
        first, notes = rules[0], []
        name = " + ".join(rule["name"] for rule in rules)
        targets = self._get_targets(rules, notes)
        if not targets:
            return {"name": name, "values": {}, "notes": notes}
        targets = self._get_targets([*rules, *wider], [])
        values = {
            "name": name,
            "active": False,
            "company_id": first["company_id"],
            "team_ids": [Command.set(self._get_team_ids(first, notes))],
            "category_ids": [Command.set(first["category_ids"])],
            "tag_ids": [Command.set(first["tag_ids"])],
            "domain": self._get_filter(first, notes),
            "target_ids": [Command.create(target) for target in targets],
        }
        self._note_categories(first, notes)
        return {"name": name, "values": values, "notes": notes}

    @api.model
    def _get_team_ids(self, rule, notes):
        teams = self._get_teams()
        if rule["company_id"]:
            teams = teams.filtered(
                lambda team: team.company_id.id in (False, rule["company_id"])
            )
        asked = teams.browse(rule["team_ids"])
        left = asked - teams
        if left:
            notes.append(
                self.env._(
                    "%(teams)s did not use the rules; the policy is for them too.",
                    teams=", ".join(left.mapped("display_name")),
                )
            )
        if not asked and not teams:
            notes.append(
                self.env._("No team used the rules; the policy is for every team.")
            )
        return (asked or teams).ids

    @api.model
    def _get_filter(self, rule, notes):
        policies = self.env["crm.sla.policy"]
        try:
            policies._parse_literal_domain(
                rule["domain"], "helpdesk.ticket", rule["name"]
            )
        except ValidationError:
            notes.append(
                self.env._(
                    "The filter %(filter)s runs code or cannot be read. It is left "
                    "out, so the policy takes more tickets than the rule did.",
                    filter=rule["domain"],
                )
            )
            return "[]"
        return rule["domain"] or "[]"

    @api.model
    def _note_categories(self, rule, notes):
        categories = self.env["helpdesk.ticket.category"].browse(rule["category_ids"])
        if categories.child_id:
            notes.append(
                self.env._(
                    "Sub-categories are included here; the rule left them out: "
                    "%(names)s.",
                    names=", ".join(categories.child_id.mapped("display_name")),
                )
            )

    # ---------------------------------------------------------------- targets

    @api.model
    def _get_targets(self, rules, notes):
        """Return the values of targets, one of each kind; the shorter one stays."""
        targets = {}
        for rule in rules:
            target = self._get_target(rule, notes)
            if not target:
                continue
            other = targets.setdefault(target["metric"], target)
            if other is target:
                continue
            notes.append(
                self.env._(
                    "“%(rule)s” asks for the same with another time: the shorter one "
                    "stays.",
                    rule=rule["name"],
                )
            )
            if target["target_minutes"] < other["target_minutes"]:
                targets[target["metric"]] = target
        return list(targets.values())

    @api.model
    def _get_target(self, rule, notes):
        """Return the values of the target of one rule, or None with a note."""
        metric = self._get_metric(rule, notes)
        minutes = self._get_minutes(rule, notes)
        if not metric or not minutes:
            return None
        self._note_pauses(rule, notes)
        return {
            "metric": metric,
            "target_minutes": minutes,
            "stops_waiting": bool(rule["ignore_stage_ids"]),
        }

    @api.model
    def _get_metric(self, rule, notes):
        stage = self.env["helpdesk.ticket.stage"].browse(rule["stage_id"] or [])
        if stage.sla_effect == "solved":
            return "solved"
        if not stage or stage.sla_effect == "cancelled":
            notes.append(
                self.env._(
                    "“%(rule)s” has no stage that solves anything: it counted as met "
                    "at once and is left out.",
                    rule=rule["name"],
                )
            )
            return None
        notes.append(
            self.env._(
                "“%(rule)s” was met in the stage “%(stage)s”; here a ticket is taken "
                "in hand when it gets a handler.",
                rule=rule["name"],
                stage=stage.name,
            )
        )
        return "taken"

    @api.model
    def _get_minutes(self, rule, notes):
        """Return the minutes of a rule, its days in hours of the team's calendar."""
        teams = self.env["helpdesk.ticket.team"].browse(rule["team_ids"])
        teams = teams or self._get_teams()
        lengths = set(teams.resource_calendar_id.mapped("hours_per_day")) or {8.0}
        if rule["days"] and len(lengths) > 1:
            notes.append(
                self.env._(
                    "“%(rule)s” has days, but the teams work days of different "
                    "length: a day is %(hours)g hours here.",
                    rule=rule["name"],
                    hours=min(lengths),
                )
            )
        minutes = round((rule["days"] * min(lengths) + rule["hours"]) * 60)
        if minutes < 1:
            notes.append(
                self.env._("“%(rule)s” has no time and is left out.", rule=rule["name"])
            )
            return None
        return minutes

    @api.model
    def _note_pauses(self, rule, notes):
        """Tell pauses that differ: here a stage stops the clocks of every policy."""
        stages = self.env["helpdesk.ticket.stage"].browse(rule["ignore_stage_ids"])
        running = stages.filtered(lambda stage: stage.sla_effect == "run")
        if running:
            notes.append(
                self.env._(
                    "“%(rule)s” stood still in %(stages)s. Here the stage itself says "
                    "so, for every policy: choose “Waiting” there.",
                    rule=rule["name"],
                    stages=", ".join(running.mapped("name")),
                )
            )
