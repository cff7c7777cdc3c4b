# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models, tools


class CrmSlaPolicy(models.Model):
    """Which changes of a ticket may bring another policy to it."""

    _inherit = "crm.sla.policy"

    @api.model
    @tools.ormcache()
    def _get_ticket_fields(self):
        """Return the names of the ticket's fields that the policies in force look at.

        The customer and the company count always: the tier depends on them.
        """
        names = {"partner_id", "company_id", "profile_id"}
        for *_ids, domain in self._get_rules():
            names |= {
                term[0].split(".")[0]
                for term in domain
                if isinstance(term, list | tuple) and isinstance(term[0], str)
            }
        return frozenset(names)
