# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class CrmSurveyRequest(models.Model):
    """What was true of a customer, and who worked for it, when the survey left."""

    _inherit = "crm.survey.request"

    snapshot_at = fields.Datetime("Frozen on", readonly=True)

    def _take_snapshot(self):
        """Freeze tier, stage, team and shares of work of these requests, once each.

        By a fixed number of queries, however many requests. A second call changes
        nothing.
        """
        self.env.flush_all()
        ids = self._freeze_customer()
        if ids:
            self.browse(ids)._freeze_credit()
        self.invalidate_recordset()

    def _freeze_customer(self):
        """Write what is known of the customers; return the ids frozen just now."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_survey_request AS request
                   SET snapshot_at = %(now)s,
                       tier_id = profile.tier_id,
                       stage_id = profile.stage_id,
                       team_id = COALESCE(ticket.team_id, request.team_id)
                  FROM crm_survey_request AS same
                  LEFT JOIN res_partner AS contact ON contact.id = same.partner_id
                  LEFT JOIN crm_customer_profile AS profile
                    ON profile.partner_id = contact.commercial_partner_id
                   AND profile.company_id = same.company_id
                  LEFT JOIN helpdesk_ticket AS ticket
                    ON same.res_model = 'helpdesk.ticket' AND ticket.id = same.res_id
                 WHERE same.id = request.id
                   AND request.id = ANY(%(ids)s)
                   AND request.snapshot_at IS NULL
             RETURNING request.id
                """,
                now=fields.Datetime.now(),
                ids=self.ids,
            )
        )
        return [row[0] for row in rows]

    def _freeze_credit(self):
        """Write each handler's share of the work, in percent."""
        queries = self._get_credit_queries()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_survey_credit
                       (request_id, user_id, share, create_uid, create_date)
                SELECT work.request_id, work.user_id,
                       100 * sum(work.weight)
                       / sum(sum(work.weight)) OVER (PARTITION BY work.request_id),
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(work)s) AS work
                 WHERE work.user_id IS NOT NULL AND work.weight > 0
                 GROUP BY work.request_id, work.user_id
                    ON CONFLICT (request_id, user_id) DO NOTHING
                """,
                uid=self.env.uid,
                work=SQL(" UNION ALL ").join(queries.values()),
            )
        )
        self.env["crm.survey.credit"].invalidate_model()

    def _get_credit_queries(self):
        """Hook: return ``{document model: SQL}``, who worked how much for a document.

        Each ``SELECT`` gives ``request_id``, ``user_id`` and ``weight`` (any unit,
        more than 0) for those of ``self`` that are about such a document. Extend with
        ``super() | {…}``.
        """
        return {
            "helpdesk.ticket": self._get_ticket_credit_query(),
            "sale.order": self._get_single_credit_query(
                "sale.order", SQL.identifier("sale_order"), SQL.identifier("user_id")
            ),
            "account.move": self._get_single_credit_query(
                "account.move",
                SQL.identifier("account_move"),
                SQL.identifier("invoice_user_id"),
            ),
        }

    def _get_ticket_credit_query(self):
        """Weigh by the seconds that a ticket ran with each user.

        A ticket that never ran with anybody, for example one that was solved at once,
        is its present user's.
        """
        return SQL(
            """
            (WITH ran AS (
                SELECT request.id AS request_id, span.user_id,
                       sum(extract(epoch FROM COALESCE(span.date_to, %(now)s)
                                              - span.date_from))::float8 AS weight
                  FROM crm_survey_request AS request
                  JOIN crm_ticket_span AS span ON span.ticket_id = request.res_id
                 WHERE request.id = ANY(%(ids)s)
                   AND request.res_model = 'helpdesk.ticket'
                   AND span.kind = 'run' AND span.user_id IS NOT NULL
                   AND COALESCE(span.date_to, %(now)s) > span.date_from
                 GROUP BY request.id, span.user_id
            )
            SELECT request_id, user_id, weight FROM ran
             UNION ALL
            SELECT request.id, ticket.user_id, 1.0::float8
              FROM crm_survey_request AS request
              JOIN helpdesk_ticket AS ticket ON ticket.id = request.res_id
             WHERE request.id = ANY(%(ids)s)
               AND request.res_model = 'helpdesk.ticket'
               AND request.id NOT IN (SELECT request_id FROM ran))
            """,
            now=fields.Datetime.now(),
            ids=self.ids,
        )

    def _get_single_credit_query(self, model, table, column):
        """Return the query of documents with one responsible: all credit is theirs."""
        return SQL(
            """
            SELECT request.id AS request_id, document.%(column)s AS user_id,
                   1.0::float8 AS weight
              FROM crm_survey_request AS request
              JOIN %(table)s AS document ON document.id = request.res_id
             WHERE request.id = ANY(%(ids)s) AND request.res_model = %(model)s
            """,
            column=column,
            table=table,
            ids=self.ids,
            model=model,
        )
