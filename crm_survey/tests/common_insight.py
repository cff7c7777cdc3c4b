# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import Command, fields

from .common import SurveyMetricCommon


class SurveyInsightCommon(SurveyMetricCommon):
    """Answers of the last months, requests and handlers, for pages and reports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.make_user(
            "voice_analyst", "base.group_user,crm_survey.group_analyst"
        )
        cls.touchpoint = cls.env["crm.survey.touchpoint"].create(
            {
                "name": "Test touchpoint",
                "company_id": cls.company.id,
                "survey_id": cls.survey.id,
                "event": "manual",
                "active": False,
            }
        )
        cls.insight = cls.env["crm.survey.insight"].with_context(
            allowed_company_ids=cls.company.ids
        )

    @classmethod
    def make_answers(cls, values, partner=None, survey=None, days_ago=10, **vals):
        """Return participations of ``days_ago``, one for each value."""
        at = fields.Datetime.now() - timedelta(days=days_ago)
        answers = cls.env["survey.user_input"]
        for value in values:
            answers |= cls.make_answer(
                value, partner, survey, at, company_id=cls.company.id, **vals
            )
        return answers

    @classmethod
    def make_request(cls, number, partner, state="answered", **vals):
        """Return a request in ``state``; those that were sent left ten days ago."""
        sent = fields.Datetime.now() - timedelta(days=10)
        is_sent = state in ("sent", "answered", "expired", "bounced")
        return cls.env["crm.survey.request"].create(
            {
                "key": f"test,{number}|{partner.id}",
                "touchpoint_id": cls.touchpoint.id,
                "survey_id": cls.survey.id,
                "company_id": cls.company.id,
                "partner_id": partner.id,
                "due_at": sent,
                "sent_at": is_sent and sent,
                "state": state,
                **vals,
            }
        )

    @classmethod
    def make_credited_answer(cls, number, value, partner, shares):
        """Return an answer about the work of ``{user: share in percent}``."""
        request = cls.make_request(
            number,
            partner,
            credit_ids=[
                Command.create({"user_id": user.id, "share": share})
                for user, share in shares.items()
            ],
        )
        return cls.make_answers([value], partner, request_id=request.id)

    def get_rows(self, page, section, **choices):
        """Return ``{label: row}`` of a section of a page."""
        sections = self.insight.get_page(page, choices)["sections"]
        return {row["label"]: row for row in sections[section]["rows"]}
