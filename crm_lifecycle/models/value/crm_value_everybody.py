# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from ...engine.fact_columns import SUMS


class CrmValueEverybody(models.AbstractModel):
    """Who is a customer tonight: entities that moved, leads, former customers."""

    _name = "crm.value.everybody"
    _description = "Customers of a night"

    @api.model
    def _roll_up_moved(self):
        """Add up entities that belong to another commercial partner by now.

        They are few; a day on which two of them bought counts twice.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner.commercial_partner_id
                  FROM crm_night_fact fact
                  JOIN res_partner partner ON partner.id = fact.partner_id
                 WHERE partner.commercial_partner_id <> partner.id
                """
            )
        )
        if rows:
            self._roll_up([customer_id for (customer_id,) in rows])

    @api.model
    def _roll_up(self, customer_ids):
        """Make one row of facts of each customer and what became part of it."""
        sums = SQL(", ").join(
            SQL("sum(%(name)s)", name=SQL.identifier(name)) for name in SUMS
        )
        self.env.cr.execute(
            SQL(
                """
                WITH taken AS (
                    DELETE FROM crm_night_fact fact
                     USING res_partner partner
                     WHERE partner.id = fact.partner_id
                       AND partner.commercial_partner_id = ANY(%(customer_ids)s)
                    RETURNING fact.*, partner.commercial_partner_id AS customer_id
                )
                INSERT INTO crm_night_fact (partner_id, first_purchase_date,
                                            last_purchase_date, %(names)s)
                SELECT customer_id, min(first_purchase_date), max(last_purchase_date),
                       %(sums)s
                  FROM taken
                 GROUP BY customer_id
                """,
                customer_ids=customer_ids,
                names=SQL(", ").join(map(SQL.identifier, SUMS)),
                sums=sums,
            )
        )

    @api.model
    def _add_everyone(self, task):
        """Add who has a profile without purchases; leave out the company's users."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_night_fact fact
                 USING res_users login
                 WHERE login.partner_id = fact.partner_id AND NOT login.share
                   AND NOT EXISTS (
                       SELECT FROM crm_customer_profile profile
                        WHERE profile.partner_id = fact.partner_id
                          AND profile.company_id = %(company_id)s);
                INSERT INTO crm_night_fact (partner_id, %(names)s)
                SELECT everyone.partner_id, %(zeros)s
                  FROM (%(everyone)s) AS everyone
                 WHERE NOT EXISTS (
                       SELECT FROM crm_night_fact fact
                        WHERE fact.partner_id = everyone.partner_id)
                 GROUP BY everyone.partner_id
                """,
                company_id=task.company.id,
                names=SQL(", ").join(map(SQL.identifier, SUMS)),
                zeros=SQL(", ").join([SQL("0")] * len(SUMS)),
                everyone=self._get_everyone_query(task),
            )
        )

    @api.model
    def _get_everyone_query(self, task):
        """Return who is a customer without purchases: leads and former customers."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id
              FROM crm_lead document
              JOIN res_partner partner ON partner.id = document.partner_id
             WHERE document.active AND document.won_status = 'pending'
               AND %(belongs)s AND %(asked_lead)s
               AND partner.commercial_partner_id NOT IN (
                   SELECT partner_id FROM res_users WHERE NOT share)
             UNION ALL
            SELECT profile.partner_id FROM crm_customer_profile profile
             WHERE profile.company_id = %(company_id)s AND %(asked_profile)s
            """,
            company_id=task.company.id,
            belongs=self.env["crm.lead"]._get_profile_company_sql(task.company),
            asked_lead=self._get_asked(task, SQL.identifier("partner", "id")),
            asked_profile=self._get_asked(
                task, SQL.identifier("profile", "partner_id")
            ),
        )
