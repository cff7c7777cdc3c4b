# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestCompany(SurveyMetricCommon):
    """A survey has no company: each answer finds the one whose customer answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Other company")
        cls.partner = cls.make_partner("Ada")
        for company in (cls.company, cls.other):
            cls.make_policy(company=company)
            cls.make_invoice(cls.partner, "2026-03-02", 100.0, company=company)
            cls.run_night("2026-03-31", company=company)
        responsible = cls.make_responsible(cls.other)
        cls.other_survey = cls.make_survey("Elsewhere", user_id=responsible.id)

    def test_answer_belongs_to_the_company_of_the_responsible(self):
        answer = self.make_answer(9, self.partner, self.other_survey)
        self.assertEqual(answer.company_id, self.other)
        self.assertEqual(answer.profile_id, self.profile_of(self.partner, self.other))
        answer = self.make_answer(9, self.partner)
        self.assertEqual(answer.company_id, self.company)
        self.assertEqual(answer.profile_id, self.profile_of(self.partner))

    def test_contact_of_one_company_answers_for_that_company(self):
        partner = self.make_partner("Own", company_id=self.company.id)
        answer = self.make_answer(9, partner, self.other_survey)
        self.assertEqual(answer.company_id, self.company)

    def test_survey_without_responsible_belongs_to_the_current_company(self):
        survey = self.make_survey("Nobody's", user_id=False)
        self.assertEqual(self.make_answer(9, survey=survey).company_id, self.company)

    def test_responsible_who_moves_takes_no_answers_along(self):
        answer = self.make_answer(9, self.partner)
        self.survey.user_id = self.other_survey.user_id
        self.assertEqual(answer.company_id, self.company)

    def test_each_company_sees_its_own_satisfaction(self):
        self.make_answer(10, self.partner, at="2026-04-01 10:00:00")
        self.make_answer(2, self.partner, self.other_survey, at="2026-04-01 10:00:00")
        for company in (self.company, self.other):
            self.run_night("2026-04-02", company=company)
        profiles = self.profiles.search([("partner_id", "=", self.partner.id)])
        self.assert_table(
            profiles,
            ("company_id", "satisfaction", "answer_count"),
            [
                ("Lifecycle test company", 100.0, 1),
                ("Other company", 20.0, 1),
            ],
        )
