# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

SMALL_GROUP = 5
PERSON_FIELDS = ("partner_id", "email", "nickname", "request_id", "res_model", "res_id")
QUIET = {"tracking_disable": True, "mail_create_nolog": True}
BLURRED_TABLES = (
    ("survey_user_input", "id"),
    ("survey_user_input_line", "user_input_id"),
    ("crm_survey_score", "user_input_id"),
)


class SurveyUserInput(models.Model):
    """What a participation of an anonymous survey does not keep.

    No person, no invitation, no user, and of times only the day. Tier, stage and team
    stay only where the survey was sent to a group of some size. What a dump still
    shows: on which days answers came, their order, and that an invitation of a day
    with one single answer is that answer's.
    """

    _inherit = "survey.user_input"

    @api.model_create_multi
    def create(self, vals_list):
        surveys = self.env["survey.survey"].browse(
            vals["survey_id"] for vals in vals_list if vals.get("survey_id")
        )
        if not any(survey.is_anonymous for survey in surveys):
            return super().create(vals_list)
        answers = self.browse()
        for vals in vals_list:
            survey = surveys.browse(vals.get("survey_id"))
            maker = self
            if survey.is_anonymous and not vals.get("test_entry"):
                maker = self.with_user(SUPERUSER_ID).with_context(**QUIET)
                vals = maker._prepare_anonymous(vals, survey)
            answers += super(SurveyUserInput, maker).create([vals])
        answers._filter_anonymous()._blur_at_commit()
        return answers

    def write(self, vals):
        anonymous = self._filter_anonymous()
        if not anonymous:
            return super().write(vals)
        super(SurveyUserInput, self - anonymous).write(vals)
        anonymous = anonymous.with_context(**QUIET)
        vals = anonymous._prepare_anonymous(vals)
        result = super(SurveyUserInput, anonymous).write(vals)
        anonymous._blur_at_commit()
        return result

    def _notify_new_participation_subscribers(self):
        """A message would keep the minute."""
        return super(
            SurveyUserInput, self - self._filter_anonymous()
        )._notify_new_participation_subscribers()

    def _filter_anonymous(self):
        return self.filtered(
            lambda answer: answer.survey_id.is_anonymous and not answer.test_entry
        )

    def _prepare_anonymous(self, vals, survey=None):
        """Return ``vals`` without persons, with days for times.

        :param survey: the survey of a new participation, else None
        """
        vals = {
            name: self._get_day(name, value)
            for name, value in vals.items()
            if name not in PERSON_FIELDS
        }
        if survey and not self._is_large_group(survey, vals):
            vals |= dict.fromkeys(("tier_id", "stage_id", "team_id"), False)
        return vals

    def _get_day(self, name, value):
        """Return the midnight (UTC) before an instant; other values as they are."""
        if not value or self._fields[name].type != "datetime" or name == "deadline":
            return value
        instant = fields.Datetime.to_datetime(value)
        return instant.replace(hour=0, minute=0, second=0, microsecond=0)

    def _is_large_group(self, survey, vals):
        """Tell whether enough people like this one were asked to hide among."""
        same = [
            (name, "=", vals.get(name) or False)
            for name in ("tier_id", "stage_id", "team_id")
        ]
        asked = [("survey_id", "=", survey.id), ("sent_at", "!=", False), *same]
        requests = self.env["crm.survey.request"].sudo()
        return requests.search_count(asked, limit=SMALL_GROUP) >= SMALL_GROUP

    def _blur_at_commit(self):
        """Cut what the ORM notes of times and users, when the transaction ends."""
        if not self:
            return
        ids = self.env.cr.precommit.data.setdefault("crm_survey.blur", set())
        if not ids:
            self.env.cr.precommit.add(self.sudo()._blur)
        ids.update(self.ids)

    def _blur(self):
        ids = list(self.env.cr.precommit.data.pop("crm_survey.blur", ()))
        for table, column in BLURRED_TABLES:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s
                       SET create_date = date_trunc('day', create_date),
                           write_date = date_trunc('day', write_date),
                           create_uid = %(uid)s, write_uid = %(uid)s
                     WHERE %(column)s = ANY(%(ids)s)
                    """,
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    uid=SUPERUSER_ID,
                    ids=ids,
                )
            )
        self.invalidate_model(["create_date", "write_date", "create_uid", "write_uid"])
