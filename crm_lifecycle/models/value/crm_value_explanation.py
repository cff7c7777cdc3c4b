# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models

from ...engine.policy_check import GROUP_MEASURES
from ...engine.score_days import FUTURE, PAST


class CrmValueExplanation(models.AbstractModel):
    """Puts the reasons for a tier in words; reads stored figures, writes nothing."""

    _name = "crm.value.explanation"
    _description = "Explanation of a value tier"

    @api.model
    def _explain(self, policy, tier, reasons):
        """Return why ``tier`` was given under ``policy``, for people.

        :param dict reasons: ``score``, ``contributions`` and ``criteria`` as the
            night writes them
        :return: ``{"tier", "score", "currency_id", "criteria": [{"tier",
            "sentence", "label", "unit", "value", "operator", "threshold", "met"}],
            "contributions": [{"metric", "label", "points", "maximum"}]}``, or False
            without a policy. ``unit`` is money, points, days or empty; ``operator``
            is ``>``, ``>=``, ``<`` or empty where no number is compared.
        """
        if not policy or not reasons:
            return False
        return {
            "tier": tier.name,
            "score": reasons["score"],
            "currency_id": policy.company_id.currency_id.id,
            "criteria": [
                self._explain_criterion(policy, reason)
                for reason in reasons["criteria"] or []
            ],
            "contributions": self._explain_score(policy, reasons["contributions"]),
        }

    @api.model
    def _explain_criterion(self, policy, reason):
        criterion = self.env["crm.value.criterion"].browse(reason["criterion"]).exists()
        tier = self.env["crm.value.tier"].browse(reason["tier"]).exists()
        measure = reason["measure"]
        is_group = measure in (*GROUP_MEASURES, "rank_percent")
        measured = policy.rank_by if is_group else measure
        labels = dict(criterion._get_measure_selection())
        operator = ">" if is_group else ">=" if criterion.has_minimum else "<"
        return {
            "tier": tier.name or "",
            "sentence": criterion.sentence or "",
            "label": labels.get(measured, ""),
            "unit": criterion._get_measure_units().get(measured, ""),
            "value": reason["value"],
            "operator": "" if measure == "domain" else operator,
            "threshold": reason["threshold"],
            "met": reason["met"],
        }

    @api.model
    def _explain_score(self, policy, contributions):
        weights = {row.metric: row.weight for row in policy.weight_ids}
        total = sum(weights.values())
        labels = dict(policy.weight_ids._get_metric_selection())
        return [
            {
                "metric": metric,
                "label": labels.get(metric, metric),
                "points": points,
                "maximum": 100.0 * weights[metric] / total
                if metric in weights
                else None,
            }
            for metric, points in sorted(
                (contributions or {}).items(), key=lambda item: -weights.get(item[0], 0)
            )
        ]

    @api.model
    def _explain_calibration(self, policy):
        """Return the cut points of last night's fifths, for people.

        :return: ``[{"label", "unit", "operator", "currency_id", "cuts"}]``; ``cuts``
            are the four values that a customer must pass to be in the second to
            the fifth fifth, dates as ISO strings; False before the first night
        """
        cut_points = (policy.calibration or {}).get("cut_points")
        if not cut_points or not all(cut_points.values()):
            return False
        rows = (
            ("revenue", self.env._("Revenue in the window"), "money"),
            ("profit", self.env._("Margin in the window"), "money"),
            ("tenure", self.env._("First purchase"), "date"),
            ("loyalty", self.env._("Days with a purchase"), ""),
            ("recency", self.env._("Last purchase"), "date"),
        )
        return [
            {
                "label": label,
                "unit": unit,
                "operator": "<" if metric == "tenure" else ">",
                "currency_id": policy.company_id.currency_id.id,
                "cuts": [self._get_readable(metric, cut) for cut in cut_points[metric]],
            }
            for metric, label, unit in rows
            if metric in cut_points
        ]

    @api.model
    def _get_readable(self, metric, cut):
        """Return a cut point of a date metric as the day it stands for."""
        if metric == "tenure":
            return (FUTURE - timedelta(days=int(cut))).isoformat()
        if metric == "recency":
            return (PAST + timedelta(days=int(cut))).isoformat()
        return cut
