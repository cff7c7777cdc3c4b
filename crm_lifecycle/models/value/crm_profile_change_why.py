# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmProfileChange(models.Model):
    """The reasons of a move are for whom the customer's reasons are."""

    _inherit = "crm.profile.change"

    reasons = fields.Json(groups="crm_lifecycle.group_analyst")

    @api.depends("profile_id.partner_id.user_id")
    @api.depends_context("uid")
    def _compute_explanation(self):
        profiles = self.profile_id._filter_why()
        is_everybody = profiles._can_see_every_why()
        shown = self.filtered(lambda row: is_everybody or row.profile_id in profiles)
        (self - shown).explanation = False
        return super(CrmProfileChange, shown)._compute_explanation()

    def _get_timeline_event(self):
        """Return what a move shows on the line of history, or None.

        :return: ``{"kind", "from", "to", "color", "direction", "score", "level"}``;
            ``score`` and ``level`` (the sequence of the tier) only where known
        """
        self.ensure_one()
        if self.kind != "tier":
            return None
        return {
            "kind": "tier",
            "from": self.from_tier_id.name or "",
            "to": self.to_tier_id.name or "",
            "color": self.to_tier_id.color,
            "direction": self.direction,
            "score": (self.reasons or {}).get("score"),
            "level": self.to_tier_id.sequence,
        }
