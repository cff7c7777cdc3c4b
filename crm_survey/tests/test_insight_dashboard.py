# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from .common_insight import SurveyInsightCommon

FILES = "crm_survey/data/files"


@tagged("post_install", "-at_install")
class TestInsightDashboard(SurveyInsightCommon, HttpCase):
    """The dashboard of the customer's voice says what the database says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("crm_survey.spreadsheet_dashboard_voice")
        cls.partner = cls.make_partner("Ada")

    def make_scores(self):
        """Five answers about recommending now, four before; effort five times each."""
        effort = self.make_survey("Effort", question_and_page_ids=[])
        self.make_question(effort, metric="ces")
        self.make_answers([10] * 4 + [0])
        self.make_answers([0] * 4, days_ago=120)
        self.make_answers([6] * 5, survey=effort)
        self.make_answers([5] * 5, survey=effort, days_ago=120)
        tier = self.env["crm.value.tier"].create({"name": "Gold", "code": "gold_test"})
        team = self.env["helpdesk.ticket.team"].create({"name": "Service"})
        scores = self.env["crm.survey.score"]
        scores.search([("company_id", "=", self.company.id)]).write(
            {"tier_id": tier.id, "team_id": team.id}
        )

    def make_healed(self):
        """Five complaints of two causes; one customer says that all is not well."""
        late, broken = self.env["crm.feedback.cause"].create(
            [{"name": "Late"}, {"name": "Broken"}]
        )
        items = self.env["crm.feedback"].create(
            [
                {
                    "name": cause.name,
                    "company_id": self.company.id,
                    "cause_id": cause.id,
                }
                for cause in (late, late, late, broken, broken)
            ]
        )
        items.write({"days_to_close": 10, "recovery_rate": 100})
        items[0].recovery_rate = 0

    def test_figures_are_those_of_the_database(self):
        self.analyst.lang = "en_US"
        self.make_scores()
        self.make_healed()
        states = ["answered"] * 3 + ["sent", "deferred", "planned"]
        for number, state in enumerate(states):
            self.make_request(number, self.partner, state)
        self.start_tour(
            "/odoo/voice-dashboard", "crm_survey_dashboard", login="voice_analyst"
        )

    def test_analysts_see_it(self):
        agent = self.make_user("voice_agent", "base.group_user,crm_survey.group_user")
        for user, expected in ((self.analyst, 1), (agent, 0)):
            found = self.env["spreadsheet.dashboard"].with_user(user)
            count = found.search_count([("id", "=", self.dashboard.id)])
            self.assertEqual(count, expected, user.login)

    def test_sources_exist(self):
        """Models, fields, domains and menus of the file are those of the addon."""
        book = self.read_book("voice_dashboard")
        sources = book["pivots"].values()
        self.assertEqual(len(sources), 13)
        filters = {row["id"] for row in book["globalFilters"]}
        for source in sources:
            records = self.env[source["model"]].with_user(self.analyst)
            records.formatted_read_group(
                source["domain"],
                [self.get_group(row) for row in source["rows"]],
                [row["id"] for row in source["measures"]],
            )
            for name in (link["chain"] for link in source["fieldMatching"].values()):
                records.search_count([(name, "!=", False)])
            self.assertLessEqual(source["fieldMatching"].keys(), filters)
        for menu in book["chartOdooMenusReferences"].values():
            self.assertEqual(self.env.ref(menu)._name, "ir.ui.menu")

    def test_sample_needs_no_data(self):
        book = self.read_book("voice_sample_dashboard")
        self.assertEqual((book["pivots"], book["lists"]), ({}, {}))
        cells = [cell for page in book["sheets"] for cell in page["cells"].values()]
        self.assertFalse([cell for cell in cells if "PIVOT" in cell])

    @staticmethod
    def get_group(row):
        return ":".join(filter(None, (row["fieldName"], row.get("granularity"))))

    @staticmethod
    def read_book(name):
        with file_open(f"{FILES}/{name}.json") as file:
            return json.load(file)
