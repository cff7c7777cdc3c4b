# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from .common_answer import FeedbackPageMixin, SurveyAnswerCommon


@tagged("post_install", "-at_install")
class TestAnswerOnce(FeedbackPageMixin, SurveyAnswerCommon, HttpCase):
    """One invitation is one counted answer, whatever people and pages do."""

    def answer(self, invited, value):
        path = invited._get_invitation_path()
        self.send_form(path, self.open_path(path), value=str(value))
        return invited.user_input_ids

    def count(self):
        self.env.invalidate_all()
        return self.env["survey.user_input"].search_count(
            [("survey_id", "=", self.survey.id)]
        )

    def test_second_vote_changes_nothing_and_is_thanked(self):
        invited = self.invite()
        path = invited._get_invitation_path()
        two_tabs = [self.open_path(path), self.open_path(path)]
        self.send_form(path, two_tabs[0], value="9")
        before = invited.user_input_ids.read()
        response = self.send_form(path, two_tabs[1], 200, value="0")
        self.assertIn("Thank you!", response.text)
        self.assertEqual(invited.user_input_ids.read(), before)
        self.assertEqual(self.count(), 1)

    def test_forwarded_link_is_the_same_invitation(self):
        invited = self.invite()
        self.answer(invited, 9)
        self.authenticate("survey_user", "survey_user")
        page = self.open_path(f"{invited._get_invitation_path()}?value=0")
        self.assertEqual(self.get_heading(page), "Thank you!")
        self.assertEqual(self.count(), 1)

    def test_starting_again_by_code_is_the_same_participation(self):
        invited = self.invite()
        first = invited._start_answer()
        self.assertEqual(invited._start_answer(), first)
        invited._vote(9)
        invited._vote(2)
        self.assertEqual(first.user_input_line_ids.value_scale, 9)
        self.assertEqual(self.count(), 1)

    def test_retry_gives_no_second_try(self):
        self.survey.write({"is_attempts_limited": True, "attempts_limit": 5})
        answer = self.answer(self.invite(), 9)
        self.env.flush_all()
        token = self.survey.access_token
        response = self.url_open(f"/survey/retry/{token}/{answer.access_token}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.count(), 1)

    def test_retry_of_who_was_not_invited_is_as_in_core(self):
        answer = self.make_answer(9)
        self.env.flush_all()
        token = self.survey.access_token
        self.url_open(f"/survey/retry/{token}/{answer.access_token}")
        self.assertEqual(self.count(), 2)

    def test_mail_of_core_sent_again_does_not_open_what_is_done(self):
        answer = self.answer(self.invite(), 9)
        wizard = self.env["survey.invite"].create(
            {
                "survey_id": self.survey.id,
                "existing_mode": "resend",
                "partner_ids": self.ada.ids,
            }
        )
        self.assertEqual(wizard._prepare_answers(self.ada, []), answer)
        before = answer.read()
        self.env.flush_all()
        self.url_open(answer.get_start_url())
        self.env.invalidate_all()
        self.assertEqual(answer.read(), before)
        self.assertEqual(self.count(), 1)

    def test_live_session_takes_no_invited_answer_along(self):
        invited = self.invite()
        self.survey.write(
            {
                "session_state": "in_progress",
                "session_start_time": fields.Datetime.now(),
            }
        )
        answer = invited._start_answer()
        self.assertFalse(answer.is_session_answer)
        self.survey.with_user(self.survey_user).action_end_session()
        self.assertEqual(answer.state, "new")
        invited._vote(9)
        self.assertEqual((answer.state, answer.metric_class), ("done", "promoter"))

    def test_survey_of_the_invited_is_started_by_nobody_else(self):
        """A public link makes an answer without invitation; once closed, none."""
        invited = self.invite()
        path = f"/survey/start/{self.survey.access_token}"
        self.assertTrue(self.touchpoint.is_survey_open)
        self.env.flush_all()
        self.url_open(path)
        self.assertEqual(self.count(), 1)
        self.touchpoint.action_close_survey()
        self.assertEqual(self.survey.access_mode, "token")
        self.assertFalse(self.touchpoint.is_survey_open)
        self.opener.cookies.clear()
        self.env.flush_all()
        self.url_open(path)
        self.assertEqual(self.count(), 1)
        answer = self.answer(invited, 9)
        self.assertEqual((answer.state, answer.request_id), ("done", invited))
        self.assertEqual(self.count(), 2)

    def test_end_that_is_written_without_its_time_counts_as_of_now(self):
        now = datetime(2026, 3, 10, 12)
        for way in ("write", "import"):
            invited = self.invite(documents=self.make_ticket(self.ada))
            answer = invited._start_answer().with_user(self.survey_manager)
            answer.sudo()._save_lines(self.survey.question_ids, "9")
            with self.subTest(way=way), freeze_time(now):
                if way == "write":
                    answer.write({"state": "done"})
                else:
                    self.load_end(answer)
                self.assertEqual(
                    (answer.state, answer.end_datetime, answer.completed_at),
                    ("done", now, now),
                )
                self.assertEqual(answer.metric_class, "promoter")
                self.assertEqual(invited.state, "answered")

    def load_end(self, answer):
        """Import the end as a file of two columns would."""
        result = answer.load([".id", "state"], [[str(answer.id), "Completed"]])
        self.assertEqual(result["ids"], answer.ids, result["messages"])

    def test_page_that_shows_the_click_may_change_it_until_its_end(self):
        survey = self.make_long_survey("one_page")
        invited = self.invite(touchpoint=self.make_touchpoint(survey))
        answer = self.answer(invited, 3)
        first, second = survey.question_ids
        answer._save_lines(first, "4", overwrite_existing=False)
        answer._save_lines(second, "Slow", overwrite_existing=False)
        answer._mark_done()
        self.assertEqual(answer.metric_class, "detractor")
        self.assertEqual(answer.user_input_line_ids.mapped("value_scale"), [4, 0])
        self.assertEqual(invited.state, "answered")

    def test_merged_contacts_keep_one_open_invitation(self):
        double = self.make_partner("Ada L.", email="al@example.com")
        ticket = self.make_ticket(self.ada)
        mine, other = self.invite(self.ada, ticket), self.invite(double, ticket)
        self.merge(double)
        self.assertEqual((mine.state, other.state), ("sent", "cancelled"))
        self.assertEqual((mine | other).partner_id, self.ada)
        self.assertEqual(self.touchpoint._request(self.ada, ticket), mine)

    def test_answered_invitation_of_a_merged_contact_stays(self):
        double = self.make_partner("Ada L.", email="al@example.com")
        mine, other = self.invite(self.ada), self.invite(double)
        answer = self.answer(other, 9)
        keys = {mine.key, other.key}
        self.merge(double)
        self.assertEqual((mine.state, other.state), ("cancelled", "answered"))
        self.assertEqual(other.key.rpartition("|")[2], str(self.ada.id))
        self.assertEqual({mine.key, other.key}, keys)
        self.assertEqual(self.touchpoint._request(self.ada), other)
        self.assertEqual(answer.partner_id, self.ada)
        self.assertEqual(self.count(), 1)

    def test_merged_contact_who_alone_was_asked_is_not_asked_again(self):
        double = self.make_partner("Ada L.", email="al@example.com")
        other = self.invite(double)
        self.merge(double)
        self.assertEqual(self.touchpoint._request(self.ada), other)

    def merge(self, double):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ada | double).ids, self.ada)
        self.env.invalidate_all()

    def test_nobody_rewrites_what_was_frozen(self):
        answer = self.answer(self.invite(), 9)
        for name in ("request_id", "touchpoint_id", "stage_id", "team_id", "channel"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                answer.with_user(self.survey_manager).write({name: False})
