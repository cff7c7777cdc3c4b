# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError

MENU = "crm_lifecycle.menu_root"


class DigestDigest(models.Model):
    """The digest counts customers that rose, fell or may leave."""

    _inherit = "digest.digest"

    kpi_crm_customers_up = fields.Boolean("Customers up")
    kpi_crm_customers_up_value = fields.Integer(
        compute="_compute_kpi_crm_customers_up_value"
    )
    kpi_crm_customers_down = fields.Boolean("Customers down")
    kpi_crm_customers_down_value = fields.Integer(
        compute="_compute_kpi_crm_customers_down_value"
    )
    kpi_crm_customers_at_risk = fields.Boolean("Customers newly at risk")
    kpi_crm_customers_at_risk_value = fields.Integer(
        compute="_compute_kpi_crm_customers_at_risk_value"
    )

    def _compute_kpi_crm_customers_up_value(self):
        self._count_moved_customers(
            "kpi_crm_customers_up_value",
            [("kind", "=", "tier"), ("direction", "=", "up")],
        )

    def _compute_kpi_crm_customers_down_value(self):
        self._count_moved_customers(
            "kpi_crm_customers_down_value",
            [("kind", "=", "tier"), ("direction", "=", "down")],
        )

    def _compute_kpi_crm_customers_at_risk_value(self):
        self._count_moved_customers(
            "kpi_crm_customers_at_risk_value", self._get_at_risk_domain()
        )

    @api.model
    def _get_at_risk_domain(self):
        """Return the domain of the moves by which a customer is newly at risk."""
        return [("kind", "=", "risk"), ("to_churn_grade", "=", "high")]

    def _count_moved_customers(self, name, domain):
        """Write how many customers made such a move in the period, each once.

        :raise AccessError: the reader does not see customers; core skips the tile
        """
        if not self.env.user.has_group("crm_lifecycle.group_user"):
            raise AccessError(self.env._("Only users of customer value see this."))
        start, end, companies = self._get_kpi_compute_parameters()
        rows = self.env["crm.profile.change"]._read_group(
            [
                *domain,
                ("company_id", "in", companies.ids),
                ("change_date", ">=", fields.Date.to_date(start)),
                ("change_date", "<", fields.Date.to_date(end)),
            ],
            ["company_id"],
            ["profile_id:count_distinct"],
        )
        counts = {company.id: count for company, count in rows}
        for digest in self:
            company = digest.company_id or self.env.company
            digest[name] = counts.get(company.id, 0)

    def _compute_kpis_actions(self, company, user):
        result = super()._compute_kpis_actions(company, user)
        menu = self.env.ref(MENU).id
        tiers = f"crm_lifecycle.crm_profile_change_action?menu_id={menu}"
        leaving = f"crm_lifecycle.crm_churn_list_action?menu_id={menu}"
        return result | {
            "kpi_crm_customers_up": tiers,
            "kpi_crm_customers_down": tiers,
            "kpi_crm_customers_at_risk": leaving,
        }
