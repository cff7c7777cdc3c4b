# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController

from .parameters import read_id, read_text


class ServiceTicketController(HelpdeskTicketController):
    """Customers close and send tickets: only their own ones, only by POST."""

    @http.route(methods=["POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        """Close a ticket that the user may read.

        :raise BadRequest: an id is missing or wrong, or the stage is not offered
        :raise NotFound: there is no such ticket, or it is somebody else's
        """
        ticket = request.env["helpdesk.ticket"].browse(read_id(ticket_id, "ticket_id"))
        stage = request.env["helpdesk.ticket.stage"].browse(
            read_id(stage_id, "stage_id")
        )
        if not ticket.exists() or not ticket.has_access("read"):
            raise NotFound()
        ticket = ticket.sudo()
        if not ticket.closed:
            if stage not in ticket._get_portal_closing_stages():
                raise BadRequest("stage_id: not offered for this ticket")
            ticket.stage_id = stage
        return request.redirect(ticket.access_url)

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        """Create a ticket from the portal's form.

        :raise BadRequest: the subject is missing, or a choice is none
        """
        for name, value in kw.items():
            if isinstance(value, str):
                read_text(value, name)
        for name in ("category", "team"):
            if kw.get(name):
                read_id(kw[name], name)
        if not (kw.get("subject") or "").strip():
            raise BadRequest("subject: missing")
        if not (kw.get("description") or "").strip():
            raise BadRequest("description: missing")
        return super().submit_ticket(**kw)
