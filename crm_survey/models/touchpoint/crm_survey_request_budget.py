# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

CONSENT_PURPOSE = "survey"
# How long a release by the budget holds; whoever was not sent until then is decided
# about again.
RELEASE = timedelta(hours=1)
WEEK = 7
MANY = 500  # requests in a queue that is called long


class CrmSurveyRequest(models.Model):
    """The budget: whom every survey together may ask now, decided in one statement.

    A person is one over all surveys and companies; how often is the choice of the
    company that asks. Nothing is lost: who may not be asked waits, with the reason, and
    is given up when the request's own patience ends.
    """

    _inherit = "crm.survey.request"

    @api.model
    def _run_budget(self, company, now, requests=None):
        """Decide over all due requests of ``company``, or over ``requests`` of it.

        :param datetime now: UTC
        :return: the requests that may be sent now, for ``_send``
        """
        self._lock_budget()
        self._plan_joins(self._get_due_sql(company, now, requests))
        rows = self.env.execute_query(
            self.with_company(company)._get_budget_sql(company, now, requests)
        )
        self.env.cr.execute("SET LOCAL enable_nestloop TO DEFAULT")
        self.env["crm.survey.request"].invalidate_model()
        return self.env["crm.survey.request"].browse(
            request_id for request_id, is_free in rows if is_free
        )

    @api.model
    def _get_complaint_query(self, company):
        """Hook: SQL with ``partner_id`` of customers who have an open complaint.

        Extend it with ``UNION``; customers are commercial partners.
        """
        return SQL(
            "SELECT partner_id FROM (%s) AS complaint",
            self.env["crm.customer.profile"]._get_complaint_query(company),
        )

    @api.model
    def _lock_budget(self):
        """Let nobody else spend from the same budgets meanwhile.

        Updating, unlike locking, also fails one whose snapshot is older; it is retried.
        """
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_survey_touchpoint SET sequence = sequence")

    @api.model
    def _plan_joins(self, due):
        """Let a long queue be joined by hashes, a short one by its indexes.

        Requests that were planned a moment ago are unknown to the statistics, and a
        nested loop would look at everybody's consents once for each of them.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT set_config('enable_nestloop',
                                  CASE WHEN count(*) > %(many)s THEN 'off' ELSE 'on' END,
                                  TRUE)
                  FROM (SELECT 1 FROM (%(due)s) AS due LIMIT %(many)s + 1) AS queue
                """,
                many=MANY,
                due=due,
            )
        )

    # ---------------------------------------------------------------------- SQL

    @api.model
    def _get_budget_sql(self, company, now, requests):
        """Return the statement that decides; it gives ``id`` and whether it may go."""
        return SQL(
            """
            WITH due AS MATERIALIZED (%(due)s),
            asked AS MATERIALIZED (%(asked)s),
            person AS (
                SELECT partner_id, max(at) AS last_at,
                       max(deadline) FILTER (WHERE is_open) AS open_until
                  FROM asked GROUP BY partner_id
            ), customer AS (
                SELECT customer_id, count(*) AS count, min(at) AS first_at
                  FROM asked WHERE at > %(now)s::timestamp - %(week)s
                 GROUP BY customer_id
            ), checked AS (%(checked)s),
            ranked AS (
                SELECT checked.*, CASE WHEN reason IS NULL THEN row_number() OVER (
                           PARTITION BY partner_id, reason IS NULL
                           ORDER BY priority, due_at, id) END AS place
                  FROM checked
            ), placed AS (
                SELECT ranked.*, CASE WHEN place = 1 AND is_company THEN
                           asked_count + row_number() OVER (
                               PARTITION BY customer_id, place = 1 AND is_company
                               ORDER BY priority, due_at, id) END AS company_place
                  FROM ranked
            ), decided AS (%(decided)s)
            UPDATE crm_survey_request AS request
               SET state = CASE WHEN decided.drop_at <= %(now)s THEN 'dropped'
                                WHEN decided.reason IS NOT NULL THEN 'deferred'
                                ELSE request.state END,
                   reason = decided.reason,
                   look_at = CASE WHEN decided.reason IS NULL THEN request.look_at
                                  ELSE least(decided.next_at, decided.drop_at) END,
                   released_at = CASE WHEN decided.reason IS NULL
                                      THEN %(now)s::timestamp END
              FROM decided
             WHERE decided.id = request.id
            RETURNING request.id, request.released_at IS NOT NULL
            """,
            due=self._get_due_sql(company, now, requests),
            asked=self._get_asked_sql(company, now),
            checked=self._get_checked_sql(company, now),
            decided=self._get_decided_sql(company, now),
            now=now,
            week=timedelta(days=WEEK),
        )

    @api.model
    def _get_due_sql(self, company, now, requests):
        """Requests to decide about; by the index ``crm_survey_request__waiting``."""
        chosen = SQL("request.look_at <= %s", now)
        if requests is not None:
            chosen = SQL("request.id = ANY(%s)", requests.ids)
        return SQL(
            """
            SELECT request.id, request.partner_id, request.touchpoint_id,
                   request.channel, request.priority, request.due_at,
                   coalesce(request.drop_at, 'infinity') AS drop_at,
                   contact.active, contact.is_survey_opt_out, contact.email_normalized,
                   contact.commercial_partner_id AS customer_id,
                   customer.is_company
              FROM crm_survey_request AS request
              LEFT JOIN res_partner AS contact ON contact.id = request.partner_id
              LEFT JOIN res_partner AS customer
                ON customer.id = contact.commercial_partner_id
             WHERE request.company_id = %(company_id)s
               AND request.state IN ('planned', 'deferred')
               AND request.error IS NULL AND %(chosen)s
            """,
            company_id=company.id,
            chosen=chosen,
        )

    @api.model
    def _get_asked_sql(self, company, now):
        """Who was asked of late, or can still answer; by three partial indexes."""
        days = max(company.crm_survey_cooldown_days, WEEK)
        return SQL(
            """
            SELECT recent.*, contact.commercial_partner_id AS customer_id
              FROM (
                    SELECT id, partner_id, sent_at AS at, deadline,
                           state = 'sent' AND deadline > %(now)s AS is_open
                      FROM crm_survey_request
                     WHERE sent_at > %(now)s::timestamp - %(window)s
                     UNION ALL
                    SELECT id, partner_id, sent_at, deadline, TRUE
                      FROM crm_survey_request
                     WHERE state = 'sent' AND deadline > %(now)s
                       AND sent_at <= %(now)s::timestamp - %(window)s
                     UNION ALL
                    SELECT id, partner_id, released_at, released_at, FALSE
                      FROM crm_survey_request AS request
                     WHERE state IN ('planned', 'deferred')
                       AND released_at > %(now)s::timestamp - %(release)s
                       AND NOT EXISTS (SELECT 1 FROM due WHERE due.id = request.id)
                   ) AS recent
              JOIN res_partner AS contact ON contact.id = recent.partner_id
            """,
            now=now,
            window=timedelta(days=days),
            release=RELEASE,
        )

    @api.model
    def _get_checked_sql(self, company, now):
        """Give every due request the first reason for which it has to wait, or NULL."""
        cooldown = timedelta(days=company.crm_survey_cooldown_days)
        return SQL(
            """
            SELECT due.*, person.last_at, person.open_until, customer.first_at,
                   coalesce(customer.count, 0) AS asked_count,
                   CASE WHEN touchpoint.active IS NOT TRUE OR survey.active IS NOT TRUE
                          OR answers.count >= touchpoint.stop_after THEN 'stopped'
                        WHEN due.active IS NOT TRUE THEN 'archived'
                        WHEN due.is_survey_opt_out THEN 'opt_out'
                        WHEN due.channel = 'mail' AND due.email_normalized IS NULL
                        THEN 'no_address'
                        WHEN due.channel = 'mail' AND refused.email IS NOT NULL
                        THEN 'blacklist'
                        WHEN agreed.id IS NULL THEN 'no_consent'
                        WHEN upset.partner_id IS NOT NULL THEN 'complaint'
                        WHEN person.open_until > %(now)s THEN 'other_survey'
                        WHEN person.last_at > %(now)s::timestamp - %(cooldown)s
                        THEN 'cooldown'
                        WHEN due.drop_at <= %(now)s THEN 'late'
                    END AS reason
              FROM due
              JOIN crm_survey_touchpoint AS touchpoint
                ON touchpoint.id = due.touchpoint_id
              JOIN survey_survey AS survey ON survey.id = touchpoint.survey_id
              LEFT JOIN (
                    SELECT touchpoint_id, count(*) FROM survey_user_input
                     WHERE touchpoint_id IS NOT NULL AND state = 'done'
                       AND test_entry IS NOT TRUE
                     GROUP BY touchpoint_id
                   ) AS answers
                ON answers.touchpoint_id = touchpoint.id AND touchpoint.stop_after > 0
              LEFT JOIN mail_blacklist AS refused
                ON refused.email = due.email_normalized AND refused.active
              LEFT JOIN (SELECT DISTINCT id FROM (%(consent)s) AS yes (id)) AS agreed
                ON agreed.id = due.partner_id
              LEFT JOIN (SELECT DISTINCT partner_id FROM (%(complaint)s) AS complaint)
                AS upset ON upset.partner_id = due.customer_id
              LEFT JOIN person ON person.partner_id = due.partner_id
              LEFT JOIN customer ON customer.customer_id = due.customer_id
            """,
            consent=self.env["crm.consent"]._get_consent_query(CONSENT_PURPOSE, now),
            complaint=self._get_complaint_query(company),
            now=now,
            cooldown=cooldown,
        )

    @api.model
    def _get_decided_sql(self, company, now):
        """Let one request per person go, so many per company; or say when to look."""
        return SQL(
            """
            SELECT id, drop_at, reason, CASE reason
                       WHEN 'cooldown' THEN last_at + %(cooldown)s
                       WHEN 'other_survey' THEN greatest(
                           open_until, %(now)s::timestamp + %(hour)s,
                           coalesce(last_at, %(now)s::timestamp) + %(cooldown)s)
                       WHEN 'company' THEN greatest(
                           coalesce(first_at, %(now)s::timestamp) + %(week)s,
                           %(now)s::timestamp + %(hour)s)
                       ELSE %(now)s::timestamp + %(day)s
                   END AS next_at
              FROM (
                    SELECT placed.id, placed.drop_at, placed.last_at, placed.open_until,
                           placed.first_at,
                           CASE WHEN placed.reason IS NOT NULL THEN placed.reason
                                WHEN placed.place > 1 THEN 'other_survey'
                                WHEN placed.company_place > %(limit)s::int
                                THEN 'company' END AS reason
                      FROM placed
                   ) AS verdict
            """,
            cooldown=timedelta(days=company.crm_survey_cooldown_days),
            week=timedelta(days=WEEK),
            hour=timedelta(hours=1),
            day=timedelta(days=1),
            now=now,
            limit=company.crm_survey_week_limit or None,
        )
