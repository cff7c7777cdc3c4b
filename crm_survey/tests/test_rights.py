# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestRights(SurveyMetricCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.partner = cls.make_partner("Ada")
        cls.make_invoice(cls.partner, "2026-03-02", 100.0)
        cls.run_night("2026-03-31")
        cls.answer = cls.make_answer(9, cls.partner, at="2026-04-01 10:00:00")
        cls.run_night("2026-04-02")

    def test_survey_users_see_class_score_and_tier(self):
        for user in (self.survey_user, self.survey_manager):
            (values,) = self.answer.with_user(user).web_read(
                {
                    "metric_class": {},
                    "metric_score": {},
                    "tier_id": {"fields": {"display_name": {}, "color": {}}},
                    "company_id": {"fields": {"display_name": {}}},
                }
            )
            self.assertEqual(values["metric_class"], "promoter")
            self.assertEqual(values["metric_score"], 90.0)
            self.assertTrue(values["tier_id"]["display_name"])

    def test_survey_users_of_another_company_open_the_answer_without_an_error(self):
        other = self.make_company("Other company")
        user = self.make_user(
            "other_survey_user",
            "base.group_user,survey.group_survey_user",
            company=other,
        )
        answer = self.answer.with_user(user)
        answer = answer.with_context(allowed_company_ids=other.ids)
        (values,) = answer.web_read(
            {
                "metric_class": {},
                "tier_id": {"fields": {"display_name": {}, "color": {}}},
                "company_id": {"fields": {"display_name": {}}},
            }
        )
        self.assertEqual(values["metric_class"], "promoter")

    def test_survey_users_see_no_profile_figures(self):
        profile = self.profile_of(self.partner).with_user(self.survey_user)
        with self.assertRaises(AccessError):
            profile.read(["satisfaction"])
        form = Form(self.answer.with_user(self.survey_user))
        self.assertNotIn("profile_id", form._view["fields"])

    def test_survey_users_group_answers_by_tier(self):
        groups = (
            self.env["survey.user_input"]
            .with_user(self.survey_user)
            .formatted_read_group(
                [("id", "=", self.answer.id)], ["tier_id"], ["metric_score:sum"]
            )
        )
        self.assertEqual([group["metric_score:sum"] for group in groups], [90.0])

    def test_survey_forms_open_for_survey_users(self):
        for user in (self.survey_user, self.survey_manager):
            for record in (self.survey, self.question, self.answer):
                form = Form(record.with_user(user))
                self.assertEqual(form.record, record)

    def test_lifecycle_users_see_the_profile_columns(self):
        profile = self.profile_of(self.partner).with_user(self.user)
        self.assertEqual((profile.satisfaction, profile.answer_count), (90.0, 1))
        Form(profile)

    def test_lifecycle_users_do_not_see_answers(self):
        with self.assertRaises(AccessError):
            self.answer.with_user(self.user).read(["metric_class"])
        with self.assertRaises(AccessError):
            self.survey.with_user(self.user).read(["nps"])
        with self.assertRaises(AccessError):
            self.partner.with_user(self.user).read(["survey_satisfaction"])

    def test_contact_form_opens_for_both(self):
        for user in (self.user, self.survey_user):
            form = Form(self.partner.with_user(user))
            self.assertEqual(form.name, self.partner.name)

    def test_nobody_rewrites_what_the_completion_recorded(self):
        other = self.make_company("Other company")
        forged = {
            "metric_score": 0.0,
            "metric_class": "detractor",
            "completed_at": "2020-01-01 00:00:00",
            "tier_id": self.high.id,
            "profile_id": False,
            "company_id": other.id,
        }
        fields_read = list(forged)
        before = self.answer.read(fields_read)
        for user in (self.survey_user, self.survey_manager):
            answer = self.answer.with_user(user)
            for name, value in forged.items():
                with self.subTest(user=user.login, field=name):
                    with self.assertRaises(AccessError):
                        answer.write({name: value})
                    with self.assertRaises(AccessError):
                        answer.create({"survey_id": self.survey.id, name: value})
        self.assertEqual(self.answer.read(fields_read), before)

    def test_survey_user_still_writes_what_core_allows(self):
        answer = self.answer.with_user(self.survey_user)
        answer.write({"partner_id": self.make_partner("Grace").id})
        self.assertEqual(answer.partner_id.name, "Grace")
        self.assertEqual(answer.metric_class, "promoter")

    def test_survey_user_completes_without_rights_on_profiles(self):
        answer = self.start_answer(self.partner)
        answer._save_lines(self.question, 9)
        answer.with_user(self.survey_user)._mark_done()
        self.assertEqual(answer.tier_id, self.profile_of(self.partner).tier_id)

    def test_restricted_survey_shows_its_figures_to_its_people_only(self):
        self.survey.restrict_user_ids = self.survey_manager
        self.survey.user_id = self.survey_manager
        stranger = self.partner.with_user(self.survey_user)
        self.assertEqual(stranger.survey_answer_count, 0)
        insider = self.partner.with_user(self.survey_manager)
        self.assertEqual(insider.survey_answer_count, 1)
