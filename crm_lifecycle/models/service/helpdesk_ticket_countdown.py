# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo import api, fields, models

RANKS = {"breached": 0, "running": 1, "paused": 2, "met": 3, "cancelled": 4}
PORTAL_METRICS = ("first_reply", "next_reply", "periodic_update", "solved")


class HelpdeskTicket(models.Model):
    """A ticket shows its most urgent clock; its customer, the next promise."""

    _inherit = "helpdesk.ticket"

    service_countdown = fields.Json(
        "Time left",
        compute="_compute_service_countdown",
        compute_sudo=True,
        groups="base.group_user",
        help="Of the clock that ends first. Missed ones come before all others.",
    )

    @api.depends("clock_ids.state", "clock_ids.deadline", "clock_ids.ended_at")
    def _compute_service_countdown(self):
        urgent = {ticket: ticket._get_urgent_clock() for ticket in self}
        clocks = self.env["crm.sla.clock"].union(*urgent.values())
        countdowns = {clock.id: clock.countdown for clock in clocks}
        for ticket in self:
            ticket.service_countdown = countdowns.get(urgent[ticket].id, False)

    def _get_urgent_clock(self, metrics=None):
        """Return the clock to look at first: the open ones, then what was missed.

        :param metrics: look at these only
        """
        self.ensure_one()
        clocks = self.clock_ids
        if metrics:
            clocks = clocks.filtered(lambda clock: clock.metric in metrics)
        return clocks.sorted(
            lambda clock: (
                bool(clock.ended_at),
                RANKS[clock.state],
                clock.deadline or datetime.max,
                -clock.id,
            )
        )[:1]

    @api.model
    def _get_portal_metrics(self):
        """Return what customers are told of: promises to them, not our own aims."""
        return PORTAL_METRICS

    def _get_promise(self):
        """Return what the customer may know of the next promise.

        ``{"kind": metric, "state": "running" | "paused" | "late", "deadline": UTC,
        "countdown": of the running clock}``, or nothing once all is done. How much of
        the time is used, and what else is measured, stays inside.
        """
        self.ensure_one()
        clock = self.sudo()._get_urgent_clock(self._get_portal_metrics())
        if not clock or clock.ended_at:
            return {}
        state = "late" if clock.state == "breached" else clock.state
        promise = {"kind": clock.metric, "state": state, "deadline": clock.deadline}
        if state == "running" and clock.deadline:
            shown = ("state", "is_open", "deadline", "now", "left", "stretches")
            promise["countdown"] = {name: clock.countdown[name] for name in shown}
        return promise
