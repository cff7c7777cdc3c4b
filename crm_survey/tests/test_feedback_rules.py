# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_feedback import FeedbackCommon

LOGGER = "odoo.addons.crm_survey.models.feedback.survey_user_input"


@tagged("post_install", "-at_install")
class TestFeedbackRules(FeedbackCommon):
    """What follows from an answer, once, whatever happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_tier(cls.partner, cls.high)
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Care", "company_id": cls.company.id}
        )

    def agree(self, partners):
        purpose = self.env["crm.consent.purpose"]._get("survey")
        self.env["crm.consent"]._record(partners, purpose, "web")

    def mails(self):
        return self.env["crm.outbox"].search(
            [("job", "=", "survey_follow_up"), ("company_id", "=", self.company.id)]
        )

    def test_detractor_of_a_high_tier_becomes_a_ticket(self):
        self.make_rule(
            tier_ids=self.high.ids, team_id=self.team.id, priority="1", severity="major"
        )
        answer = self.make_said(2, "Came late\nand broken")
        item, ticket = self.feedback_of(answer), self.tickets_of(self.partner)
        self.assertEqual(len(item), 1)
        self.assertEqual(item.ticket_id, ticket)
        self.assertEqual(
            (ticket.team_id, ticket.priority, ticket.severity, ticket.is_complaint),
            (self.team, "1", "major", True),
        )
        self.assertIn("and broken", ticket.description)
        self.assertEqual(
            (item.kind, item.source, item.score, item.metric_class, item.verbatim),
            ("complaint", "survey", 20.0, "detractor", "Came late\nand broken"),
        )
        self.assertEqual((item.asked_tier_id, item.user_id), (self.high, self.owner))
        self.assertEqual(item.name, "Recommendation: 20 of 100")

    def test_played_again_it_stays_one_ticket(self):
        rule = self.make_rule()
        answer = self.make_said(2)
        for _turn in range(3):
            answer._on_completed()
            rule._follow(answer)
        answer.feedback_rule_id = False  # even if it forgot
        answer._on_completed()
        self.assertEqual(len(self.feedback_of(answer)), 1)
        self.assertEqual(len(self.tickets_of(self.partner)), 1)
        self.assertEqual(
            self.feedback.search_count([("partner_id", "=", self.partner.id)]), 1
        )

    def test_activity_that_was_done_is_not_planned_again(self):
        self.make_rule(action="activity", summary="Call", activity_days=3)
        answer = self.make_said(2)
        item = self.feedback_of(answer)
        self.assertEqual(
            [(summary, user) for summary, user, _day in self.steps_of(item)],
            [("Call", self.owner)],
        )
        item.activity_ids.action_feedback()
        answer._on_completed()
        answer.action_follow_up_again()  # nothing had failed
        self.assertFalse(item.activity_ids)

    def test_first_rule_that_fits_acts(self):
        self.make_rule(sequence=20)
        self.make_rule(sequence=10, action="feedback", tier_ids=self.low.ids)
        first = self.make_rule(sequence=15, action="nothing", maximum_score=10)
        self.assertEqual(self.make_said(1).feedback_rule_id, first)
        self.assertFalse(self.tickets_of(self.partner))
        self.make_said(3)
        self.assertEqual(len(self.tickets_of(self.partner)), 1)

    def test_rule_that_is_off_does_nothing(self):
        rule = self.make_rule()
        rule.active = False
        self.assertFalse(self.make_said(2).feedback_rule_id)
        rule.active = True
        gone = self.make_rule(sequence=1, metric_class="promoter")
        self.assertEqual(self.make_said(2).feedback_rule_id, rule)
        gone.unlink()
        self.assertEqual(self.make_said(2).feedback_rule_id, rule)

    def test_conditions_fit_alone_and_in_the_count(self):
        touchpoint = self.env["crm.survey.touchpoint"].create(
            {
                "name": "Counter",
                "company_id": self.company.id,
                "survey_id": self.survey.id,
            }
        )
        other = self.make_survey("Other")
        answers = {
            "bad": self.make_said(2),
            "bad and said": self.make_said(3, "Late"),
            "passive": self.make_said(7, "Well"),
            "good": self.make_said(10),
            "other": self.make_said(2, survey=other),
            "counter": self.make_said(2, touchpoint_id=touchpoint.id),
            "stranger": self.make_said(2, partner=self.make_partner("Bob")),
            "skipped": self.make_said(None),
        }
        for vals, expected in (
            (
                {"metric_class": "detractor"},
                {"bad", "bad and said", "other", "counter", "stranger"},
            ),
            (
                {"metric_class": "detractor", "tier_ids": self.high.ids},
                {"bad", "bad and said", "other", "counter"},
            ),
            (
                {"metric_class": False},
                set(answers) - {"skipped"},
            ),
            ({"metric_class": False, "comment": "with"}, {"bad and said", "passive"}),
            (
                {"metric_class": "detractor", "comment": "without"},
                {"bad", "other", "counter", "stranger"},
            ),
            (
                {"metric_class": False, "minimum_score": 30, "maximum_score": 70},
                {"bad and said", "passive"},
            ),
            ({"touchpoint_ids": touchpoint.ids}, {"counter"}),
            ({"survey_ids": other.ids}, {"other"}),
        ):
            with self.subTest(**vals):
                rule = self.make_rule(**vals)
                found = {name for name, answer in answers.items() if rule._fits(answer)}
                self.assertEqual(found, expected)
                self.assertEqual(rule.fit_count, len(expected))
                searched = self.env["survey.user_input"].search(rule._get_domain())
                ids = {answers[name].id for name in expected}
                self.assertEqual(set(searched.ids), ids)

    def test_sentence_says_what_it_does(self):
        rule = self.make_rule(
            tier_ids=self.high.ids, team_id=self.team.id, comment="with"
        )
        self.assertEqual(
            rule.sentence,
            "When a detractor answers, the customer wrote something and the tier is "
            "“High value”: the feedback is recorded and a ticket is opened for team "
            "“Care”.",
        )
        self.assertEqual(rule.fit_sentence, "No answer of the last 30 days fits it.")
        rule = self.make_rule(
            metric_class=False, maximum_score=50, action="activity", activity_days=3
        )
        self.assertEqual(
            rule.sentence,
            "When somebody answers and the score is 50 or less: the feedback is "
            "recorded and the account manager is to act within 3 days.",
        )

    def test_failure_harms_only_its_own_answer(self):
        rule = self.make_rule()
        tickets = type(self.env["helpdesk.ticket"])
        with (
            patch.object(tickets, "create", side_effect=ValueError("No stage")),
            mute_logger(LOGGER),
        ):
            answer = self.make_said(2)
        self.assertEqual(answer.state, "done")
        self.assertEqual(answer.metric_class, "detractor")
        self.assertEqual(answer.feedback_error, "No stage")
        self.assertFalse(answer.feedback_rule_id)
        self.assertFalse(self.feedback_of(answer))  # rolled back with the ticket
        answer.action_follow_up_again()
        self.assertEqual(answer.feedback_rule_id, rule)
        self.assertFalse(answer.feedback_error)
        self.assertEqual(len(self.tickets_of(self.partner)), 1)

    def test_promoter_gets_one_mail(self):
        template = self.env.ref("crm_survey.mail_template_recommend")
        self.make_rule(
            metric_class="promoter",
            action="mail",
            template_id=template.id,
            review_url="https://example.com/recommend",
        )
        self.agree(self.partner)
        answer = self.make_said(10)
        for _turn in range(3):
            answer._on_completed()
        mails = self.mails()
        self.assertEqual(
            [(mail.email, mail.template_id, mail.res_id) for mail in mails],
            [("ada@example.com", template, answer.id)],
        )
        body = template._render_field("body_html", answer.ids)[answer.id]
        self.assertIn("https://example.com/recommend", body)
        self.assertFalse(self.feedback_of(answer))

    def test_who_does_not_want_mail_gets_none(self):
        template = self.env.ref("crm_survey.mail_template_thanks")
        self.make_rule(metric_class="promoter", action="mail", template_id=template.id)
        bob = self.make_partner("Bob", email="bob@example.com")
        never = self.make_partner("Eve", email="eve@example.com")
        self.agree(self.partner | bob)
        self.env["mail.blacklist"].create({"email": "ada@example.com"})
        self.env["crm.consent"].search([("partner_id", "=", bob.id)]).action_withdraw()
        for partner in (self.partner, bob, never):
            answer = self.make_said(10, partner=partner)
            self.assertTrue(answer.feedback_rule_id)
            self.assertFalse(answer.feedback_error)
        self.assertFalse(self.mails())

    def test_anonymous_detractor_is_recorded_without_a_name(self):
        self.make_rule()
        answer = self.make_said(2, "Slow", partner=self.env["res.partner"])
        item = self.feedback_of(answer)
        self.assertEqual((item.partner_id.ids, item.verbatim), ([], "Slow"))
        self.assertTrue(item.ticket_id)

    def test_mistakes_in_rules_are_told(self):
        with self.assertRaisesRegex(ValidationError, "Choose the mail"):
            self.make_rule(action="mail")
        template = self.env.ref("crm_survey.mail_template_thanks")
        with self.assertRaisesRegex(ValidationError, "begins with https"):
            self.make_rule(
                action="mail", template_id=template.id, review_url="javascript:x"
            )
        other = self.env.ref("crm_survey.mail_template_invitation")
        with self.assertRaisesRegex(ValidationError, "not a mail about"):
            self.make_rule(action="mail", template_id=other.id)

    def test_rule_that_acted_is_switched_off_not_deleted(self):
        rule = self.make_rule()
        self.assertEqual(self.make_said(2).feedback_rule_id, rule)
        with self.assertRaisesRegex(ValidationError, "Switch it off"):
            rule.unlink()

    def test_presets_become_rules_of_the_company(self):
        presets = self.env["crm.feedback.preset"].with_user(self.voice_manager)
        names = [preset["name"] for preset in presets.get_presets()]
        self.assertEqual(len(names), 6)
        for preset in presets.search([]):
            action = preset.action_use_preset()
            rule = self.env["crm.feedback.rule"].browse(action["res_id"])
            self.assertEqual(rule.company_id, self.company)
            self.assertTrue(rule.sentence)
        first = self.env["crm.feedback.rule"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.assertEqual(self.make_said(2).feedback_rule_id, first)
        self.assertEqual(first.tier_ids, self.high | self.medium)

    def test_other_companies_rules_do_not_act(self):
        other = self.make_company("Other company")
        rule = self.make_rule(company_id=other.id)
        answer = self.make_said(2)
        self.assertFalse(answer.feedback_rule_id)
        self.assertFalse(rule._fits(answer))

    def test_answer_that_no_rule_fits_costs_no_query_more(self):
        self.make_rule(metric_class="promoter")
        self.make_said(3)  # warm
        answer = self.start_answer(self.partner)
        answer._save_lines(self.question, 2)
        answer._mark_done()
        self.env.flush_all()
        with self.assertQueryCount(0):
            answer._on_completed()
