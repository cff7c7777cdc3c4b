# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ...engine.policy_check import GROUP_MEASURES

# What is added up, from the best customer down, to the share at which a tier ends.
SHARES = {
    "customer_share": "customers",
    "revenue_share": "revenue",
    "clv_share": "clv",
    "rank_percent": "customers",
}


class CrmValueCriterion(models.Model):
    """The numbers of a criterion that can be moved in the simulator: its thresholds."""

    _inherit = "crm.value.criterion"

    def _get_threshold_fields(self):
        """Return which of ``minimum`` and ``maximum`` decide about customers."""
        self.ensure_one()
        if not self.is_deciding or self.measure == "domain":
            return []
        if self.measure in GROUP_MEASURES:
            return ["maximum"]
        return [name for name in ("minimum", "maximum") if self[f"has_{name}"]]

    @api.model
    def _get_percent_measures(self):
        """Return the measures that go from 0 to 100."""
        return [*SHARES, "own_revenue_share", "own_clv_share", "score"]

    def _get_axis_share(self):
        """Return what the measure is a share of along the rank, or None.

        :return: ``customers``, ``revenue`` or ``clv``
        """
        return SHARES.get(self.measure)

    def _get_axis_part(self):
        """Return what the measure is a share of, in words."""
        if self.measure in GROUP_MEASURES:
            return self._get_group_part()
        share = self._get_axis_share()
        return self.env._("of all customers") if share else ""

    def _is_on_axis(self):
        """Tell whether the threshold is a place among the customers as ranked."""
        return self.measure in (*SHARES, self.policy_id.rank_by)

    def _get_axis_place(self, name, bounds):
        """Return the rank value at which the threshold ``name`` parts customers.

        :return: None where it parts nobody, because all customers left are taken
        """
        if self.measure in GROUP_MEASURES:
            return bounds.get(str(self.id))
        if self.measure == "rank_percent":
            return (bounds.get(str(self.id)) or {}).get(name)
        return self[name]
