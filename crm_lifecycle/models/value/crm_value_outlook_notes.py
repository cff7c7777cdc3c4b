# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ...engine import outlook


class CrmValueOutlookNotes(models.AbstractModel):
    """Tells what happens by itself: overrides that end, points that are lost."""

    _name = "crm.value.outlook.notes"
    _description = "Notes of a customer's outlook"

    @api.model
    def _tell_override(self, situation):
        override, profile = situation.override, situation.profile
        if not override:
            return
        values = {
            "tier": override.tier_id.name,
            "user": override.user_id.name,
            "date": self._say_date(override.date_until),
            "earned": profile.earned_tier_id.name,
        }
        if override.date_until < situation.today:
            text = self.env._(
                "The override “%(tier)s” by %(user)s ended on %(date)s: the rules "
                "decide again and give %(earned)s.",
                **values,
            )
        elif override.date_until == situation.today:
            text = self.env._(
                "The override “%(tier)s” by %(user)s ends tonight. The rules alone "
                "give %(earned)s.",
                **values,
            )
        else:
            text = self.env._(
                "%(user)s holds %(tier)s by hand until %(date)s. The rules alone give "
                "%(earned)s.",
                **values,
            )
        yield {"kind": "override", "text": text, "hint": override.reason}

    @api.model
    def _tell_points(self, situation):
        """Tell the next loss of points by itself: a purchase leaves the window."""
        before = self._get_score_parts(situation, None)
        for day, purchase_day, _amount in situation.leaving.get("revenue", []):
            lost = before - self._get_score_parts(situation, day)
            if lost > outlook.TOLERANCE:
                yield {
                    "kind": "points",
                    "text": self.env._(
                        "Loses %(points)g points of the score when the purchase of "
                        "%(purchase)s leaves the window on %(date)s.",
                        points=round(lost, 1),
                        purchase=self._say_date(purchase_day),
                        date=self._say_date(day),
                    ),
                    "hint": self.env._(
                        "As long as the other customers stay as they are."
                    ),
                }
                return

    @api.model
    def _get_score_parts(self, situation, day):
        """Return the points of sales, profit and loyalty on ``day`` (None: now)."""
        profile, policy = situation.profile, situation.policy
        cuts = policy.calibration.get("cut_points") or {}
        total = sum(policy.weight_ids.mapped("weight")) or 1.0
        values = {
            "revenue": profile.window_revenue,
            "profit": profile.window_margin,
            "loyalty": profile.window_purchase_days,
        }
        return sum(
            outlook.get_points(
                outlook.get_value_on(day, values[row.metric], leaving)
                if day
                else values[row.metric],
                cuts.get(row.metric) or [],
                100.0 * row.weight / total,
            )
            for row in policy.weight_ids
            if (leaving := situation.leaving.get(row.metric)) is not None
        )
