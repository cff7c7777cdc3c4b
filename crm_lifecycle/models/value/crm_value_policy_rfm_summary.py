# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmValuePolicy(models.Model):
    """What the RFM page of a policy tells people: segments in numbers, cut points."""

    _inherit = "crm.value.policy"

    rfm_summary = fields.Json("RFM segments", compute="_compute_rfm_summary")
    rfm_cut_table = fields.Json("Cut points of RFM", compute="_compute_rfm_cut_table")

    @api.depends("rfm_grid", "company_id")
    @api.depends_context("lang")
    def _compute_rfm_summary(self):
        segments = self.env["crm.rfm.segment"]._get_all()
        for policy in self:
            customers = policy._count_by_cell()
            policy.rfm_summary = {
                "segments": [
                    policy._describe_segment(segment, customers)
                    for segment in segments
                    if segment.active or segment.id in (policy.rfm_grid or {}).values()
                ],
                "customers": customers,
                "is_scored": bool(customers),
            }

    def _describe_segment(self, segment, customers):
        cells = [
            key for key, found in (self.rfm_grid or {}).items() if found == segment.id
        ]
        values = {
            "cells": len(cells),
            "customers": sum(customers.get(key, 0) for key in cells),
        }
        counts = (
            self.env._("%(cells)s of 125 cells, %(customers)s customers", **values)
            if customers
            else self.env._("%(cells)s of 125 cells", **values)
        )
        return {
            "id": segment.id,
            "name": segment.name,
            "color": segment.color,
            "description": segment.description or "",
            "counts": counts,
            "sentence": self.env._(
                "%(segment)s: %(counts)s", segment=segment.name, counts=counts
            ),
        }

    def _count_by_cell(self):
        """Return how many buyers of last night stand in each cell.

        :return: ``{"543": customers}``, and over all marks for money ``{"54": …}``
        """
        if not self.company_id:
            return {}
        groups = self.env["crm.customer.profile"]._read_group(
            [("company_id", "in", self.company_id.ids), ("purchase_count", ">", 0)],
            ["recency_score", "frequency_score", "monetary_score"],
            ["__count"],
        )
        counts = {}
        for recency, frequency, monetary, count in groups:
            pair = f"{recency}{frequency}"
            counts[f"{pair}{monetary}"] = count
            counts[pair] = counts.get(pair, 0) + count
        return counts

    @api.depends("calibration", "company_id")
    @api.depends_context("lang")
    def _compute_rfm_cut_table(self):
        labels = {
            "recency": (self.env._("Last purchase"), "date"),
            "frequency": (self.env._("Days with a purchase"), ""),
            "monetary": (self.env._("Revenue in the window"), "money"),
        }
        readable = self.env["crm.value.explanation"]._get_readable
        for policy in self:
            active = self._get_active(policy.company_id)
            night = policy if policy.calibration else active
            cut_points = (night.calibration or {}).get("cut_points") or {}
            policy.rfm_cut_table = [
                {
                    "label": label,
                    "unit": unit,
                    "operator": ">",
                    "currency_id": policy.company_id.currency_id.id,
                    "cuts": [readable(metric, cut) for cut in cut_points[metric]],
                }
                for metric, (label, unit) in labels.items()
                if cut_points.get(metric)
            ]
