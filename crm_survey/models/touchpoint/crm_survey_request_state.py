# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

WAITING = ("planned", "deferred")


class CrmSurveyRequest(models.Model):
    """The steps of a request; only they write its state."""

    _inherit = "crm.survey.request"

    def _defer(self, reason, look_at):
        """Let those that wait go on waiting for ``reason``, until ``look_at``."""
        self._filter_state(*WAITING).write(
            {"state": "deferred", "reason": reason, "look_at": look_at}
        )

    def _drop(self, reason):
        """Give up those that wait."""
        self._filter_state(*WAITING).write({"state": "dropped", "reason": reason})

    def _cancel(self):
        """Ask no more: a person decided so. Mail that waits does not leave."""
        open_ones = self._filter_state(*WAITING, "sent")
        open_ones.write({"state": "cancelled", "next_reminder_at": False})

    def _expire(self):
        """Close invitations that nobody answered in time."""
        self._filter_state("sent").write(
            {"state": "expired", "next_reminder_at": False}
        )

    def _mark_bounced(self):
        """Note that the invitation did not reach its contact."""
        self._filter_state("sent").write(
            {"state": "bounced", "next_reminder_at": False}
        )

    def _follow_outbox(self, row):
        """Follow what became of the invitation's mail, a ``crm.outbox`` row."""
        if row.state == "failed":
            self._mark_bounced()
            self.sudo().error = row.error
        elif row.state == "sent":
            self._filter_state("bounced").write({"state": "sent", "error": False})

    def _on_answered(self, user_input):
        """Close the request by its answer; reminders stop.

        :param user_input: the ``survey.user_input`` that answers it
        """
        for request in self.filtered(lambda request: request.state != "answered"):
            request.write(
                {
                    "state": "answered",
                    "reason": False,
                    "answered_at": user_input.end_datetime or fields.Datetime.now(),
                    "next_reminder_at": False,
                }
            )

    def _filter_state(self, *states):
        return self.sudo().filtered(lambda request: request.state in states)
