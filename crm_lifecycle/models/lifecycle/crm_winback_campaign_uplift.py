# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ...engine.uplift import find_uplift

FEWEST = 30  # of either group: with less, hardly any difference is more than chance


class CrmWinbackCampaign(models.Model):
    """What a campaign added to what would have happened anyway."""

    _inherit = "crm.winback.campaign"

    treated_count = fields.Integer("Treated", compute="_compute_uplift")
    treated_back = fields.Integer("Treated, came back", compute="_compute_uplift")
    held_count = fields.Integer("Left alone", compute="_compute_uplift")
    held_back = fields.Integer("Left alone, came back", compute="_compute_uplift")
    treated_share = fields.Float(compute="_compute_uplift")
    held_share = fields.Float(compute="_compute_uplift")
    uplift = fields.Float(compute="_compute_uplift")
    uplift_low = fields.Float("Uplift at least", compute="_compute_uplift")
    uplift_high = fields.Float("Uplift at most", compute="_compute_uplift")
    is_certain = fields.Boolean("More than chance", compute="_compute_uplift")
    sentence = fields.Char("Result", compute="_compute_sentence")

    @api.depends("case_ids.state", "case_ids.came_back_on", "date_until")
    def _compute_uplift(self):
        counts = self._count_cases()
        for campaign in self:
            size, back = counts.get((campaign.id, False), (0, 0))
            held, held_back = counts.get((campaign.id, True), (0, 0))
            campaign.treated_count, campaign.treated_back = size, back
            campaign.held_count, campaign.held_back = held, held_back
            campaign.treated_share = back / size if size else 0
            campaign.held_share = held_back / held if held else 0
            found = find_uplift(back, size, held_back, held) if size and held else None
            campaign.uplift = found.difference if found else 0
            campaign.uplift_low = found.low if found else 0
            campaign.uplift_high = found.high if found else 0
            campaign.is_certain = bool(found and found.is_certain)

    def _count_cases(self):
        """Return ``{(campaign id, held out): (customers, who came back in time)}``."""
        self.env["crm.winback.case"].flush_model()
        groups = (
            self.env["crm.winback.case"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["campaign_id", "is_hold_out", "came_back_on:day"],
                ["__count"],
            )
        )
        counts = {}
        for campaign, is_hold_out, day, count in groups:
            size, back = counts.get((campaign.id, is_hold_out), (0, 0))
            in_time = count if day and day <= campaign.date_until else 0
            counts[campaign.id, is_hold_out] = (size + count, back + in_time)
        return counts

    @api.depends("uplift", "uplift_low", "uplift_high", "treated_count", "held_count")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for campaign in self:
            campaign.sentence = campaign._tell_uplift()

    def _tell_uplift(self):
        """Return the result in words; honest about what cannot be said."""
        if not self.treated_count:
            return False
        if not self.held_count:
            return self.env._(
                "Nobody was held out, so nobody knows who would have come back anyway."
            )
        figures = {
            "low": f"{100 * self.uplift_low:+.1f}",
            "high": f"{100 * self.uplift_high:+.1f}",
            "uplift": f"{100 * abs(self.uplift):.1f}",
        }
        if self.is_certain and self.uplift > 0:
            return self.env._(
                "The campaign brought back %(uplift)s points more than doing nothing "
                "(with 95 %% certainty between %(low)s and %(high)s points).",
                **figures,
            )
        if self.is_certain:
            return self.env._(
                "The campaign brought back %(uplift)s points fewer than doing nothing "
                "(with 95 %% certainty between %(low)s and %(high)s points).",
                **figures,
            )
        if min(self.treated_count, self.held_count) < FEWEST:
            return self.env._(
                "Too few customers to tell: the effect may be anything between %(low)s "
                "and %(high)s points.",
                **figures,
            )
        return self.env._(
            "No effect can be told from chance: it lies between %(low)s and %(high)s "
            "points.",
            **figures,
        )
