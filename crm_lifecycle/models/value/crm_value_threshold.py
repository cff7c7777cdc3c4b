# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import ValidationError

BIGGEST = 1e15  # beyond it, figures of customers cannot be told apart
OPPOSITE = {"minimum": "maximum", "maximum": "minimum"}


class CrmValueThreshold(models.AbstractModel):
    """The numbers of a policy that people move in the simulator.

    A threshold is one number. Where the upper end of a tier is the lower end of the
    tier next to it, both are one threshold: moving it leaves neither gap nor overlap.
    Its key, ``<criterion id>:<minimum or maximum>``, names the end that belongs to
    the better tier.
    """

    _name = "crm.value.threshold"
    _description = "Movable thresholds of a tier policy"

    @api.model
    def _get_ends(self, policy):
        """Return ``{key: [(criterion, "minimum" or "maximum")]}``, best tier first."""
        thresholds, open_ends = {}, {}
        for line in policy.tier_line_ids.sorted("sequence"):
            ends = [
                (criterion, name)
                for criterion in line.criterion_ids
                for name in criterion._get_threshold_fields()
            ]
            for criterion, name in ends:
                place = (criterion.measure, criterion[name], name)
                key = open_ends.get(place, f"{criterion.id}:{name}")
                thresholds.setdefault(key, []).append((criterion, name))
            # a tier's own two ends are never one threshold
            for criterion, name in ends:
                place = (criterion.measure, criterion[name], OPPOSITE[name])
                open_ends[place] = f"{criterion.id}:{name}"
        return thresholds

    @api.model
    def _get_values(self, policy, values):
        """Return ``{criterion: {"minimum" or "maximum": number}}`` for ``values``.

        :param dict values: ``{key: number}``, as people moved them
        :raise ValidationError: a threshold is gone, or is no number
        """
        ends = self._get_ends(policy)
        found = {}
        for key, value in (values or {}).items():
            if key not in ends:
                raise ValidationError(
                    self.env._(
                        "A threshold that you moved is no longer part of this draft. "
                        "Reload the page."
                    )
                )
            if type(value) not in (int, float) or not -BIGGEST < value < BIGGEST:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no number. Write the threshold in figures.",
                        value=value,
                    )
                )
            for criterion, name in ends[key]:
                found.setdefault(criterion, {})[name] = float(value)
        return found

    @api.model
    @contextmanager
    def _on_trial(self, policy, values):
        """Read ``policy`` with moved thresholds for a moment; nothing is written.

        :param dict values: ``{key: number}``
        :raise ValidationError: see :meth:`_get_values`; or numbers that the criteria
            themselves would refuse
        """
        criteria = policy.tier_line_ids.criterion_ids
        criteria.invalidate_recordset()
        moved = self._get_values(policy, values)  # reads what is stored
        for criterion, vals in moved.items():
            criterion._update_cache(vals, validate=False)
        try:
            self._check_numbers(criteria)
            yield
        finally:
            criteria.invalidate_recordset(flush=False)

    @api.model
    def _check_numbers(self, criteria):
        """Refuse what the criteria would refuse if it were written.

        :raise ValidationError: a share outside of 0 to 100, or ends in wrong order
        """
        criteria._check_share()
        for criterion in criteria.filtered(lambda row: row.has_minimum):
            if criterion.has_maximum and criterion.minimum >= criterion.maximum:
                raise ValidationError(
                    self.env._(
                        "The lower end of a criterion must be below its upper end."
                    )
                )

    @api.model
    def _describe(self, policy):
        """Return the thresholds for people, best tier first.

        :return: ``[{"key", "tier" (id), "label", "unit", "side" ("from" or "up_to"),
            "value", "low", "high", "is_on_axis", "share", "part"}]``; ``share`` is
            what is added up along the axis, ``part`` the same in words; both are empty
            where the axis shows the number itself
        """
        return [
            self._describe_end(key, *ends[0])
            for key, ends in self._get_ends(policy).items()
        ]

    @api.model
    def _describe_end(self, key, criterion, name):
        is_percent = criterion.measure in criterion._get_percent_measures()
        labels = dict(criterion._get_measure_selection())
        return {
            "key": key,
            "tier": criterion.policy_tier_id.tier_id.id,
            "label": labels[criterion.measure],
            "unit": criterion._get_measure_units().get(criterion.measure, ""),
            "side": "from" if name == "minimum" else "up_to",
            "value": criterion[name],
            "low": 0.0 if is_percent else None,
            "high": 100.0 if is_percent else None,
            "is_on_axis": criterion._is_on_axis(),
            "share": criterion._get_axis_share() or "",
            "part": criterion._get_axis_part(),
        }
