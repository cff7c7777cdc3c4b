# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import ValidationError


class CrmValuePolicy(models.Model):
    """How many customers the rules touch, as of last night."""

    _inherit = "crm.value.policy"

    def _count_by_tier(self):
        """Return ``{tier id: customers}`` if these rules applied to last night."""
        groups = self._get_groups()
        return {tier_id: group["customers"] for tier_id, group in groups.items()}

    def _get_groups(self):
        """Return the groups that these rules would make of last night's customers.

        :return: ``{tier id: {"customers": int, "customer_share", "revenue_share",
            "clv_share"}}``, shares in percent
        """
        usable = isinstance(self.id, int) and self.company_id
        if not usable or self._get_blocking_findings():
            return {}
        return self.env["crm.value.night"]._get_groups(self)

    def _count_matching(self, criterion):
        """Return how many customers one criterion takes, seen by itself."""
        if not isinstance(criterion.id, int) or not self.company_id:
            return 0
        try:
            return self.env["crm.value.night"]._count_matching(self, criterion)
        except ValidationError:  # a filter that cannot be read: the findings say so
            return 0
