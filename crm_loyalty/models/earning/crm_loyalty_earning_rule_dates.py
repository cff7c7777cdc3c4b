# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLoyaltyEarningRule(models.Model):
    """Events that no document tells of: days of the year, details, campaigns."""

    _inherit = "crm.loyalty.earning.rule"

    def _get_event_queries(self, first, last):
        return super()._get_event_queries(first, last) | {
            "birthday": self._get_birthday_query(first, last),
            "anniversary": self._get_anniversary_query(first, last),
            "profile": self._get_profile_query(last),
            "campaign": self._get_campaign_query(last),
        }

    def _get_feasts(self, dated, first, last):
        """Return the yearly days of ``dated`` (``partner_id``, ``origin``), as SQL.

        29 February is kept on the 28th where a year has none. The occurrence is the
        year: whoever corrects a date does not get it twice.
        """
        return SQL(
            """
            SELECT dated.partner_id, dated.partner_id AS subject_id, feast.day,
                   to_char(feast.day, 'YYYY') AS occurrence,
                   NULL::numeric AS amount, 1 AS quantity,
                   NULL AS model, NULL::int AS res_id
              FROM (%(dated)s) AS dated
             CROSS JOIN generate_series(%(first_year)s, %(last_year)s) AS year
             CROSS JOIN LATERAL (
                SELECT (dated.origin + make_interval(
                    years => year - extract(year FROM dated.origin)::int
                ))::date AS day
             ) AS feast
             WHERE feast.day BETWEEN %(first)s AND %(last)s
               AND feast.day > dated.origin
            """,
            dated=dated,
            first_year=first.year,
            last_year=last.year,
            first=first,
            last=last,
        )

    def _get_birthday_query(self, first, last):
        """Birthdays of contacts who did not ask to be left alone."""
        born = SQL(
            """
            SELECT id AS partner_id, birthdate_date AS origin
              FROM res_partner
             WHERE birthdate_date IS NOT NULL AND is_greeting_refused IS NOT TRUE
            """
        )
        return self._get_feasts(born, first, last)

    def _get_anniversary_query(self, first, last):
        if self.anniversary_of == "purchase":
            dated = SQL(
                """
                SELECT partner_id, first_purchase_date AS origin
                  FROM crm_customer_profile
                 WHERE company_id = %s AND first_purchase_date IS NOT NULL
                """,
                self.company_id.id,
            )
        else:
            dated = SQL(
                """
                SELECT id AS partner_id,
                       (create_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS origin
                  FROM res_partner WHERE commercial_partner_id = id
                """,
                self._get_zone(),
            )
        return self._get_feasts(dated, first, last)

    def _get_profile_query(self, last):
        """Customers whose chosen fields are all filled in, as of the run."""
        names = self.sudo().profile_field_ids.mapped("name")
        filled = Domain.AND([Domain(name, "!=", False) for name in names])
        return self._get_once_query("once", last, filled)

    def _get_campaign_query(self, last):
        return self._get_once_query("campaign", last, Domain.TRUE)

    def _get_once_query(self, occurrence, day, domain):
        customers = self.env["res.partner"].sudo().with_context(active_test=False)
        found = customers._search(domain)
        return SQL(
            """
            SELECT customer.id AS partner_id, customer.id AS subject_id,
                   %(day)s::date AS day, %(occurrence)s AS occurrence,
                   NULL::numeric AS amount, 1 AS quantity,
                   NULL AS model, NULL::int AS res_id
              FROM res_partner AS customer
             WHERE customer.commercial_partner_id = customer.id
               AND customer.id IN %(found)s
            """,
            day=day,
            occurrence=occurrence,
            found=found.subselect(),
        )
