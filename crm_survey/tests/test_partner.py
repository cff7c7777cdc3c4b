# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestPartner(SurveyMetricCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.make_partner("Firm", is_company=True)
        cls.buyer = cls.make_partner("Buyer", parent_id=cls.firm.id)
        cls.stranger = cls.make_partner("Stranger")
        for value, partner in ((10, cls.firm), (5, cls.buyer), (None, cls.buyer)):
            cls.make_answer(value, partner)

    def test_contacts_show_the_answers_of_their_firm(self):
        partners = self.firm | self.buyer | self.stranger
        self.assert_table(
            partners.with_user(self.survey_user),
            ("name", "survey_answer_count", "survey_satisfaction"),
            [("Firm", 2, 75.0), ("Buyer", 2, 75.0), ("Stranger", 0, 0.0)],
        )

    def test_button_opens_the_answers_of_the_firm(self):
        action = self.buyer.with_user(self.survey_user).action_view_scored_answers()
        found = self.env["survey.user_input"].search(action["domain"])
        self.assertEqual(found.partner_id, self.firm | self.buyer)
        self.assertEqual(len(found), 2)

    def test_answers_of_another_company_do_not_show(self):
        other = self.make_company("Other company")
        responsible = self.make_responsible(other)
        survey = self.make_survey("Elsewhere", user_id=responsible.id)
        self.make_answer(0, self.firm, survey)
        firm = self.firm.with_user(self.survey_user)
        self.assertEqual((firm.survey_answer_count, firm.survey_satisfaction), (2, 75))
        firm = self.firm.with_user(responsible).with_company(other)
        firm = firm.with_context(allowed_company_ids=other.ids)
        self.assertEqual((firm.survey_answer_count, firm.survey_satisfaction), (1, 0))

    def test_pill_shows_the_satisfaction_with_its_count(self):
        partners = (self.firm | self.stranger).with_user(self.survey_user)
        pills = [
            (partner.name, pill["value"], pill["label"])
            for partner in partners
            for pill in (partner.application_statistics or [])
            if pill["iconClass"] == "fa-smile-o"
        ]
        self.assertEqual(pills, [("Firm", 75, "Satisfaction, from 2 survey answers")])

    def test_pill_is_for_survey_users_only(self):
        pills = self.firm.with_user(self.user).application_statistics or []
        self.assertNotIn("fa-smile-o", [pill["iconClass"] for pill in pills])

    def test_twenty_contacts_take_the_queries_of_one(self):
        partners = self.env["res.partner"].concat(
            *(self.make_partner(f"Customer {number}") for number in range(20))
        )
        for partner in partners:
            self.make_answer(9, partner)

        def count_queries(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.mapped("survey_satisfaction")
            return self.env.cr.sql_log_count - before

        count_queries(partners)
        self.assertEqual(count_queries(partners), count_queries(partners[0]))
