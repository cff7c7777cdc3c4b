# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common_answer import FeedbackPageMixin, SurveyAnswerCommon


@tagged("post_install", "-at_install")
class TestAnswerAnonymous(FeedbackPageMixin, SurveyAnswerCommon, HttpCase):
    """An anonymous answer is nobody's, in every table."""

    def setUp(self):
        super().setUp()
        self.survey.is_anonymous = True
        self.anyone = self.env["survey.user_input"].with_context(active_test=False)

    def answer(self, invited, value="9"):
        path = invited._get_invitation_path()
        page = self.open_path(path)
        self.assertIn("Your answer is anonymous", page.text_content())
        return self.send_form(path, page, value=value)

    def get_answers(self):
        return self.anyone.search([("survey_id", "=", self.survey.id)])

    def get_row(self, table, record_id):
        self.env.flush_all()
        self.env.cr.execute(f"SELECT * FROM {table} WHERE id = %s", [record_id])
        return self.env.cr.dictfetchone()

    def test_participation_knows_no_person(self):
        invited = self.invite()
        self.answer(invited)
        answer = self.get_answers()
        self.assertEqual((answer.state, answer.metric_class), ("done", "promoter"))
        row = self.get_row("survey_user_input", answer.id)
        for name in (
            *("partner_id", "email", "nickname", "request_id", "res_model"),
            *("res_id", "tier_id", "stage_id", "team_id", "profile_id"),
        ):
            self.assertFalse(row[name], name)
        score = self.env["crm.survey.score"].search([("user_input_id", "=", answer.id)])
        self.assertFalse(score.partner_id)
        self.assertFalse(answer.message_ids)

    def test_end_without_its_time_is_a_day_too(self):
        answer = self.start_answer()
        answer.write({"state": "done"})
        end = answer.end_datetime
        self.assertEqual((end.hour, end.minute, end.second), (0, 0, 0))

    def test_times_are_days_and_users_are_the_system(self):
        self.answer(self.invite())
        answer = self.get_answers()
        score = self.env["crm.survey.score"].search([("user_input_id", "=", answer.id)])
        for table, record in (
            ("survey_user_input", answer),
            ("survey_user_input_line", answer.user_input_line_ids),
            ("crm_survey_score", score),
        ):
            row = self.get_row(table, record.id)
            for name, value in row.items():
                if name.endswith("_uid"):
                    self.assertEqual(value, SUPERUSER_ID, f"{table}.{name}")
                elif hasattr(value, "hour") and name != "deadline":
                    time = value.time()
                    self.assertEqual(str(time), "00:00:00", f"{table}.{name}")

    def test_invitation_knows_only_that_and_on_which_day(self):
        invited = self.invite()
        self.answer(invited)
        self.assertEqual(invited.state, "answered")
        self.assertFalse(invited.user_input_ids)
        self.assertFalse(invited.next_reminder_at)
        row = self.get_row("crm_survey_request", invited.id)
        for name in ("answered_at", "opened_at", "write_date"):
            self.assertEqual(str(row[name].time()), "00:00:00", name)
        self.assertEqual(row["write_uid"], SUPERUSER_ID)

    def test_second_click_is_thanked_and_changes_nothing(self):
        invited = self.invite()
        self.answer(invited)
        page = self.open_path(invited._get_invitation_path())
        self.assertEqual(self.get_heading(page), "Thank you!")
        self.assertFalse(invited._vote(1))
        self.assertEqual(len(self.get_answers()), 1)

    def test_logged_in_customer_leaves_no_trace_either(self):
        user = new_test_user(self.env, "portal_ada", "base.group_portal")
        self.authenticate(user.login, user.login)
        survey = self.make_long_survey(is_anonymous=True)
        invited = self.invite(user.partner_id, touchpoint=self.make_touchpoint(survey))
        path = invited._get_invitation_path()
        response = self.send_form(path, self.open_path(path), value="2")
        page = self.open_path(response.headers["Location"])
        self.assertIn("Why?", page.text_content())
        answer = survey.user_input_ids
        self.assertEqual(answer.create_uid.id, SUPERUSER_ID)
        self.assertEqual(answer.write_uid.id, SUPERUSER_ID)
        self.assertEqual(answer.user_input_line_ids.create_uid.id, SUPERUSER_ID)
        self.assertFalse(answer.partner_id)

    def test_logged_in_customer_by_the_public_link(self):
        user = new_test_user(self.env, "portal_eve", "base.group_portal")
        self.authenticate(user.login, user.login)
        self.open_path(f"/survey/start/{self.survey.access_token}", 303)
        answer = self.get_answers()
        self.assertEqual(len(answer), 1)
        self.assertFalse(answer.partner_id or answer.email or answer.nickname)
        self.assertEqual(answer.create_uid.id, SUPERUSER_ID)

    def test_address_asked_for_is_not_kept_with_the_participation(self):
        question = self.make_question(
            question_type="char_box", save_as_email=True, validation_email=True
        )
        answer = self.start_answer(self.ada)
        answer._save_lines(question, "ada@example.com")
        self.assertFalse(answer.email or answer.partner_id)

    def test_tier_stays_only_among_enough_people(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "email": f"p{n}@example.com"} for n in range(6)]
        )
        requests = self.invite(partners)
        requests[:4].tier_id = self.low
        requests[4:].tier_id = self.high
        self.env.flush_all()
        requests[0]._vote(9)
        self.assertFalse(self.get_answers().tier_id)
        requests[4].tier_id = self.low
        self.env.flush_all()
        requests[1]._vote(9)
        self.assertEqual(self.get_answers().tier_id, self.low)

    def test_test_entry_of_a_colleague_is_not_anonymous(self):
        entry = self.survey._create_answer(user=self.survey_manager, test_entry=True)
        self.assertEqual(entry.partner_id, self.survey_manager.partner_id)

    def test_promise_cannot_be_changed_after_an_answer(self):
        self.survey.is_anonymous = False
        self.survey.is_anonymous = True
        self.answer(self.invite())
        with self.assertRaises(UserError):
            self.survey.is_anonymous = False
        named = self.make_survey("Named")
        self.make_answer(9, self.ada, named)
        with self.assertRaises(UserError):
            named.is_anonymous = True
        self.survey.is_anonymous = True  # as the form writes it: no change

    def test_what_needs_a_name_or_the_minute_cannot_be_anonymous(self):
        with self.assertRaises(ValidationError):
            self.survey.write({"is_time_limited": True, "time_limit": 5})
        with self.assertRaises(ValidationError):
            self.survey.survey_type = "live_session"

    def test_other_surveys_keep_what_they_kept(self):
        named = self.make_survey("Named")
        invited = self.invite(touchpoint=self.make_touchpoint(named))
        before = fields.Datetime.now()
        answer = invited._vote(9)
        self.assertEqual(answer.partner_id, self.ada)
        self.assertGreaterEqual(answer.completed_at, before)
