# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmTicketSpan(models.Model):
    """Spans follow what a ticket says at present."""

    _inherit = "crm.ticket.span"

    @api.model
    def _follow(self, tickets, now):
        """End spans that are no longer true as of ``now``, and begin what is.

        However it came that they differ. One statement for any number of tickets;
        nothing happens where nothing changed.

        :param tickets: flushed ``helpdesk.ticket``
        :return: the tickets that came to life, which are new or were off, and those
            that have another team or handler
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH present AS MATERIALIZED (%(present)s), ended AS (%(ended)s),
                begun AS (%(begun)s)
                SELECT begun.ticket_id,
                       begun.kind <> 'off' AND ended.kind = 'off'
                       OR ended.ticket_id IS NULL,
                       (ended.team_id, ended.user_id)
                       IS DISTINCT FROM (begun.team_id, begun.user_id)
                  FROM begun LEFT JOIN ended ON ended.ticket_id = begun.ticket_id
                """,
                present=self._get_present_sql(tickets),
                ended=self._get_ended_sql(now),
                begun=self._get_begun_sql(now),
            )
        )
        if rows:
            self.invalidate_model(flush=False)
        alive = tickets.browse(row[0] for row in rows if row[1])
        return alive, tickets.browse(row[0] for row in rows if row[2])

    @api.model
    def _get_ended_sql(self, now):
        """Return the statement that ends the spans that ``present`` contradicts."""
        return SQL(
            """
            UPDATE crm_ticket_span span
               SET date_to = greatest(%(now)s, span.date_from)
              FROM present
             WHERE span.ticket_id = present.ticket_id AND span.date_to IS NULL
               AND (span.kind, span.reason, span.stage_id, span.team_id, span.user_id)
                   IS DISTINCT FROM
                   (present.kind, present.reason, present.stage_id, present.team_id,
                    present.user_id)
            RETURNING span.ticket_id, span.kind, span.team_id, span.user_id
            """,
            now=now,
        )

    @api.model
    def _get_begun_sql(self, now):
        """Return the statement that begins the spans of who has none, or ``ended`` one.

        It sees the table as it was before: what has just ended is in ``ended``.
        """
        return SQL(
            """
            INSERT INTO crm_ticket_span
                   (ticket_id, company_id, kind, reason, date_from, stage_id, team_id,
                    user_id, create_uid, create_date)
            SELECT present.ticket_id, present.company_id, present.kind, present.reason,
                   %(now)s, present.stage_id, present.team_id, present.user_id,
                   %(uid)s, now() AT TIME ZONE 'UTC'
              FROM present
              LEFT JOIN ended ON ended.ticket_id = present.ticket_id
             WHERE ended.ticket_id IS NOT NULL
                OR NOT EXISTS (SELECT FROM crm_ticket_span span
                                WHERE span.ticket_id = present.ticket_id
                                  AND span.date_to IS NULL)
                ON CONFLICT (ticket_id) WHERE date_to IS NULL DO NOTHING
            RETURNING ticket_id, kind, team_id, user_id
            """,
            now=now,
            uid=self.env.uid,
        )

    @api.model
    def _get_present_sql(self, tickets):
        """Return the query of what the spans of ``tickets`` have to say at present.

        A ticket in the archive is off; one without a stage runs.
        """
        return SQL(
            """
            SELECT ticket.id AS ticket_id, ticket.company_id, ticket.stage_id,
                   ticket.team_id, ticket.user_id,
                   CASE WHEN ticket.active IS NOT TRUE THEN 'off'
                        WHEN stage.sla_effect = 'wait' THEN 'pause'
                        WHEN stage.sla_effect IN ('solved', 'cancelled') THEN 'off'
                        ELSE 'run' END AS kind,
                   CASE WHEN ticket.active AND stage.sla_effect = 'wait'
                        THEN stage.wait_reason END AS reason
              FROM helpdesk_ticket ticket
              LEFT JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
             WHERE ticket.id = ANY(%(ids)s)
            """,
            ids=tickets.ids,
        )
