# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueNight(models.AbstractModel):
    """Entries follow who became part of another customer, with a profile or not."""

    _inherit = "crm.value.night"

    @api.model
    def _absorb_moved_contacts(self, company):
        result = super()._absorb_moved_contacts(company)
        for model in self.env["crm.customer.profile"]._get_entry_models():
            entries = self.env[model].sudo()
            for partner in self._get_moved_partners(entries, company):
                entries._hand_over(partner, partner.commercial_partner_id, company)
        return result

    @api.model
    def _get_moved_partners(self, entries, company):
        """Return who has entries and is a customer of its own no longer."""
        entries.flush_model(["partner_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT entry.partner_id
                  FROM %(table)s entry
                  JOIN res_partner partner ON partner.id = entry.partner_id
                 WHERE entry.company_id = %(company_id)s
                   AND partner.commercial_partner_id <> partner.id
                 ORDER BY entry.partner_id
                """,
                table=SQL.identifier(entries._table),
                company_id=company.id,
            )
        )
        return self.env["res.partner"].browse(partner_id for (partner_id,) in rows)
