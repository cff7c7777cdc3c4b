# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmSlaShare(models.Model):
    """Who used the time of the tickets: one row a span, off-time left out.

    Working time is counted in the service hours of the team that had the ticket, else
    in those of its company: a night on its desk is nobody's fault. Shares are of the
    working time of whatever was selected.
    """

    _name = "crm.sla.share"
    _description = "Time of tickets by team"
    _auto = False
    _order = "date_from desc, id desc"
    _rec_name = "ticket_id"
    _depends = {
        "crm.ticket.span": [
            "company_id",
            "date_from",
            "date_to",
            "kind",
            "reason",
            "stage_id",
            "team_id",
            "ticket_id",
            "user_id",
        ],
        "helpdesk.ticket": ["partner_id", "profile_id", "service_policy_id"],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    policy_id = fields.Many2one("crm.sla.policy", "Service level", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Present tier", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", "Handler", readonly=True)
    stage_id = fields.Many2one("helpdesk.ticket.stage", readonly=True)
    kind = fields.Selection(
        selection=lambda self: (
            self.env["crm.ticket.span"]._fields["kind"]._description_selection(self.env)
        ),
        readonly=True,
    )
    reason = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket.stage"]
            ._fields["wait_reason"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    date_from = fields.Datetime("From", readonly=True)
    date_to = fields.Datetime("To", readonly=True)
    working_hours = fields.Float(
        readonly=True, help="In the service hours of who had the ticket."
    )
    total_hours = fields.Float("Hours by the calendar", readonly=True)
    share = fields.Float(
        "Share (%)",
        readonly=True,
        aggregator="avg",
        help="Of the working time of all that is shown.",
    )

    @property
    def _table_query(self):
        """Count working time by a search in the sorted stretches of each calendar.

        ``totals[place]`` are the seconds before the stretch that begins last before an
        instant, so the seconds before that instant are a subtraction away.
        """
        now = fields.Datetime.now()
        return SQL(
            """
            WITH hours AS (%(hours)s)
            SELECT span.id, span.ticket_id, span.company_id, span.team_id, span.user_id,
                   span.stage_id, span.kind, span.reason, span.date_from, span.date_to,
                   ticket.partner_id, profile.tier_id,
                   ticket.service_policy_id AS policy_id, NULL::float8 AS share,
                   (bounds.until - bounds.since) / 3600.0::float8 AS total_hours,
                   (until.worked - since.worked) / 3600.0::float8 AS working_hours
              FROM crm_ticket_span span
              JOIN helpdesk_ticket ticket ON ticket.id = span.ticket_id
              LEFT JOIN crm_customer_profile profile ON profile.id = ticket.profile_id
              JOIN res_company company ON company.id = span.company_id
              LEFT JOIN helpdesk_ticket_team team ON team.id = span.team_id
              JOIN hours ON hours.company_id = span.company_id
               AND hours.calendar_id = coalesce(team.resource_calendar_id,
                                                company.resource_calendar_id, 0)
             CROSS JOIN LATERAL (
                   SELECT extract(epoch FROM span.date_from)::int8 AS since,
                          extract(epoch FROM coalesce(span.date_to, %(now)s))::int8
                          AS until) AS bounds
             CROSS JOIN LATERAL (%(since)s) AS since
             CROSS JOIN LATERAL (%(until)s) AS until
             WHERE span.kind <> 'off'
            """,
            hours=self._get_hours_sql(now),
            since=self._get_worked_sql(SQL("bounds.since")),
            until=self._get_worked_sql(SQL("bounds.until")),
            now=now,
        )

    @api.model
    def _get_worked_sql(self, instant):
        """Return a query of the seconds ``worked`` before ``instant``.

        :param instant: SQL, seconds since 1970
        """
        return SQL(
            """
            SELECT CASE place WHEN 0 THEN 0
                   ELSE hours.totals[place + 1]
                        - greatest(hours.ends[place] - %(instant)s, 0) END AS worked
              FROM (SELECT width_bucket(%(instant)s, hours.starts) AS place OFFSET 0)
                   AS found
            """,
            instant=instant,
        )

    @api.model
    def _get_hours_sql(self, now):
        """Return calendars with their stretches as rows, of the user's companies."""
        rows = [
            self._get_hours_row(calendar_id, company_id, first, now)
            for calendar_id, company_id, first in self._get_calendars()
        ]
        return (
            SQL(" UNION ALL ").join(rows)
            if rows
            else SQL(
                """SELECT 0 AS calendar_id, 0 AS company_id, NULL::int8[] AS starts,
                          NULL::int8[] AS ends, NULL::int8[] AS totals"""
            )
        )

    @api.model
    def _get_hours_row(self, calendar_id, company_id, first, now):
        working_time = self.env["crm.working.time"]._get_working_time(
            self.env["resource.calendar"].browse(calendar_id or ()),
            self.env["res.company"].browse(company_id),
            first,
            now,
        )
        return SQL(
            """SELECT %s::int AS calendar_id, %s::int AS company_id,
                      %s::int8[] AS starts, %s::int8[] AS ends, %s::int8[] AS totals""",
            calendar_id,
            company_id,
            working_time.starts.tolist(),
            working_time.ends.tolist(),
            working_time.totals.tolist(),
        )

    @api.model
    def _get_calendars(self):
        """Return ``(calendar or 0, company, first instant)`` of the spans to read."""
        return self.env.execute_query(
            SQL(
                """
                SELECT coalesce(team.resource_calendar_id,
                                company.resource_calendar_id, 0),
                       span.company_id, min(span.date_from)
                  FROM crm_ticket_span span
                  JOIN res_company company ON company.id = span.company_id
                  LEFT JOIN helpdesk_ticket_team team ON team.id = span.team_id
                 WHERE span.kind <> 'off'
                 GROUP BY 1, 2
                """
            )
        )

    def _read_group_select(self, aggregate_spec, query):
        """Shares are of the groups' own sums."""
        if aggregate_spec == "share:avg":
            return SQL(
                "100.0 * sum(%(hours)s) / NULLIF(sum(sum(%(hours)s)) OVER (), 0)",
                hours=self._field_to_sql(self._table, "working_hours", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """One query a set: over several at once, shares would count time twice."""
        return [
            self._read_group(domain, groupby, aggregates, order=order)
            for groupby in grouping_sets
        ]

    def action_open_ticket(self):
        """Open the ticket of this row; its rights are those of the ticket."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": self.ticket_id.id,
            "views": [(False, "form")],
        }
