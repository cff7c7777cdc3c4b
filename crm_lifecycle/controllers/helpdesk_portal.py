# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from werkzeug.exceptions import BadRequest, NotFound

from odoo import fields, http
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from .parameters import MAX_ID, read_text


class ServicePortal(CustomerPortalHelpdesk):
    """A customer's own tickets: what is asked for wrongly is said to be wrong."""

    @http.route()
    def portal_my_tickets(self, **kw):
        """List the user's tickets.

        :raise BadRequest: unknown order, a date that is none
        """
        for name, value in kw.items():
            if isinstance(value, str):
                read_text(value, name)
        if (
            kw.get("sortby")
            and kw["sortby"] not in self._ticket_get_searchbar_sortings()
        ):
            raise BadRequest("sortby: unknown")
        for name in ("date_begin", "date_end"):
            try:
                fields.Datetime.to_datetime(kw.get(name) or None)
            except ValueError:
                raise BadRequest(f"{name}: not a date") from None
        return super().portal_my_tickets(**kw)

    @http.route()
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        """Show one ticket, to who may read it.

        :raise NotFound: no ticket can have this number
        """
        if ticket_id > MAX_ID:
            raise NotFound()
        return super().portal_my_ticket(ticket_id, access_token=access_token, **kw)

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        """Offer the stages that close this ticket, to customers who are logged in."""
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        stages = ticket.sudo()._get_portal_closing_stages()
        values["closed_stages"] = (
            stages.browse() if request.env.user._is_public() else stages
        )
        return values
