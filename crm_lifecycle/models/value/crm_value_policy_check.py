# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import ValidationError

from ...engine.policy_check import Range, TierRule, check_rules


class CrmValuePolicyCheck(models.AbstractModel):
    """What is wrong with a tier policy, or worth knowing, in plain sentences."""

    _name = "crm.value.policy.check"
    _description = "Check of a tier policy"

    def _get_blocking_findings(self):
        """Return what must be mended before activation, in plain sentences."""
        self.ensure_one()
        findings = []
        if not self.tier_line_ids:
            findings.append(self.env._("The policy has no tier."))
        if not self.fallback_tier_id:
            findings.append(
                self.env._("The policy has no fallback tier for the other customers.")
            )
        for criterion in self.tier_line_ids.criterion_ids:
            if criterion.measure == "domain":
                try:
                    criterion._parse_domain()
                except ValidationError as error:
                    findings.append(str(error))
        return findings

    def _get_advice(self):
        """Return gaps, overlaps and unreachable tiers, in plain sentences."""
        self.ensure_one()
        sentences = {
            "nobody": self.env._("Nobody gets into “%(tier)s”: no criterion decides."),
            "everybody": self.env._(
                "“%(tier)s” takes everybody, so no tier after it is ever reached."
            ),
            "overlap": self.env._(
                "“%(tier)s” and “%(other)s” overlap; customers in both belong to "
                "“%(tier)s”."
            ),
            "gap": self.env._(
                "Between “%(tier)s” and “%(other)s” is a gap; its customers get the "
                "fallback tier."
            ),
            "covered": self.env._(
                "“%(other)s” is never reached: “%(tier)s” takes its customers first."
            ),
            "too_much": self.env._(
                "The shares up to “%(tier)s” add up to more than 100 %%, so no "
                "customer is left for it to fill."
            ),
        }
        return [
            sentences[finding.kind] % {"tier": finding.tier, "other": finding.other}
            for finding in check_rules(self._prepare_rules())
        ] + self._get_share_findings()

    def _get_share_findings(self):
        """Return where a group brings less than the policy expects of it."""
        groups = self._get_groups()
        findings = []
        for line in self.tier_line_ids:
            shares = groups.get(line.tier_id.id)
            for criterion in line.criterion_ids.filtered("active") if shares else ():
                share = shares.get(criterion.measure)
                if share is None or not criterion.has_minimum:
                    continue
                if share < criterion.minimum:
                    findings.append(
                        self.env._(
                            "“%(tier)s” has %(share).1f %% %(what)s; at least "
                            "%(minimum)g %% is expected.",
                            tier=line.tier_id.name,
                            share=share,
                            what=criterion._get_group_part(),
                            minimum=criterion.minimum,
                        )
                    )
        return findings

    def _prepare_rules(self):
        """Return the policy's rules in the engine's terms."""
        return [
            TierRule(
                name=line.tier_id.name,
                match_all=line.match == "all",
                ranges=tuple(
                    Range(
                        measure=row.measure,
                        low=row.minimum if row.has_minimum else None,
                        high=row.maximum if row.has_maximum else None,
                    )
                    for row in line.criterion_ids.filtered("is_deciding")
                ),
            )
            for line in self.tier_line_ids.sorted("sequence")
        ]
