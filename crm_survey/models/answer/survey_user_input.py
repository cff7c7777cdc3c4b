# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ASKED_FIELDS = frozenset(
    ("request_id", "touchpoint_id", "stage_id", "team_id", "channel", "res_model")
    + ("res_id",)
)


class SurveyUserInput(models.Model):
    """A participation keeps its invitation and the customer as it was when asked."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "crm.survey.asked.mixin"]

    request_id = fields.Many2one(
        "crm.survey.request",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    touchpoint_id = fields.Many2one(index="btree_not_null")
    stage_id = fields.Many2one(index="btree_not_null")
    team_id = fields.Many2one(index="btree_not_null")
    res_model = fields.Char("Document model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True, copy=False
    )
    credit_ids = fields.One2many(related="request_id.credit_ids", string="Handlers")

    _request = models.UniqueIndex(
        "(request_id) WHERE request_id IS NOT NULL",
        "An invitation is answered once.",
    )

    # ------------------------------------------------------------------- CRUD

    def write(self, vals):
        """Let the end of a live session end its own participations only.

        Core writes the state of everybody's, also of who was invited elsewhere and has
        not answered yet.
        """
        invited = self.browse()
        if self._is_session_end(vals):
            invited = self.filtered(
                lambda answer: answer.touchpoint_id and not answer.is_session_answer
            )
        return super(SurveyUserInput, self - invited).write(vals)

    @api.model
    def _is_session_end(self, vals):
        """Tell whether ``vals`` are what the end of a live session writes."""
        is_end = vals.get("state") == "done" and "end_datetime" not in vals
        return is_end and bool(self.env.context.get("is_survey_session_end"))

    def _has_field_access(self, field, operation):
        """Nobody edits what was frozen when the survey was sent."""
        if operation == "write" and field.name in ASKED_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    # ------------------------------------------------------------------ steps

    def _on_completed(self):
        """Close the requests that are answered."""
        result = super()._on_completed()
        for answer in self.filtered("request_id"):
            answer.request_id._on_answered(answer)
        return result

    def _vote(self, question, value):
        """Begin, keep the answer to the first question; end if there is no other."""
        self.ensure_one()
        self._mark_in_progress()
        if value is None:
            return
        self._save_lines(question, str(value))
        left = self.predefined_question_ids - question
        if not left - self._get_inactive_conditional_questions():
            self._mark_done()
        elif self.survey_id.questions_layout == "page_per_question":
            self.last_displayed_page_id = question

    @api.model
    def _end_begun(self, now):
        """Count what was answered in part when the time of the survey is over.

        Who has answered the first question has said something, also without the rest.

        :param datetime now: UTC
        """
        begun = self.sudo().search(
            [
                ("touchpoint_id", "!=", False),
                ("state", "=", "in_progress"),
                ("deadline", "<=", now),
                ("user_input_line_ids.skipped", "=", False),
            ]
        )
        begun._mark_done()

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Let the page that shows the answer of the click change it, until its end."""
        shown_again = (
            self.touchpoint_id
            and self.survey_id.questions_layout != "page_per_question"
            and question == self.survey_id._get_one_click_question()
        )
        return super()._save_lines(
            question, answer, comment, overwrite_existing or bool(shown_again)
        )

    def _get_line_answer_values(self, question, answer, answer_type):
        """Refuse the choice of another question, also when code gives it."""
        values = super()._get_line_answer_values(question, answer, answer_type)
        chosen = values.get("suggested_answer_id")
        if chosen and chosen not in question.suggested_answer_ids.ids:
            raise ValidationError(
                self.env._("This choice does not belong to the question.")
            )
        return values

    def _get_continue_path(self):
        """Return the path of the survey application's page of this participation."""
        self.ensure_one()
        path = f"/survey/{self.survey_id.access_token}/{self.access_token}"
        pages = self.env["ir.http"]
        if self.lang_id.code in (False, pages._get_default_lang().code):
            return path
        return pages._url_for(path, self.lang_id.code)

    # ------------------------------------------------------------------ portal

    def _get_portal_domain(self, partner):
        """Return the domain of the answers that ``partner`` gave under its name."""
        return [
            ("partner_id", "=", partner.id),
            ("state", "=", "done"),
            ("test_entry", "=", False),
        ]
