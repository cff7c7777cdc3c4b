# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

REMINDER = "survey_reminder"


class CrmSurveyRequest(models.Model):
    """What happens to invitations that are out: reminders, each once, and the end."""

    _inherit = "crm.survey.request"

    @api.model
    def _get_reminder_domain(self, now):
        return [("state", "=", "sent"), ("next_reminder_at", "<=", now)]

    def _remind(self, now):
        """Queue the reminder that is due, and say when the next one is.

        Whoever does not want to be asked any more is not reminded.
        """
        for company, requests in self.grouped("company_id").items():
            willing = requests.filtered(
                lambda request: (
                    not request.partner_id.is_survey_opt_out
                    and request.partner_id.active
                    and not request.partner_id.is_blacklisted
                )
            )
            (requests - willing).next_reminder_at = False
            for request in willing:
                request._count_reminder(now)
            self.env["crm.outbox"].with_company(company).sudo()._queue(
                REMINDER,
                [f"{request.id}|{request.reminder_count}" for request in willing],
                self.env.ref("crm_survey.mail_template_reminder"),
                willing,
                [request.partner_id for request in willing],
            )

    def _count_reminder(self, now):
        self.reminder_count += 1
        touchpoint = self.touchpoint_id
        after = now + timedelta(days=touchpoint.reminder_days)
        is_last = self.reminder_count >= touchpoint.reminder_count
        ends_before = self.deadline and after >= self.deadline
        self.next_reminder_at = False if is_last or ends_before else after

    @api.model
    def _expire_overdue(self, now):
        """Close all invitations whose time is over, in one statement.

        By the index ``crm_survey_request__open``.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_survey_request
                   SET state = 'expired', next_reminder_at = NULL
                 WHERE state = 'sent' AND deadline <= %s
                """,
                now,
            )
        )
        self.env["crm.survey.request"].invalidate_model()
