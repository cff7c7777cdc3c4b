# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import SQL


class HelpdeskTicketStage(models.Model):
    """A stage that is given another meaning changes the tickets that are in it."""

    _inherit = "helpdesk.ticket.stage"

    def write(self, vals):
        result = super().write(vals)
        if {"sla_effect", "wait_reason", "closed"} & set(vals):
            self._get_outdated_tickets()._keep_service()
        return result

    def _get_outdated_tickets(self):
        """Return the tickets in these stages whose present span says otherwise."""
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT span.ticket_id
                  FROM crm_ticket_span span
                  JOIN helpdesk_ticket_stage stage ON stage.id = span.stage_id
                  JOIN helpdesk_ticket ticket
                    ON ticket.id = span.ticket_id AND ticket.active
                 WHERE span.date_to IS NULL AND span.stage_id = ANY(%(ids)s)
                   AND (span.kind, span.reason) IS DISTINCT FROM
                       (CASE stage.sla_effect WHEN 'run' THEN 'run'
                             WHEN 'wait' THEN 'pause' ELSE 'off' END,
                        CASE stage.sla_effect WHEN 'wait' THEN stage.wait_reason END)
                """,
                ids=self.ids,
            )
        )
        return self.env["helpdesk.ticket"].browse(ticket_id for (ticket_id,) in rows)
