# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """When the customer was last spoken to, and what the customer complains about.

    A contact is a message that both sides can read: a comment or mail, in or out,
    on the customer, on one of its contacts or on one of its documents. Internal
    notes, notifications and changes of fields are none.
    """

    _inherit = "crm.customer.profile"

    last_contact_date = fields.Date(
        "Last contact",
        readonly=True,
        help="Day of the last message from or to the customer, its contacts or on "
        "its documents; internal notes do not count.",
    )
    open_complaint_count = fields.Integer(
        "Open complaints",
        readonly=True,
        help="Written where an application for complaints is used.",
    )

    @api.model
    def _get_metric_queries(self, company, today):
        return super()._get_metric_queries(company, today) | {
            "last_contact_date": self._get_last_contact_query(company, today)
        }

    @api.model
    def _get_last_contact_query(self, company, today):
        """Return the day of the last message per customer.

        Reads ``mail_message_customer_contact``. A contact that several companies
        share counts in each of them.
        """
        zone = company.partner_id.tz or "UTC"
        midnight = datetime.combine(today + timedelta(days=1), time(), ZoneInfo(zone))
        sources = [self._get_partner_message_query(company)]
        for model in self._get_profile_link_models():
            sources.append(self._get_document_message_query(model, company))
        return SQL(
            """
            WITH spoken AS (
                SELECT model, res_id, max(date) AS date
                  FROM mail_message
                 WHERE message_type IN ('comment', 'email', 'email_outgoing')
                   AND is_internal IS NOT TRUE
                   AND subtype_id IS DISTINCT FROM %(note)s
                   AND date < %(midnight)s
                 GROUP BY model, res_id
            )
            SELECT partner.commercial_partner_id AS partner_id,
                   max(found.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       AS value
              FROM (%(sources)s) AS found
              JOIN res_partner partner ON partner.id = found.partner_id
             GROUP BY partner.commercial_partner_id
            """,
            note=self.env.ref("mail.mt_note").id,
            midnight=midnight.astimezone(UTC).replace(tzinfo=None),
            zone=zone,
            sources=SQL(" UNION ALL ").join(sources),
        )

    @api.model
    def _get_partner_message_query(self, company):
        return SQL(
            """SELECT document.id AS partner_id, spoken.date
                 FROM spoken
                 JOIN res_partner document ON document.id = spoken.res_id
                WHERE spoken.model = 'res.partner'
                  AND COALESCE(document.company_id, %(company_id)s) = %(company_id)s""",
            company_id=company.id,
        )

    @api.model
    def _get_document_message_query(self, model, company):
        return SQL(
            """SELECT document.partner_id, spoken.date
                 FROM spoken
                 JOIN %(table)s document ON document.id = spoken.res_id
                WHERE spoken.model = %(model)s AND %(belongs)s""",
            table=SQL.identifier(self.env[model]._table),
            model=model,
            belongs=self.env[model]._get_profile_company_sql(company),
        )
