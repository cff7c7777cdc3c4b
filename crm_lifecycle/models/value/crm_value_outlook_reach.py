# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ...engine import outlook
from ...engine.outlook import OWN_SHARES, RANKED


class CrmValueOutlookReach(models.AbstractModel):
    """Tells what would lift a customer into the next tier."""

    _name = "crm.value.outlook.reach"
    _description = "Way to the next tier"

    @api.model
    def _tell_reach(self, situation):
        target = self._get_next_tier(situation)
        if not target:
            return
        line = self._get_line(situation, target)
        unmet = line._get_deciding().filtered(
            lambda row: not situation.reasons.get(row.id, {}).get("met")
        )
        tier = target.name
        hints = [self._say_others(unmet)]
        if not unmet or (line.match == "any" and unmet != line._get_deciding()):
            return
        if any(self._has_no_place(situation, criterion) for criterion in unmet):
            text = self.env._(
                "No customer has a place in %(tier)s: its share is too small.",
                tier=tier,
            )
        else:
            actions = [self._say_reach(situation, row) for row in unmet]
            text = self.env._(
                "%(what)s to reach %(tier)s.",
                what=self._join(actions, line.match),
                tier=tier,
            )
            if any(situation.neighbours.get(row.id) for row in unmet):
                hints.insert(0, self.env._("The last customer there is to be passed."))
        yield {"kind": "reach", "text": text, "hint": " ".join(filter(None, hints))}

    @api.model
    def _say_reach(self, situation, criterion):
        reason = situation.reasons[criterion.id]
        if criterion.measure in RANKED and reason["value"] is None:
            return self.env._("buy for the first time")
        if criterion.measure in OWN_SHARES:
            totals = situation.policy.calibration["bounds"].get("totals")
            gap = criterion.has_minimum and criterion._get_own_share_gap(reason, totals)
            return self._say_action(criterion, gap or None, situation)
        demand = criterion._get_demand(reason, situation.neighbours.get(criterion.id))
        gap = outlook.get_gap(demand) if demand else None
        return self._say_action(criterion, gap or None, situation)

    @api.model
    def _has_no_place(self, situation, criterion):
        return (
            criterion.id in situation.neighbours
            and situation.neighbours[criterion.id] is None
        )

    @api.model
    def _get_next_tier(self, situation):
        """Return the tier above the one held, unless the rules give it already."""
        tiers = self.env["crm.value.night"]._get_tier_ids(situation.policy)
        profile = situation.profile
        if profile.tier_id.id not in tiers[1:]:
            return self.env["crm.value.tier"]
        target = tiers.index(profile.tier_id.id) - 1
        if profile.earned_tier_id.id in tiers[: target + 1]:
            return self.env["crm.value.tier"]
        return self.env["crm.value.tier"].browse(tiers[target])
