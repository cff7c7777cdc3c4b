# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ...engine import outlook
from ...engine.outlook import OWN_SHARES, RANKED

STEPS = {"days": 1.0, "recency": 1.0, "points": 0.1, "marks": 1.0, "figure": 0.1}


class CrmValueCriterion(models.Model):
    """What one criterion asks of a customer, and what the customer can do about it."""

    _inherit = "crm.value.criterion"

    @api.model
    def _get_levers(self):
        """Return ``{measure: lever}``, what a customer does to change a figure.

        Levers: ``spend`` and ``margin`` (money), ``days`` (on which to buy),
        ``recency``, ``points`` (of the score), ``marks`` (of RFM), ``debt``. A measure
        without one is told as the figure that it is.
        """
        return {
            "revenue": "spend",
            "window_revenue": "spend",
            "clv": "margin",
            "purchase_days": "days",
            "recency_days": "recency",
            "score": "points",
            "rfm_sum": "marks",
            "credit_risk": "debt",
        }

    def _get_measured(self):
        """Return the figure that is looked at: what ranks, for a place in the rank."""
        is_ranked = self.measure in RANKED
        return self.policy_id.rank_by if is_ranked else self.measure

    def _get_lever(self):
        if self.measure in OWN_SHARES:
            return OWN_SHARES[self.measure][1]
        return self._get_levers().get(self._get_measured(), "figure")

    def _depends_on_others(self):
        """Tell whether what other customers do decides, too."""
        relative = (*RANKED, *OWN_SHARES, "rfm_sum", "abc_class")
        return self.measure in relative or self._get_measured() == "score"

    def _get_step(self):
        lever = self._get_lever()
        if lever in ("spend", "margin"):
            return self.policy_id.company_id.currency_id.rounding or 0.01
        if self._get_measure_units().get(self.measure) == "money":
            return self.policy_id.company_id.currency_id.rounding or 0.01
        return STEPS.get(lever, 1.0)

    def _get_demand(self, reason, neighbour=None, slack=0.0):
        """Return the :class:`engine.outlook.Demand` on the customer, or None.

        :param dict reason: ``value`` and ``threshold`` of the criterion
        :param float neighbour: the rank of the last customer in the group, to be
            passed by who wants a place in it; None for who has one
        :param float slack: share by which the threshold is easier to keep
        """
        value = float(reason["value"] or 0.0)
        step = self._get_step()
        if self.measure in RANKED:
            above = reason["threshold"] if neighbour is None else neighbour
            if above is None or (self.measure == "rank_percent" and self.has_minimum):
                return None
            return outlook.Demand(value, above=above - slack * abs(above), step=step)
        if self.measure == "domain" or not (self.has_minimum or self.has_maximum):
            return None
        least = self.minimum - slack * abs(self.minimum)
        below = self.maximum + slack * abs(self.maximum)
        return outlook.Demand(
            value,
            least=least if self.has_minimum else None,
            below=below if self.has_maximum else None,
            step=step,
        )

    def _get_own_share_gap(self, reason, totals):
        """Return the money that is missing for an own share, or None: out of reach."""
        total = float((totals or {}).get(OWN_SHARES[self.measure][0]) or 0.0)
        own = float(reason["value"] or 0.0) / 100.0 * total
        return outlook.get_share_gap(own, total, self.minimum, self._get_step())
