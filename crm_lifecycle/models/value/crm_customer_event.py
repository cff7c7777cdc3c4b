# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmCustomerEvent(models.AbstractModel):
    """What happens to a customer on a day: the registry of dated events.

    Whoever knows of an event registers it; whoever answers events (points, for
    example) reads it here, and neither names the other. Nothing is stored: an event is
    a question to the tables that hold the facts.
    """

    _name = "crm.customer.event"
    _description = "Customer event"

    @api.model
    def _get_event_selection(self):
        """Return ``[(event, label)]``; extend with ``[*super()…, (event, label)]``."""
        return []

    @api.model
    def _get_event_queries(self, company, first, last):
        """Return ``{event: SQL}``; extend with ``super() | {…}``.

        Each ``SELECT`` gives one row per event of ``company`` from the day ``first`` to
        the day ``last``, both in the company's time zone:

        ``partner_id``: the contact; ``day``; ``at``: the instant (UTC); ``key``: text
        that names this one event for ever, such as ``survey.user_input,12``; ``value``:
        a score from 0 to 100, or NULL; ``model`` and ``res_id``: the document, or NULL.
        """
        return {}
