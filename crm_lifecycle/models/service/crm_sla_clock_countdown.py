# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import UTC, datetime

from odoo import api, fields, models

STRETCHES_SHOWN = 4  # working stretches that a countdown looks ahead


class CrmSlaClock(models.Model):
    """What a countdown on a screen needs to know; the screen only ticks."""

    _inherit = "crm.sla.clock"

    countdown = fields.Json(
        compute="_compute_countdown",
        help="What is left of the time that was promised, as of now.",
    )

    @api.depends(
        "state",
        "deadline",
        "ended_at",
        "used_minutes",
        "running_since",
        "target_minutes",
    )
    def _compute_countdown(self):
        now = fields.Datetime.now()
        elapsed = self.filtered(lambda clock: not clock.ended_at)._get_elapsed(now)
        for clock in self:
            minutes = elapsed.get(clock._origin.id, clock.used_minutes)
            clock.countdown = clock._get_countdown(now, minutes)

    def _get_countdown(self, now, elapsed):
        """Return what a countdown needs.

        ``state`` and ``is_open`` of the clock; ``metric``, its label; ``deadline`` and
        ``now``, ISO 8601 in UTC; ``left`` and ``target``, working seconds, less than
        nothing when it is late; ``percent`` used; ``stretches``, the next
        ``[start, end]`` in which it will run, seconds since 1970.

        :param datetime now: UTC
        :param float elapsed: working minutes used until now
        """
        self.ensure_one()
        labels = dict(self._fields["metric"]._description_selection(self.env))
        return {
            "state": self.state,
            "is_open": not self.ended_at,
            "metric": labels.get(self.metric, ""),
            "deadline": self.deadline and f"{self.deadline.isoformat()}Z",
            "now": f"{now.isoformat()}Z",
            "left": round((self.target_minutes - elapsed) * 60),
            "target": self.target_minutes * 60,
            "percent": round(100 * elapsed / max(self.target_minutes, 1)),
            "stretches": self._get_stretches(now),
        }

    def _get_stretches(self, now):
        """Return the next ``[start, end]`` in which the clock runs, from ``now`` on."""
        if self.ended_at or not self.running_since:
            return []
        first, last = _get_second(now), _get_second(self.deadline or datetime.max)
        hours = self.env["crm.working.time"]._get_working_time(
            self._get_service_hours(), self.company_id, now, now
        )
        begin = hours.ends.searchsorted(first, side="right")
        end = begin + STRETCHES_SHOWN
        return [
            [max(int(start), first), int(stop)]
            for start, stop in zip(
                hours.starts[begin:end], hours.ends[begin:end], strict=True
            )
            if start < last
        ]

    def _get_service_hours(self):
        """Return the calendar in which the clock runs now, empty: every minute."""
        self.ensure_one()
        if self.is_always:
            return self.env["resource.calendar"]
        return (
            self.calendar_id
            or self.ticket_id.team_id.resource_calendar_id
            or self.company_id.resource_calendar_id
        )


def _get_second(instant):
    return int(instant.replace(tzinfo=UTC).timestamp())
