# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from .common_insight import SurveyInsightCommon


@tagged("post_install", "-at_install")
class TestInsightCustomer(SurveyInsightCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_partner("Firm", is_company=True)
        cls.contact = cls.make_partner("Ada", parent_id=cls.customer.id)

    def see(self, partner, user=None):
        user = user or self.analyst
        return partner.with_user(user).with_context(
            allowed_company_ids=self.company.ids
        )

    def test_company_shows_the_voice_of_its_contacts(self):
        answer = self.make_answers([3], self.contact)
        item = self.env["crm.feedback"].create(
            {
                "name": "Too late",
                "company_id": self.company.id,
                "partner_id": self.contact.id,
            }
        )
        request = self.make_request(1, self.contact, "deferred")
        for partner in (self.customer, self.contact):
            seen = self.see(partner)
            self.assertEqual(seen.voice_score_ids.user_input_id, answer)
            self.assertEqual(seen.voice_feedback_ids, item)
            self.assertEqual(seen.voice_request_ids, request)

    def test_other_customers_stay_out(self):
        self.make_answers([3], self.make_partner("Somebody else"))
        self.assertFalse(self.see(self.customer).voice_score_ids)

    def test_one_line_for_each_participation(self):
        self.make_question(metric="csat", title="And the help?")
        answer = self.start_answer(self.contact, company_id=self.company.id)
        for question, value in zip(self.survey.question_ids, (9, 2), strict=True):
            answer._save_lines(question, value)
        answer._mark_done()
        (score,) = self.see(self.customer).voice_score_ids
        self.assertEqual(score.metric, "nps")

    def test_summary_says_when_the_customer_was_asked(self):
        self.assertEqual(
            self.see(self.customer).voice_summary, "Was never asked by a touchpoint."
        )
        request = self.make_request(1, self.contact, "sent")
        request.sent_at = fields.Datetime.now() - timedelta(days=3)
        self.customer.invalidate_recordset()
        self.assertIn("Test touchpoint", self.see(self.customer).voice_summary)

    def test_page_is_for_users_of_the_voice(self):
        stranger = self.make_user(
            "contact_user", "base.group_user,base.group_partner_manager"
        )
        form = Form(self.see(self.customer, stranger))
        self.assertNotIn("voice_summary", form._view["fields"])
        form = Form(self.see(self.customer))
        self.assertIn("voice_summary", form._view["fields"])
