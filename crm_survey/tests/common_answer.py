# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import html

from odoo import Command, fields

from .common import SurveyMetricCommon


class SurveyAnswerCommon(SurveyMetricCommon):
    """Touchpoints that have asked, and the pages on which people answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_partner("Ada", email="ada@example.com")
        cls.touchpoint = cls.make_touchpoint()

    @classmethod
    def make_touchpoint(cls, survey=None, **vals):
        """Return a touchpoint of the test company that is used by hand."""
        return cls.env["crm.survey.touchpoint"].create(
            {
                "name": "By hand",
                "company_id": cls.company.id,
                "survey_id": (survey or cls.survey).id,
                **vals,
            }
        )

    @classmethod
    def invite(cls, partners=None, documents=None, touchpoint=None):
        """Return the requests of ``partners``, sent."""
        touchpoint = touchpoint or cls.touchpoint
        invited = touchpoint._request(partners or cls.ada, documents)
        invited._send(fields.Datetime.now())
        return invited

    @classmethod
    def make_long_survey(cls, layout="page_per_question", **vals):
        """Return a survey that asks for a reason after the recommendation."""
        reason = {"title": "Why?", "question_type": "text_box", "sequence": 20}
        survey = cls.make_survey("Long", questions_layout=layout, **vals)
        survey.question_ids.sequence = 10
        survey.question_and_page_ids = [Command.create(reason)]
        return survey


class FeedbackPageMixin:
    """Open and send our public pages as a browser without an account does."""

    def open_path(self, path, status=200, **options):
        """GET a page; return its root element."""
        self.env.flush_all()
        response = self.url_open(path, allow_redirects=False, **options)
        self.env.invalidate_all()
        self.assertEqual(response.status_code, status, response.text[:900])
        self.last_response = response
        return html.fromstring(response.content) if response.content else None

    def send_form(self, path, page, status=303, **values):
        """POST the form of ``page`` with ``values``; return the response."""
        hidden = {
            field.get("name"): field.get("value")
            for field in page.iterfind(".//form//input[@type='hidden']")
        }
        self.env.flush_all()
        response = self.url_open(path, data={**hidden, **values}, allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(response.status_code, status)
        return response

    def get_chosen(self, page):
        return page.xpath("//input[@name='value'][@checked]/@value")

    def get_heading(self, page):
        return page.findtext(".//h1")
