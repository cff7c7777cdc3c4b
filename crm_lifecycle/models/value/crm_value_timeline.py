# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date

MOVES_AT_MOST = 60  # the latest ones; a line with more points cannot be read


class CrmValueTimeline(models.AbstractModel):
    """A customer's tiers and score over time, from its moves; writes nothing."""

    _name = "crm.value.timeline"
    _description = "History of a customer in a line"

    @api.model
    def _tell(self, profiles):
        """Return ``{profile id: {"levels", "events"}}`` of customers that have moved.

        ``levels`` are the tiers, best first, as ``{"level", "name"}``; ``events`` the
        moves, oldest first, as ``_get_timeline_event`` gives them with ``date``
        (ISO) and ``text``; the last one, of kind ``now``, is the present state.
        """
        found = {}
        for profile, moves in self._read_moves(profiles).items():
            events = [
                self._describe(move, event)
                for move in moves[-MOVES_AT_MOST:]
                if (event := move._get_timeline_event())
            ]
            if events:
                found[profile.id] = {
                    "levels": self._get_levels(profile, moves),
                    "events": [*events, self._get_now(profile)],
                }
        return found

    @api.model
    def _read_moves(self, profiles):
        """Return ``{profile: its moves, oldest first}``, in one query."""
        moves = self.env["crm.profile.change"].sudo()
        names = [field.name for field in moves._fields.values() if field.store]
        found = moves.search_fetch(
            [("profile_id", "in", profiles.ids)], names, order="change_date, id"
        )
        return found.grouped("profile_id")

    @api.model
    def _get_levels(self, profile, moves):
        """Return the tiers that the customer's policy uses or that it has been in."""
        policy = profile.policy_id
        tiers = (
            policy.tier_line_ids.tier_id
            | policy.fallback_tier_id
            | moves.from_tier_id
            | moves.to_tier_id
            | profile.tier_id
        )
        return [
            {"level": tier.sequence, "name": tier.name}
            for tier in tiers.sorted("sequence")
        ]

    @api.model
    def _describe(self, move, event):
        day = format_date(self.env, move.change_date)
        if event["from"]:
            text = self.env._(
                "%(date)s: from %(origin)s to %(target)s",
                date=day,
                origin=event["from"],
                target=event["to"],
            )
        else:
            text = self.env._(
                "%(date)s: %(target)s for the first time", date=day, target=event["to"]
            )
        if event.get("score") is not None:
            text = self.env._(
                "%(text)s, score %(score)g", text=text, score=round(event["score"], 1)
            )
        return {
            **event,
            "date": fields.Date.to_string(move.change_date),
            "text": text,
        }

    @api.model
    def _get_now(self, profile):
        today = self.env["crm.value.night"]._get_today(profile.company_id)
        return {
            "kind": "now",
            "date": fields.Date.to_string(today),
            "score": profile.score,
            "level": profile.tier_id.sequence,
            "color": profile.tier_id.color,
            "text": self.env._(
                "Today: %(tier)s, score %(score)g",
                tier=profile.tier_id.name,
                score=round(profile.score, 1),
            ),
        }
