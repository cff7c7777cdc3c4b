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
        page = super().portal_my_tickets(**kw)
        self._say(page.qcontext.get("searchbar_filters", {}))
        return page

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

    def _ticket_get_searchbar_sortings(self):
        return self._say(super()._ticket_get_searchbar_sortings())

    def _ticket_get_searchbar_groupby(self):
        return self._say(super()._ticket_get_searchbar_groupby())

    def _ticket_get_searchbar_inputs(self):
        return self._say(super()._ticket_get_searchbar_inputs())

    def _say(self, choices):
        """Put the labels of ``choices`` into the customer's language, and return them.

        The helpdesk has not been translated into each of ours, and terms of its code
        can only be translated by itself; those that it has translated stay.
        """
        env = request.env
        words = {
            "All": env._("All"),
            "Newest": env._("Newest"),
            "Title": env._("Title"),
            "Stage": env._("Stage"),
            "Last Stage Update": env._("Last Stage Update"),
            "None": env._("None"),
            "Category": env._("Category"),
            "Search in All": env._("Search in All"),
            "Search in Number": env._("Search in Number"),
            "Search in Title": env._("Search in Title"),
        }
        for choice in choices.values():
            choice["label"] = words.get(choice["label"], choice["label"])
        return choices
