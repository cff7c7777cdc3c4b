# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from ..hooks import pre_init_hook
from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestInstall(SurveyMetricCommon):
    def test_installing_on_a_database_in_use_gives_old_answers_a_company(self):
        other = self.make_company("Other company")
        owned = self.make_partner("Owned", company_id=other.id)
        answers = self.make_answer(9) | self.make_answer(9, owned)
        self.env.flush_all()
        self.env.cr.execute("UPDATE survey_user_input SET company_id = NULL")
        pre_init_hook(self.env)
        self.env.invalidate_all()
        self.assertEqual(answers.mapped("company_id"), self.company | other)
        self.assertEqual(answers[1].company_id, other)

    def test_no_name_of_another_addon_is_taken(self):
        """Core's ``survey_crm`` makes leads from answers and stands beside us."""
        data = self.env["ir.model.data"].search([("module", "=", "crm_survey")])
        self.assertTrue(data)
        self.assertIn("lead_id", self.env["survey.user_input"]._fields)
        for model in ("survey.user_input", "survey.survey", "survey.question"):
            for field in self.env[model]._fields.values():
                if "crm_survey" in field._modules:
                    self.assertNotIn("survey_crm", field._modules, field)
