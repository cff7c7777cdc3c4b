# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import SurveyMetricCommon


class FeedbackCommon(SurveyMetricCommon):
    """Voices of customers, rules that follow answers, and who works on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        days = {cls.high: 1, cls.medium: 2, cls.low: 5, cls.minimal: 10}
        for tier, feedback_days in days.items():
            tier.feedback_days = feedback_days
        cls.feedback = cls.env["crm.feedback"]
        cls.owner = cls.make_user("voice_owner", "crm_survey.group_user")
        cls.voice_manager = cls.make_user("voice_manager", "crm_survey.group_manager")
        cls.partner = cls.make_partner(
            "Ada", email="ada@example.com", user_id=cls.owner.id
        )
        cls.cause = cls.make_cause("Came too late")
        cls.reason = cls.make_question(
            title="Why?", question_type="text_box", sequence=30
        )

    @classmethod
    def make_tier(cls, partner, tier, company=None):
        """Put the customer into ``tier``, as a night would have done."""
        return cls.profiles.sudo().create(
            {
                "partner_id": partner.id,
                "company_id": (company or cls.company).id,
                "tier_id": tier.id,
            }
        )

    @classmethod
    def make_cause(cls, name, **vals):
        return cls.env["crm.feedback.cause"].create({"name": name, **vals})

    @classmethod
    def make_feedback(cls, partner=None, **vals):
        """Return feedback of the customer as a person types it in."""
        return cls.feedback.create(
            {
                "name": "Came late",
                "partner_id": (partner or cls.partner).id,
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def make_rule(cls, **vals):
        """Return a rule of the test company: a ticket for every detractor."""
        return cls.env["crm.feedback.rule"].create(
            {
                "name": "Rule",
                "company_id": cls.company.id,
                "metric_class": "detractor",
                "action": "ticket",
                **vals,
            }
        )

    @classmethod
    def make_action(cls, **vals):
        return cls.env["crm.improvement.action"].create(
            {"name": "Tell the day", "company_id": cls.company.id, **vals}
        )

    @classmethod
    def make_said(cls, value, words=None, partner=None, survey=None, **vals):
        """Return a completed answer, with ``words`` in the customer's own words."""
        partner = cls.partner if partner is None else partner
        answer = cls.start_answer(partner, survey, **vals)
        question = answer.survey_id.question_ids.filtered("metric")[:1]
        answer._save_lines(question, value)
        if words:
            answer._save_lines(cls.reason, words)
        answer._mark_done()
        return answer

    def feedback_of(self, answer):
        return self.feedback.search([("user_input_id", "=", answer.id)])

    def tickets_of(self, partner):
        return self.env["helpdesk.ticket"].search([("partner_id", "=", partner.id)])

    def steps_of(self, item):
        """Return ``[(summary, user, date)]`` of the open activities."""
        return [
            (step.summary, step.user_id, step.date_deadline)
            for step in item.activity_ids.sorted("id")
        ]
