# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LifecycleCommon

PARAMETERS = {"r": 0.5, "alpha": 6.0, "a": 0.9, "b": 1.6}
ERRORS = {"r": 0.08, "alpha": 0.7, "a": 0.15, "b": 0.5}
SHARES = [0.4, 0.2, 0.1, 0.1, 0.1, 0.04, 0.03, 0.02, 0.01, 0.0]


@tagged("post_install", "-at_install")
class TestLifetimeModelPage(LifecycleCommon):
    """A fit tells its figures in words and beside them how well it foretold."""

    def make_model(self, **values):
        return self.env["crm.lifetime.model"].create(
            {
                "company_id": self.company.id,
                "fitted_on": "2025-06-30",
                "kind": "mbg_nbd",
                "is_used": True,
                "customers": 400,
                "parameters": PARAMETERS,
                "standard_errors": ERRORS,
                "value_parameters": {"p": 6.0, "q": 4.0, "v": 15.0},
                **values,
            }
        )

    def test_parameters_stand_with_their_errors(self):
        rows = self.make_model().parameter_table

        self.assertEqual(
            [(row["name"], row["value"], row["error"]) for row in rows],
            [
                ("r", 0.5, 0.08),
                ("alpha", 6.0, 0.7),
                ("a", 0.9, 0.15),
                ("b", 1.6, 0.5),
                ("p", 6.0, None),
                ("q", 4.0, None),
                ("v", 15.0, None),
            ],
        )

    def test_tenths_of_customers_are_those_of_the_backtest(self):
        model = self.make_model(backtest={"n": 300, "deciles": SHARES})

        self.assertEqual(model.decile_shares, SHARES)
        self.assertFalse(self.make_model().decile_shares)

    def test_name_tells_model_and_day(self):
        model = self.make_model().with_context(lang="en_US")

        self.assertEqual(model.display_name, "MBG/NBD 06/30/2025")

    def test_last_good_fit_speaks_for_the_company(self):
        good = self.make_model(fitted_on="2025-05-30")
        self.make_model(is_used=False, reason="unfinished")
        self.make_model(fitted_on="2025-04-30")

        self.assertEqual(good._get_current(self.company), good)

    def test_fit_that_was_kept_out_says_so(self):
        model = self.make_model(is_used=False, reason="unfinished")

        self.assertEqual(
            model.sentence.split("\n"),
            [
                "The search for the parameters did not come to an end.",
                "It is kept out; the last good parameters are used.",
                "The history is too short to test the forecast.",
            ],
        )

    def test_users_read_and_nobody_writes(self):
        model = self.make_model()
        for user in (self.user, self.analyst, self.manager):
            mine = model.with_user(user)
            self.assertEqual(mine.customers, 400)
            with self.assertRaises(AccessError):
                mine.write({"customers": 1})
            with self.assertRaises(AccessError):
                mine.unlink()

    def test_page_shows_backtest_beside_the_fit(self):
        arch = (
            self.env["crm.lifetime.model"]
            .with_user(self.user)
            .get_view(self.env.ref("crm_lifecycle.crm_lifetime_model_view_form").id)[
                "arch"
            ]
        )
        form = etree.fromstring(arch)

        shown = {node.get("name") for node in form.xpath("//group[@name='test']/field")}

        self.assertLessEqual({"bias_percent", "auc", "auc_recency"}, shown)
        self.assertEqual(form.get("create"), "0")
        self.assertTrue(form.xpath("//field[@name='sentence']"))
