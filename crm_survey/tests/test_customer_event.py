# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.tests import tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestCustomerEvent(SurveyMetricCommon):
    """Answered surveys are told to whoever asks for customers' events."""

    def read_events(self, first, last):
        events = self.env["crm.customer.event"]
        query = events._get_event_queries(
            self.company, fields.Date.to_date(first), fields.Date.to_date(last)
        )["answer"]
        self.env.flush_all()
        return [
            row
            for row in self.env.execute_query_dict(query)
            if first <= fields.Date.to_string(row["day"]) <= last
        ]

    def test_answer_is_an_event_with_its_score(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        firm = self.make_partner("Firm")
        answer = self.make_answer(8, firm, at="2026-03-10 17:00:00")
        self.make_answer(9, firm, at="2026-03-11 17:00:00")
        self.make_answer(9, firm, at="2026-03-11 10:00:00", test_entry=True)

        self.assertEqual(
            self.read_events("2026-03-11", "2026-03-11"),
            [
                {
                    "partner_id": firm.id,
                    "day": fields.Date.to_date("2026-03-11"),
                    "at": fields.Datetime.to_datetime("2026-03-10 17:00:00"),
                    "key": f"survey.user_input,{answer.id}",
                    "value": 80.0,
                    "model": "survey.user_input",
                    "res_id": answer.id,
                }
            ],
        )

    def test_answer_without_a_score_has_no_value(self):
        firm = self.make_partner("Firm")
        self.make_answer(None, firm, at="2026-03-10 10:00:00")
        values = [row["value"] for row in self.read_events("2026-03-10", "2026-03-10")]
        self.assertEqual(values, [None])

    def test_event_is_offered(self):
        events = dict(self.env["crm.customer.event"]._get_event_selection())
        self.assertEqual(events["answer"], "Survey answered")
