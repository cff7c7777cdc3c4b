# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_feedback import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackCompany(FeedbackCommon):
    """One customer of two companies: each hears, heals and counts for itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Other company")
        for company in (cls.company, cls.other):
            cls.make_tier(cls.partner, cls.high, company)
        cls.elsewhere = cls.make_survey(
            "Elsewhere", user_id=cls.make_responsible(cls.other).id
        )
        cls.other_owner = cls.make_user(
            "other_owner", "crm_survey.group_user", company=cls.other
        )
        cls.both = cls.make_user("both", "crm_survey.group_manager")
        cls.both.company_ids = [Command.set((cls.company | cls.other).ids)]

    def say_in_both(self, **vals):
        """Return the customer's feedback in the one and in the other company."""
        return [
            self.make_feedback(company_id=company.id, kind="complaint", **vals)
            for company in (self.company, self.other)
        ]

    def as_seen_in(self, records, *companies):
        """Return ``records`` as who works in both companies sees them there."""
        ids = [company.id for company in companies]
        return records.with_user(self.both).with_context(allowed_company_ids=ids)

    # ------------------------------------------------------------- rules, tickets

    def test_each_company_follows_up_by_its_own_rule(self):
        teams = [
            self.env["helpdesk.ticket.team"].create(
                {"name": f"Care of {company.name}", "company_id": company.id}
            )
            for company in (self.company, self.other)
        ]
        rules = [
            self.make_rule(company_id=team.company_id.id, team_id=team.id)
            for team in teams
        ]
        self.partner.user_id = False
        answers = [
            self.make_said(2, "Late", survey=survey)
            for survey in (self.survey, self.elsewhere)
        ]
        for answer, rule, team in zip(answers, rules, teams, strict=True):
            item = self.feedback_of(answer)
            company = team.company_id
            with self.subTest(company.name):
                self.assertEqual(answer.feedback_rule_id, rule)
                self.assertEqual(
                    (
                        item.company_id,
                        item.ticket_id.company_id,
                        item.ticket_id.team_id,
                    ),
                    (company, company, team),
                )
                self.assertEqual(
                    item.profile_id, self.profile_of(self.partner, company)
                )
                self.assertIn(company, item.user_id.company_ids)
                self.assertEqual(item.activity_ids.user_id, item.user_id)

    def test_ticket_makes_feedback_of_its_company(self):
        ticket = (
            self.env["helpdesk.ticket"]
            .with_context(allowed_company_ids=[self.company.id, self.other.id])
            .create(
                {
                    "name": "Late",
                    "description": "Late",
                    "partner_id": self.partner.id,
                    "company_id": self.other.id,
                    "is_complaint": True,
                }
            )
        )
        self.assertEqual(ticket.feedback_ids.sudo().company_id, self.other)
        self.assertNotEqual(ticket.feedback_ids.sudo().user_id, self.owner)

    def test_improvement_heals_feedback_of_its_own_company_only(self):
        action = self.make_action()
        _here, there = self.say_in_both()
        with self.assertRaises(UserError):
            there.action_id = action

    def test_verification_asks_by_the_touchpoint_of_the_company(self):
        points = {
            company: self.env["crm.survey.touchpoint"].create(
                {
                    "name": f"Ask again in {company.name}",
                    "company_id": company.id,
                    "survey_id": self.survey.id,
                    "event": "verification",
                }
            )
            for company in (self.company, self.other)
        }
        for item in self.say_in_both(cause_id=self.cause.id, no_action_reason="Once"):
            item._move("improved")
            item._ask_again()
            request = item.verification_request_id
            self.assertEqual(
                (request.touchpoint_id, request.company_id),
                (points[item.company_id], item.company_id),
            )

    # ------------------------------------------------------------------- figures

    def test_causes_are_shared_and_counted_for_each_company(self):
        self.say_in_both(cause_id=self.cause.id)
        self.make_feedback(company_id=self.other.id, cause_id=self.cause.id)
        for companies, count in (
            ((self.company,), 1),
            ((self.other,), 2),
            ((self.company, self.other), 3),
        ):
            cause = self.as_seen_in(self.cause, *companies)
            self.assertEqual(cause.feedback_count, count)
        # What is counted anywhere stays, also for who sees nothing of it.
        self.feedback.search([("company_id", "=", self.company.id)]).cause_id = False
        with self.assertRaisesRegex(UserError, "is the cause of feedback"):
            self.as_seen_in(self.cause, self.company).unlink()

    def test_repeated_cause_is_one_of_the_same_company(self):
        here, there = self.say_in_both(cause_id=self.cause.id)
        for item in (here, there):
            item._move("classified")
        self.assertEqual((here.is_repeat, there.is_repeat), (False, False))

    def test_profile_counts_open_complaints_of_its_company(self):
        self.make_feedback(kind="complaint", company_id=self.other.id)
        here, _there = self.say_in_both()
        here._move("answered")
        for company in (self.company, self.other):
            self.make_policy(company=company)
            self.make_invoice(self.partner, "2026-03-02", 100.0, company=company)
            self.run_night("2026-03-31", company=company)
        profiles = self.profiles.search([("partner_id", "=", self.partner.id)])
        self.assert_table(
            profiles,
            ("company_id", "open_complaint_count", "open_feedback_count"),
            [("Lifecycle test company", 0, 0), ("Other company", 2, 2)],
        )
        self.assertEqual(
            [
                self.as_seen_in(self.partner, company).feedback_count
                for company in (self.company, self.other)
            ],
            [1, 2],
        )

    def test_recovery_is_reported_for_each_company(self):
        here, there = self.say_in_both(cause_id=self.cause.id)
        here._move("verified")
        there._move("not_recovered")
        self.make_feedback(company_id=self.other.id, kind="complaint")
        for model in ("crm.feedback", "crm.feedback.report"):
            seen = self.as_seen_in(self.env[model], self.company, self.other)
            self.assertEqual(
                seen._read_group([], ["company_id"], ["recovery_rate:sum", "__count"]),
                [(self.company, 100.0, 1), (self.other, 0.0, 2)],
            )
        # Shares are of what the chosen company heard: half of it has the cause.
        report = self.as_seen_in(self.env["crm.feedback.report"], self.other)
        self.assertEqual(
            report._read_group([], ["cause_id"], ["items:sum", "share:avg"]),
            [(self.cause, 1, 50.0), (self.cause.browse(), 1, 50.0)],
        )

    # ----------------------------------------------------------------- customers

    def test_merged_customers_keep_what_they_said_in_each_company(self):
        twin = self.make_partner("Ada again", email="ada@example.com")
        self.make_tier(twin, self.medium, self.other)
        here, _there = self.say_in_both()
        twins = self.make_feedback(twin, company_id=self.other.id, kind="complaint")
        self.assertEqual(twins.asked_tier_id, self.medium)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | twin).ids, self.partner, extra_checks=False)
        self.env.invalidate_all()
        items = self.feedback.search([("partner_id", "=", self.partner.id)])
        self.assertEqual(len(items), 3)
        for item in items:
            self.assertEqual(
                item.profile_id, self.profile_of(self.partner, item.company_id)
            )
        self.assertEqual(len(items.profile_id), 2)
        self.assertEqual(twins.asked_tier_id, self.medium)  # as it was then
        self.assertEqual(here.profile_id.feedback_count, 1)

    def test_archived_customer_is_healed_by_its_owner(self):
        self.env["crm.survey.touchpoint"].create(
            {
                "name": "Ask again",
                "company_id": self.company.id,
                "survey_id": self.survey.id,
                "event": "verification",
            }
        )
        item = self.make_feedback(kind="complaint", cause_id=self.cause.id)
        self.partner.active = False
        item.no_action_reason = "A single mistake"
        item = item.with_user(self.owner)
        item.action_classify()
        item.action_improve()
        self.assertFalse(item.verification_request_id)
        self.assertIn(
            ("Call the customer: is it good now?", self.owner),
            [(summary, user) for summary, user, _day in self.steps_of(item)],
        )
        item.verification_note = "All is well"
        item.action_verify()
        self.assertEqual(item.state, "verified")
        self.assertEqual(self.profile_of(self.partner).feedback_count, 1)
