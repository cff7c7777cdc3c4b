# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerEvent(models.AbstractModel):
    """The first contact of a new customer, whatever it was, is an event."""

    _inherit = "crm.customer.event"

    @api.model
    def _get_event_selection(self):
        return [
            *super()._get_event_selection(),
            ("first_contact", self.env._("First contact of a new customer")),
        ]

    @api.model
    def _get_event_queries(self, company, first, last):
        query = self._get_first_contact_query(company, first, last)
        return super()._get_event_queries(company, first, last) | {
            "first_contact": self._get_bounded_query(company, query, first, last)
        }

    @api.model
    def _get_contact_queries(self, company):
        """Return ``{kind: SQL}``: where customers get in touch; extend with ``|``.

        Each ``SELECT`` gives one row per occasion of ``company``: ``partner_id``, the
        contact; ``at``, the instant (UTC); ``model`` and ``res_id``, the document.
        """
        return {
            "lead": SQL(
                """
                SELECT document.partner_id, document.create_date AS at,
                       'crm.lead' AS model, document.id AS res_id
                  FROM crm_lead AS document
                 WHERE %s
                """,
                self.env["crm.lead"]._get_profile_company_sql(company),
            ),
            "order": SQL(
                "SELECT partner_id, at, model, res_id FROM (%s) AS confirmed",
                self._get_confirmed_query(company),
            ),
            "purchase": SQL(
                "SELECT partner_id, at, model, res_id FROM (%s) AS purchase",
                self._get_first_purchase_query(company),
            ),
        }

    @api.model
    def _get_first_contact_query(self, company, first, last):
        """The first occasion of each customer, lost leads and archived ones included.

        Only customers who were in touch in these days are read: nobody else can have
        been new then. A customer is one however many contacts it has; the contact of
        the first occasion is who got in touch.
        """
        occasions = SQL(" UNION ALL ").join(self._get_contact_queries(company).values())
        return SQL(
            """
            SELECT DISTINCT ON (contact.commercial_partner_id)
                   occasion.partner_id, occasion.at,
                   'res.partner,' || contact.commercial_partner_id
                   || ',' || %(company_id)s AS key,
                   occasion.model, occasion.res_id
              FROM (%(occasions)s) AS occasion
              JOIN res_partner AS contact ON contact.id = occasion.partner_id
             WHERE contact.commercial_partner_id IN (
                   SELECT person.commercial_partner_id
                     FROM (%(occasions)s) AS recent
                     JOIN res_partner AS person ON person.id = recent.partner_id
                    WHERE recent.at >= %(first)s::date - 1
                      AND recent.at < %(last)s::date + 2
                   )
             ORDER BY contact.commercial_partner_id, occasion.at, occasion.model,
                      occasion.res_id
            """,
            company_id=company.id,
            occasions=occasions,
            first=first,
            last=last,
        )
