# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_insight import SurveyInsightCommon


@tagged("post_install", "-at_install")
class TestInsightReports(SurveyInsightCommon):
    def test_funnel_counts_each_request_once(self):
        states = ["planned", "deferred", "sent", "answered", "answered", "answered"]
        states += ["expired", "expired", "bounced", "dropped"]
        for number, state in enumerate(states):
            request = self.make_request(number, self.make_partner("P"), state)
            if state == "answered":
                request.answered_at = request.sent_at + timedelta(hours=number)
            if number == 6:  # opened, but not answered
                request.opened_at = request.sent_at
        measures = ["planned", "deferred", "dropped", "sent", "opened", "answered"]
        measures += ["expired", "bounced"]
        rates = ["response_rate:avg", "open_rate:avg", "bounce_rate:avg"]
        (row,) = self.env["crm.survey.funnel"]._read_group(
            [("touchpoint_id", "=", self.touchpoint.id)],
            ["touchpoint_id"],
            [
                *(f"{measure}:sum" for measure in measures),
                *rates,
                "hours_to_answer:avg",
            ],
        )
        touchpoint, *figures = row
        self.assertEqual(touchpoint, self.touchpoint)
        self.assertEqual(figures[:8], [10, 1, 1, 7, 4, 3, 2, 1])
        # 3, 4 and 1 of the 7 that were sent.
        self.assertEqual([round(rate, 1) for rate in figures[8:11]], [42.9, 57.1, 14.3])
        self.assertAlmostEqual(figures[11], 4.0)

    def test_shares_of_causes_are_cumulated_from_the_largest(self):
        causes = self.env["crm.feedback.cause"]
        late, broken, dear = (
            causes.create({"name": name}) for name in ("Late", "Broken", "Dear")
        )
        for cause, count in ((late, 3), (broken, 6), (dear, 1)):
            for _number in range(count):
                self.make_feedback(cause)
        groups = self.env["crm.feedback.report"]._read_group(
            [("cause_id", "in", (late + broken + dear).ids)],
            ["cause_id"],
            ["items:sum", "share:avg", "cumulated_share:max"],
            order="items:sum desc",
        )
        self.assertEqual(
            [(cause, n, round(share), round(sum_)) for cause, n, share, sum_ in groups],
            [(broken, 6, 60, 60), (late, 3, 30, 90), (dear, 1, 10, 100)],
        )

    def make_feedback(self, cause):
        return self.env["crm.feedback"].create(
            {
                "name": "A voice",
                "company_id": self.company.id,
                "cause_id": cause.id,
                "received_at": fields.Datetime.now(),
            }
        )

    def test_main_cause_is_the_top_of_the_tree(self):
        causes = self.env["crm.feedback.cause"]
        top = causes.create({"name": "Delivery"})
        leaf = causes.create({"name": "Late", "parent_id": top.id})
        item = self.make_feedback(leaf)
        row = self.env["crm.feedback.report"].browse(item.id)
        self.assertEqual((row.cause_id, row.area_id), (leaf, top))
