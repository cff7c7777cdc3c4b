# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

OPEN_STATES = ("sent", "bounced")


class CrmSurveyRequest(models.Model):
    """How a request is answered: once, by whoever holds its link."""

    _inherit = "crm.survey.request"

    # ------------------------------------------------------------------- steps

    def _get_page_state(self):
        """Return what the public page has to show, as a word.

        ``"open"``: the first question; ``"begun"``: it is answered in part;
        ``"answered"``; ``"late"``: after the deadline; ``"closed"``: withdrawn, or the
        survey takes no answers.
        """
        self.ensure_one()
        answer = self.user_input_ids
        if self.state == "answered" or answer.state == "done":
            return "answered"
        late = self.deadline and self.deadline < fields.Datetime.now()
        if late or self.state == "expired":
            return "late"
        survey = self.survey_id
        if self.state not in OPEN_STATES or not survey.active:
            return "closed"
        if not survey.question_ids:
            return "closed"
        return "begun" if answer else "open"

    def _mark_opened(self):
        """Note that somebody looked; anonymous surveys keep the day only."""
        for request in self.filtered(lambda request: not request.opened_at):
            request._touch()

    def _start_answer(self):
        """Return the one participation of this request, on sudo.

        The first call makes it, with what was frozen at sending. Whoever comes at the
        same time waits for the first one and finds its participation. An anonymous
        one can't be found again: the request is closed at once, and later calls
        return an empty record.

        :raise UserError: the survey takes no answers
        """
        self.ensure_one()
        request = self.sudo()
        request._touch()
        if request.user_input_ids or request.state == "answered":
            return request.user_input_ids
        answer = request.survey_id._create_answer(
            partner=request.partner_id,
            check_attempts=False,
            **request._prepare_answer_values(),
        )
        if request.survey_id.is_anonymous:
            request._on_answered(answer.browse())
        return answer

    def _vote(self, value=None):
        """Begin, with ``value`` as the answer to the first question if there is one.

        A second vote changes nothing.

        :param value: a number on the scale of the first question, or None
        :return: the participation, see ``_start_answer``
        :raise ValueError: ``value`` is not on the scale
        """
        question = self.survey_id._get_one_click_question()
        if value is not None and value not in question._get_scale_numbers():
            raise ValueError(value)
        answer = self._start_answer()
        if answer.state == "new":
            answer._vote(question, value)
        return answer

    def _on_answered(self, user_input):
        """Keep of an anonymous answer only the day on which there was one."""
        result = super()._on_answered(user_input)
        self.filtered("survey_id.is_anonymous")._blur_answer()
        return result

    @api.model
    def _expire_overdue(self, now):
        """Count answers in part first: their requests are answered, not expired."""
        self.env["survey.user_input"]._end_begun(now)
        return super()._expire_overdue(now)

    def _blur_answer(self):
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_survey_request
                   SET answered_at = date_trunc('day', answered_at),
                       opened_at = date_trunc('day', opened_at),
                       write_date = date_trunc('day', write_date),
                       write_uid = %s
                 WHERE id = ANY(%s)
                """,
                SUPERUSER_ID,
                self.ids,
            )
        )
        self.invalidate_recordset()

    def _touch(self):
        """Write the row, so that those who come together come one after another.

        The second of two transactions fails to serialise and is repeated; it then sees
        what the first one did.
        """
        self.ensure_one()
        self.flush_recordset()
        now = fields.Datetime.now()
        if self.survey_id.is_anonymous:
            now = now.replace(hour=0, minute=0, second=0)
        self.env.cr.execute(
            SQL(
                """UPDATE crm_survey_request
                      SET opened_at = COALESCE(opened_at, %s) WHERE id = %s""",
                now,
                self.id,
            )
        )
        self.invalidate_recordset(["opened_at"])

    def _prepare_answer_values(self):
        """Return the values of the participation besides the person."""
        self.ensure_one()
        return {
            "request_id": self.id,
            "touchpoint_id": self.touchpoint_id.id,
            "company_id": self.company_id.id,
            "channel": self.channel,
            "tier_id": self.tier_id.id,
            "stage_id": self.stage_id.id,
            "team_id": self.team_id.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "deadline": self.deadline,
            "lang_id": self.env["res.lang"]._get_data(code=self.lang).id,
            "is_session_answer": False,  # also while the survey is run live
            "state": "new",
        }

    def _opt_out(self):
        """Leave this person alone from now on; nothing that waits is reminded of."""
        partner = self.sudo().partner_id
        if not partner:
            return
        partner._refuse_surveys(
            self.env._(
                "Stop page of the invitation to “%s”", self.sudo().survey_id.title
            )
        )
        reminded = self.sudo().search(
            [("partner_id", "=", partner.id), ("next_reminder_at", "!=", False)]
        )
        reminded.next_reminder_at = False

    # ------------------------------------------------------------------ portal

    def _get_portal_domain(self, partner):
        """Return the domain of the invitations that ``partner`` can answer now."""
        return [
            ("partner_id", "=", partner.id),
            ("state", "in", OPEN_STATES),  # also who the mail did not reach
            ("survey_id.active", "=", True),
            "|",
            ("deadline", "=", False),
            ("deadline", ">=", fields.Datetime.now()),
        ]
