# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmProfileLinkMixin(models.AbstractModel):
    """Give a document of a customer its customer profile and value tier.

    The model has ``partner_id`` and ``company_id``. The link is stored, so that it
    costs nothing to read; the tier behind it is read through the link and so is
    always the present one. Documents that are older than their customer's profile
    are linked by the night.
    """

    _name = "crm.profile.link.mixin"
    _description = "Document of a customer with a value tier"

    profile_id = fields.Many2one(
        "crm.customer.profile",
        "Customer profile",
        compute="_compute_profile_id",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="base.group_user",
    )
    tier_id = fields.Many2one(
        related="profile_id.tier_id", string="Value tier", groups="base.group_user"
    )

    @api.depends("partner_id.commercial_partner_id", "company_id")
    def _compute_profile_id(self):
        for company, documents in self.grouped(
            lambda document: document._get_profile_company()
        ).items():
            profiles = self.env["crm.customer.profile"]._get_for(
                documents.partner_id, company
            )
            for document in documents:
                document.profile_id = profiles.get(document.partner_id.id, False)

    def _get_profile_company(self):
        """Return the company whose profile counts for this document."""
        return self.company_id or self.env.company

    @api.model
    def _get_profile_company_sql(self, company):
        """Return the same as SQL: is ``company`` the one for the row ``document``?"""
        return SQL("document.company_id = %(company_id)s", company_id=company.id)
