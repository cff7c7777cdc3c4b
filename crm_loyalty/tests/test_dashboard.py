# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from .spending_common import SpendingCommon

FILES = "crm_loyalty/data/files"


@tagged("post_install", "-at_install")
class TestDashboard(SpendingCommon, HttpCase):
    """The dashboard of points: every figure is there, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("crm_loyalty.spreadsheet_dashboard_loyalty")
        cls.program.point_value = 0.05

    def open(self, lang):
        self.env["res.lang"]._activate_lang(lang)
        self.boss.lang = lang
        self.start_tour(
            "/odoo/loyalty-dashboard",
            "crm_loyalty_dashboard",
            login=self.boss.login,
        )

    def make_movements(self):
        """Anna has 500 points; take 100 for a mug, so that 400 are outstanding."""
        self.set_tier(self.anna, self.gold)
        self.redeem(self.make_benefit("Mug", 100))

    def test_figures_in_english(self):
        self.make_movements()
        self.open("en_US")

    def test_figures_in_chinese(self):
        self.make_movements()
        self.open("zh_CN")

    def test_managers_and_auditors_see_it(self):
        auditor = self.make_user("points_auditor", "crm_loyalty.group_auditor")
        for user, expected in ((self.boss, 1), (auditor, 1), (self.agent, 0)):
            found = self.env["spreadsheet.dashboard"].with_user(user)
            count = found.search_count([("id", "=", self.dashboard.id)])
            self.assertEqual(count, expected, user.login)

    def test_sources_exist(self):
        """Models, fields, domains and menus of the file are those of the addon."""
        book = self.read_book("loyalty_dashboard")
        sources = [*book["pivots"].values(), *book["lists"].values()]
        self.assertEqual(len(sources), 8)
        for source in sources:
            records = self.env[source["model"]].with_user(self.boss)
            records.search_count(source["domain"])
            names = [
                *source.get("columns", ()),
                *(row["fieldName"] for row in source.get("rows", ())),
                *(row["fieldName"] for row in source.get("measures", ())),
            ]
            chains = [link["chain"] for link in source["fieldMatching"].values()]
            for name in {*names, *chains} - {"__count"}:
                self.assertTrue(records.mapped(name) is not None, name)
                records.search_count([(name, "!=", False)])
        filters = {row["id"] for row in book["globalFilters"]}
        for source in sources:
            self.assertLessEqual(source["fieldMatching"].keys(), filters)
        for menu in book["chartOdooMenusReferences"].values():
            self.assertEqual(self.env.ref(menu)._name, "ir.ui.menu")

    def test_sample_needs_no_data(self):
        book = self.read_book("loyalty_sample_dashboard")
        self.assertEqual((book["pivots"], book["lists"]), ({}, {}))
        cells = [cell for page in book["sheets"] for cell in page["cells"].values()]
        self.assertFalse([c for c in cells if c.startswith(("=PIVOT", "=ODOO"))])

    @staticmethod
    def read_book(name):
        with file_open(f"{FILES}/{name}.json") as file:
            return json.load(file)
