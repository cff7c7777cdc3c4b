# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


class CrmSurveySheet(models.AbstractModel):
    """The tables of the workbook of answers: plain values, nothing stored.

    A table is as in ``crm.value.sheet``. The first one tells the scores, with how sure
    they are; then comes one for each survey, with a column for each question. Where a
    survey is anonymous, nothing in it names a person, and of times only the day.
    """

    _name = "crm.survey.sheet"
    _description = "Tables of survey answers"

    @api.model
    def _get_tables(self, surveys, company, start, end):
        """Return the tables of these surveys.

        :param date start: first day of the answers, in UTC
        :param date end: the last day
        :raise AccessError: the reader may not read answers
        """
        sheets = self.with_context(allowed_company_ids=company.ids)
        period = (
            datetime.combine(start, time()),
            datetime.combine(end + timedelta(days=1), time()),
        )
        return [
            sheets._get_score_table(surveys, company, period),
            *(
                sheets._get_answer_table(survey, company, period, number)
                for number, survey in enumerate(surveys, start=1)
            ),
        ]

    @api.model
    def _get_domain(self, surveys, company, period):
        start, end = period
        return (
            Domain("survey_id", "in", surveys.ids)
            & Domain("company_id", "in", [*company.ids, False])
            & Domain("completed_at", ">=", start)
            & Domain("completed_at", "<", end)
        )

    # ---------------------------------------------------------------- scores

    @api.model
    def _get_score_table(self, surveys, company, period):
        return {
            "name": self.env._("Scores"),
            "title": self.env._("Scores of the questions, with 95 % intervals"),
            "columns": [
                (self.env._("Survey"), "text"),
                (self.env._("Question"), "text"),
                (self.env._("Metric"), "text"),
                (self.env._("Answers"), "integer"),
                (self.env._("Figure"), "figure"),
                (self.env._("At least"), "figure"),
                (self.env._("At most"), "figure"),
                (self.env._("Note"), "text"),
            ],
            "rows": self._get_score_rows(surveys, company, period),
        }

    @api.model
    def _get_score_rows(self, surveys, company, period):
        insight, scores = self.env["crm.survey.insight"], self.env["crm.survey.score"]
        metrics = dict(scores._fields["metric"]._description_selection(self.env))
        domain = self._get_domain(surveys, company, period)
        rows = []
        for survey, question, metric in scores._read_group(
            domain, ["survey_id", "question_id", "metric"]
        ):
            asked = domain & Domain("survey_id", "=", survey.id)
            asked &= Domain("question_id", "=", question.id)
            asked &= Domain("metric", "=", metric)
            answers = insight._read_answers(asked, None)[False]
            row = insight._prepare_row("", "", insight._estimate(metric, answers))
            note = self.env._("Too few answers to say") if row["is_small"] else ""
            figures = [row["value"], row["low"], row["high"]]
            names = [survey.title, question.title or "", metrics[metric]]
            rows.append([*names, row["count"], *figures, note])
        return rows

    # --------------------------------------------------------------- answers

    @api.model
    def _get_answer_table(self, survey, company, period, number):
        questions = survey.question_ids
        names = [] if survey.is_anonymous else self._get_name_columns()
        answers = self.env["survey.user_input"].search(
            self._get_domain(survey, company, period)
            & Domain("state", "=", "done")
            & Domain("test_entry", "=", False),
            order="completed_at, id",
        )
        return {
            "name": f"{number} {survey.title.translate(FORBIDDEN)}"[:31],
            "title": survey.title,
            "columns": [
                (self.env._("Day"), "text"),
                *names,
                *self._get_asked_columns(),
                *((question.title, "text") for question in questions),
            ],
            "rows": [
                self._get_answer_row(answer, questions, bool(names))
                for answer in answers
            ],
        }

    @api.model
    def _get_name_columns(self):
        return [(self.env._("Customer"), "text"), (self.env._("Contact"), "text")]

    @api.model
    def _get_asked_columns(self):
        return [
            (self.env._("Value tier"), "text"),
            (self.env._("Lifecycle stage"), "text"),
            (self.env._("Team"), "text"),
            (self.env._("Touchpoint"), "text"),
            (self.env._("Class"), "text"),
            (self.env._("Score (0–100)"), "figure"),
        ]

    @api.model
    def _get_answer_row(self, answer, questions, has_names):
        classes = dict(answer._fields["metric_class"]._description_selection(self.env))
        asked = answer.sudo()  # names of records that a reader of answers may lack
        contact = asked.partner_id
        names = [contact.commercial_partner_id.name, contact.name or asked.email]
        lines = answer.user_input_line_ids.grouped("question_id")
        return [
            fields.Date.to_string(answer.completed_at),
            *(names if has_names else []),
            asked.tier_id.name,
            asked.stage_id.display_name,
            asked.team_id.name,
            asked.touchpoint_id.name,
            classes.get(answer.metric_class),
            answer.metric_score if answer.metric_class else None,
            *(self._get_answer_text(lines.get(question)) for question in questions),
        ]

    @api.model
    def _get_answer_text(self, lines):
        """Return the whole answer to a question as one text, "" when skipped."""
        return "; ".join(
            str(line.value_text_box or line.display_name)
            for line in lines or ()
            if not line.skipped
        )
