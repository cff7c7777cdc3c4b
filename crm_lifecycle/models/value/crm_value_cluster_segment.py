# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from math import ceil

from odoo import models
from odoo.exceptions import UserError


class CrmValueCluster(models.Model):
    """A group that was found can be kept as a segment."""

    _inherit = "crm.value.cluster"

    def action_make_segment(self):
        """Button: save the rule of this group as a segment, and open it.

        :raise UserError: no simple rule tells the group apart
        """
        self.ensure_one()
        if not self.ranges:
            raise UserError(self.env._("No simple rule tells this group apart."))
        segment = self.env["crm.customer.segment"].create(
            {
                "name": f"{self.clustering_id.display_name}: {self.name}",
                "description": self.sentence,
                "company_id": self.clustering_id.company_id.id,
                "domain": repr(self._prepare_segment_domain()),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": segment._name,
            "res_id": segment.id,
            "view_mode": "form",
        }

    def _prepare_segment_domain(self):
        """Return the ranges as a domain on profiles, of who ever bought.

        The days of silence are told from today on, so the segment moves with time.
        """
        domain = [("purchase_count", ">", 0)]
        for measure, low, high in self.ranges:
            if measure == "recency_days":
                if low is not None:
                    domain.append(("last_purchase_date", "<=", f"today -{ceil(low)}d"))
                if high is not None:
                    domain.append(("last_purchase_date", ">", f"today -{ceil(high)}d"))
                continue
            if low is not None:
                domain.append((measure, ">=", low))
            if high is not None:
                domain.append((measure, "<", high))
        return domain
