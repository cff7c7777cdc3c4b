# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Events may be seen late (a payment matched later, a night that was missed): each look
# goes back so far; whoever is in the queue already is not queued again.
OVERLAP = timedelta(days=7)
OWN_EVENTS = ("schedule", "verification", "manual")


class CrmSurveyTouchpoint(models.Model):
    """Whom a touchpoint would ask: the events, or the rhythm, and the people."""

    _inherit = "crm.survey.touchpoint"

    def _get_candidates_sql(self, since, now):
        """Return SQL of who is to be asked about what happened since ``since``.

        Columns ``stem``, ``partner_id``, ``model``, ``res_id``, ``event_at`` and
        ``due_at``; one row per occasion and contact.

        :param datetime since: UTC, included
        :param datetime now: UTC, included
        """
        self.ensure_one()
        return SQL(
            """
            SELECT *
              FROM (
                    SELECT %(prefix)s || occasion.key AS stem, contact.id AS partner_id,
                           occasion.model, occasion.res_id, occasion.at AS event_at,
                           occasion.at + make_interval(hours => %(delay)s) AS due_at
                      FROM (%(occasions)s) AS occasion
                      JOIN res_partner AS contact ON contact.id = occasion.partner_id
                      %(profile)s
                     WHERE occasion.at >= %(since)s AND occasion.at <= %(now)s
                       AND %(who)s
                   ) AS candidate
             WHERE %(sample)s
            """,
            prefix=f"{self._origin.id or 0}|",
            delay=self.delay_hours,
            occasions=self._get_occasions_sql(since, now),
            profile=self._get_profile_join(),
            since=since,
            now=now,
            who=self._get_who_sql(),
            sample=self._get_sample_sql(),
        )

    def _get_occasions_sql(self, since, now):
        """Return SQL with ``partner_id``, ``at``, ``key``, ``model`` and ``res_id``.

        Nothing happens for a link at a counter: whoever passes by asks for it.

        :raise UserError: nobody knows of this event any more
        """
        if self.event == "schedule" and self.channel != "link":
            return self._get_schedule_sql(now)
        if self.event in OWN_EVENTS or self.channel == "link":
            return SQL(
                "SELECT NULL::int AS partner_id, NULL::timestamp AS at, '' AS key,"
                " NULL::varchar AS model, NULL::int AS res_id WHERE FALSE"
            )
        day = timedelta(days=1)
        events = self.env["crm.customer.event"]._get_event_queries(
            self.company_id, (since - day).date(), (now + day).date()
        )
        if self.event not in events:
            raise UserError(
                self.env._(
                    "Nobody reports the event “%(event)s” any more: the addon that "
                    "did was removed. Choose another event.",
                    event=self.event,
                )
            )
        return SQL(
            "SELECT partner_id, at, key, model, res_id FROM (%s) AS event",
            events[self.event],
        )

    def _get_schedule_sql(self, now):
        """The present turn of every contact: turns of N days, begun one after another.

        The day of a contact's first turn follows from its id, so that not everybody is
        asked on the day the touchpoint is switched on. Turns that were missed are over.
        """
        lines = self.schedule_ids
        return SQL(
            """
            SELECT turn.partner_id, turn.at, 'schedule,' || turn.at::date AS key,
                   NULL::varchar AS model, NULL::int AS res_id
              FROM (
                    SELECT person.id AS partner_id, rhythm.days,
                           first.at + make_interval(days => rhythm.days * floor(extract(
                               epoch FROM %(now)s::timestamp - first.at
                           ) / 86400 / rhythm.days)::int) AS at
                      FROM crm_customer_profile AS customer
                      JOIN unnest(%(tiers)s::int[], %(days)s::int[])
                           AS rhythm (tier_id, days)
                        ON rhythm.tier_id = customer.tier_id
                      JOIN res_partner AS person
                        ON person.commercial_partner_id = customer.partner_id
                       AND (person.type = 'contact' OR person.type IS NULL)
                     CROSS JOIN LATERAL (
                           SELECT %(start)s::timestamp + make_interval(
                                      days => person.id * 7919 %% rhythm.days) AS at
                           ) AS first
                     WHERE customer.company_id = %(company_id)s
                       AND first.at <= %(now)s
                   ) AS turn
             WHERE NOT EXISTS (
                   SELECT 1 FROM crm_survey_request AS before
                    WHERE before.touchpoint_id = %(touchpoint_id)s
                      AND before.partner_id = turn.partner_id
                      AND before.state NOT IN ('dropped', 'cancelled')
                      AND coalesce(before.sent_at, before.due_at)
                          > %(now)s::timestamp - make_interval(days => turn.days)
                   )
            """,
            now=now,
            start=self.active_from or now,
            tiers=[line.tier_id.id for line in lines],
            days=[max(line.every_days, 1) for line in lines],
            company_id=self.company_id.id,
            touchpoint_id=self._origin.id or 0,
        )

    # ------------------------------------------------------------------- people

    def _get_profile_join(self):
        return SQL(
            """
            LEFT JOIN crm_customer_profile AS profile
              ON profile.partner_id = contact.commercial_partner_id
             AND profile.company_id = %s
            """,
            self.company_id.id,
        )

    def _get_who_sql(self):
        """Conditions on ``contact`` and its ``profile``; extend it with AND.

        Own staff and contacts of other companies are never asked.
        """
        conditions = [
            SQL("contact.active"),
            SQL(
                "(contact.company_id IS NULL OR contact.company_id = %s)",
                self.company_id.id,
            ),
            SQL(
                "NOT EXISTS (SELECT 1 FROM res_users AS staff"
                " WHERE staff.partner_id = contact.id AND staff.share IS NOT TRUE)"
            ),
        ]
        if self.tier_ids:
            conditions.append(SQL("profile.tier_id = ANY(%s)", self.tier_ids.ids))
        if self.stage_ids:
            conditions.append(SQL("profile.stage_id = ANY(%s)", self.stage_ids.ids))
        domain = self._parse_domain()
        if not domain.is_true():
            found = self.env["res.partner"].sudo()._search(domain).subselect()
            conditions.append(SQL("contact.id IN %s", found))
        return SQL(" AND ").join(conditions)

    def _get_sample_sql(self):
        """The share of occasions that is asked about, always the same ones."""
        if self.sampling_percent >= 100:
            return SQL("TRUE")
        return SQL(
            "('x' || substr(md5(stem || '|' || partner_id), 1, 8))::bit(32)::bigint"
            " %% 100 < %s",
            self.sampling_percent,
        )

    # ------------------------------------------------------------------- counts

    def _count_customers(self):
        """Return how many customers fit at present."""
        query = SQL(
            """
            SELECT count(DISTINCT contact.commercial_partner_id)
              FROM res_partner AS contact
              %(profile)s
             WHERE %(who)s AND profile.id IS NOT NULL %(rhythm)s
            """,
            profile=self._get_profile_join(),
            who=self._get_who_sql(),
            rhythm=SQL(
                "AND profile.tier_id = ANY(%s)",
                [line.tier_id.id for line in self.schedule_ids],
            )
            if self.event == "schedule"
            else SQL(""),
        )
        return self.env.execute_query(query)[0][0]

    def _count_events(self, days):
        """Return how many times of the last ``days`` it would have asked."""
        now = fields.Datetime.now()
        query = self._get_candidates_sql(now - timedelta(days=days), now)
        return self.env.execute_query(SQL("SELECT count(*) FROM (%s) AS found", query))[
            0
        ][0]
