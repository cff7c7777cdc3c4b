# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import SQL, email_normalize

INVITATION = "survey_invitation"


class CrmSurveyRequest(models.Model):
    """How invitations leave: by the outbox, once each."""

    _inherit = "crm.survey.request"

    # -------------------------------------------------------------------- hooks

    def _take_snapshot(self):
        """Hook: freeze what is true of these customers now, by few queries for all."""

    def _get_invitation_url(self):
        """Hook: return the address at which this request is answered."""
        self.ensure_one()
        return self.survey_id.get_base_url() + self.survey_id.get_start_url()

    def _get_answer_urls(self):
        """Hook: return ``[(value, label, url)]`` to answer the first question at once.

        Empty when that question has no scale.
        """
        self.ensure_one()
        return []

    def _get_first_question(self):
        """Return the question that an invitation asks at once."""
        self.ensure_one()
        return self.survey_id.question_ids[:1]

    def _get_unsubscribe_url(self):
        """Hook: return the address at which the person asks to be left alone."""
        self.ensure_one()
        return self._get_invitation_url()

    # -------------------------------------------------------------------- steps

    def _send(self, now):
        """Send those that wait; the budget has let them go.

        Portal requests are open from now on and nothing is mailed.

        :param datetime now: UTC
        :return: the requests that were sent
        """
        waiting = self._filter_state("planned", "deferred")
        for company, requests in waiting.grouped("company_id").items():
            requests.with_company(company)._send_together(now)
        return waiting.filtered("sent_at")

    def _send_together(self, now):
        unreachable = self.filtered(
            lambda request: (
                request.channel == "mail"
                and not email_normalize(request.partner_id.email)
            )
        )
        unreachable._drop("no_address")
        requests = self - unreachable
        requests._mark_sent(now)
        requests._take_snapshot()
        mailed = requests.filtered(lambda request: request.channel == "mail")
        self.env["crm.outbox"].sudo()._queue(
            INVITATION,
            [str(request.id) for request in mailed],
            self.env.ref("crm_survey.mail_template_invitation"),
            mailed,
            [request.partner_id for request in mailed],
        )

    def _mark_sent(self, now):
        """Write when these were sent, until when they can be answered, in one go."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_survey_request AS request
                   SET state = 'sent', reason = NULL, sent_at = %(now)s,
                       released_at = NULL, error = NULL, lang = contact.lang,
                       deadline = %(now)s::timestamp
                                  + make_interval(days => touchpoint.deadline_days),
                       next_reminder_at =
                           CASE WHEN touchpoint.reminder_count > 0
                                 AND request.channel = 'mail'
                                THEN %(now)s::timestamp
                                     + make_interval(days => touchpoint.reminder_days)
                            END
                  FROM crm_survey_request AS same
                  JOIN crm_survey_touchpoint AS touchpoint
                    ON touchpoint.id = same.touchpoint_id
                  LEFT JOIN res_partner AS contact ON contact.id = same.partner_id
                 WHERE same.id = request.id AND request.id = ANY(%(ids)s)
                """,
                now=now,
                ids=self.ids,
            )
        )
        self.invalidate_recordset()
