# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmValuePolicy(models.Model):
    """What stored figures say about a draft: which of its settings made them."""

    _inherit = "crm.value.policy"

    def _get_figure_settings(self):
        """Return the settings that made the stored figures of customers.

        :return: ``{name: (label, comparable value, measures)}``; ``measures`` are those
            of criteria that read such figures, None for all. Extended by rooms to the
            right.
        """
        self.ensure_one()
        scales = self.rfm_scale_ids if self.rfm_method == "fixed" else []
        return {
            name: (self._get_label(name), self[name], measures)
            for name, measures in (
                ("revenue_source", None),
                ("window_months", None),
                ("margin_rate", None),
                ("abc_a_percent", {"abc_class"}),
                ("abc_b_percent", {"abc_class"}),
            )
        } | {
            "rfm": (
                self._get_label("rfm_method"),
                sorted((scale.metric, scale._get_limits()) for scale in scales),
                {"rfm_sum"},
            )
        }

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _get_other_settings(self):
        """Return the labels of what made last night's figures and is another now."""
        self.ensure_one()
        active = self._get_active(self.company_id)
        if not active or active == self:
            return []
        criteria = self.tier_line_ids.criterion_ids.filtered("is_deciding")
        measures = set(criteria.mapped("measure"))
        former = active._get_figure_settings()
        return [
            label
            for name, (label, value, readers) in self._get_figure_settings().items()
            if value != former[name][1] and (readers is None or readers & measures)
        ]

    def _get_weight_shares(self):
        """Return ``{metric: share of the score, from 0 to 1}``."""
        total = sum(self.weight_ids.mapped("weight")) or 1.0
        return {row.metric: round(row.weight / total, 9) for row in self.weight_ids}

    def _has_other_score(self):
        """Tell whether scores are to be counted anew, by other weights than stored.

        They can be as soon as a night has parted the customers into fifths.
        """
        self.ensure_one()
        active = self._get_active(self.company_id)
        if not self.env["crm.value.night"]._get_last_task(active):
            return False
        return self._get_weight_shares() != active._get_weight_shares()
