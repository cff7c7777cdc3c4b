# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ...engine.workload import Workload

WEEK = 7.0


class CrmValueTier(models.Model):
    """How often customers of a tier are to be contacted."""

    _inherit = "crm.value.tier"

    contact_days = fields.Integer(
        "Contact every (days)",
        help="The longest time between two contacts with a customer of this tier. "
        "0: no rhythm is promised.",
    )

    _contact_days_positive = models.Constraint(
        "CHECK(contact_days >= 0)", "The days between contacts cannot be negative."
    )

    @api.model
    def _get_workloads(self, company, today):
        tiers = self.sudo().with_context(active_test=False)
        return super()._get_workloads(company, today) | {
            "weekly_contacts": Workload(
                self.env._("Contacts per week"),
                rates={
                    tier.id: WEEK / tier.contact_days
                    for tier in tiers.search([("contact_days", ">", 0)])
                },
            )
        }
