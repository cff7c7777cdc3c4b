# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from io import BytesIO
from zipfile import ZipFile

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_insight import SurveyInsightCommon


@tagged("post_install", "-at_install")
class TestInsightSheet(SurveyInsightCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.make_partner("=cmd|'/c calc'!A0")
        cls.reason = cls.make_question(
            title="=2+3 Why?", question_type="text_box", sequence=30
        )

    def answer(self, survey, value, text, partner):
        question, reason = survey.question_ids.sorted("sequence")
        answer = self.start_answer(partner, survey, company_id=self.company.id)
        answer._save_lines(question, value)
        answer._save_lines(reason, text)
        answer._mark_done()
        return answer

    def export(self, survey, user=None):
        return (
            self.env["crm.survey.export"]
            .with_user(user or self.env.user)
            .create(
                {
                    "survey_ids": survey.ids,
                    "company_id": self.company.id,
                    "date_from": fields.Date.today(),
                    "date_until": fields.Date.today(),
                }
            )
        )

    def read_workbook(self, export):
        report = self.env["report.crm_survey.survey_answers_xlsx"].with_context(
            active_model="crm.survey.export"
        )
        content, kind = report.create_xlsx_report(export.ids, {})
        self.assertEqual(kind, "xlsx")
        with ZipFile(BytesIO(content)) as archive:
            return "".join(
                archive.read(name).decode()
                for name in archive.namelist()
                if name.startswith("xl/") and name.endswith(".xml")
            )

    def test_answers_never_become_formulas(self):
        self.answer(self.survey, 9, "=1+1", self.partner)
        book = self.read_workbook(self.export(self.survey))
        self.assertIn("=1+1", book)
        self.assertNotIn("<f>", book)

    def test_rows_tell_who_said_what(self):
        self.answer(self.survey, 9, "=1+1", self.partner)
        scores, table = self.export(self.survey)._get_tables()
        (row,) = table["rows"]
        self.assertEqual(row[1:3], [self.partner.name, self.partner.name])
        self.assertEqual(row[-4:], ["Promoter", 90.0, "9", "=1+1"])
        self.assertEqual(len(row), len(table["columns"]))
        (score,) = scores["rows"]
        self.assertEqual(score[3:], [1, False, False, False, "Too few answers to say"])

    def test_anonymous_surveys_name_nobody(self):
        survey = self.make_survey("Secret", is_anonymous=True)
        self.make_question(survey, title="Why?", question_type="text_box")
        self.answer(survey, 9, "a word", self.partner)
        _scores, table = self.export(survey)._get_tables()
        labels = [label for label, _kind in table["columns"]]
        self.assertNotIn("Customer", labels)
        self.assertNotIn("Contact", labels)
        (row,) = table["rows"]
        self.assertNotIn(self.partner.name, row)
        self.assertEqual(row[-1], "a word")

    def test_sheets_of_any_title_can_be_written(self):
        survey = self.make_survey("[How] are: we* doing? / \\ 'so so'" * 2)
        self.make_question(survey, title="Why?", question_type="text_box")
        self.answer(survey, 9, "a word", self.partner)
        self.assertIn("a word", self.read_workbook(self.export(survey)))

    def test_users_without_survey_rights_get_nothing(self):
        voice_user = self.make_user(
            "voice_only", "base.group_user,crm_survey.group_user"
        )
        with self.assertRaises(AccessError):
            self.export(self.survey, voice_user)
