# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta
from math import log

from psycopg2.errors import CheckViolation

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .histories import HistoryCommon

SIGNED = "2024-03-10 12:00:00"
ENDS = date(2025, 3, 10)


@tagged("post_install", "-at_install")
class TestRenewal(HistoryCommon):
    """A contract's renewal date decides the risk of churn.

    Ada signed a contract of twelve months, Bob bought a thing on the same day.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy(revenue_source="order")
        cls.ada, cls.bob = cls.make_customers("Ada", "Bob")
        cls.contract = cls.make_category("Maintenance", 12)
        cls.order = cls.sign(cls.ada, SIGNED)
        cls.make_order(cls.bob, SIGNED, 100)

    @classmethod
    def make_category(cls, name, months, **vals):
        return cls.env["product.category"].create(
            {"name": name, "is_contract": True, "contract_months": months, **vals}
        )

    @classmethod
    def sign(cls, partner, moment, *categories, **vals):
        """Return an order of one product of each category."""
        lines = []
        for category in categories or (cls.contract,):
            product = cls.make_product("Contract", 100)
            product.categ_id = category
            lines.append(Command.create({"product_id": product.id}))
        return cls.make_order(partner, moment, 100, order_line=lines, **vals)

    def assert_renewals(self, today, ada, bob=False):
        self.run_night(today)
        self.assertEqual(
            [self.profile_of(who).renewal_date for who in (self.ada, self.bob)],
            [ada, bob],
        )

    # --------------------------------------------------------------------- date

    def test_contract_ends_its_months_after_the_order(self):
        self.assert_renewals("2024-03-10", ENDS)

    def test_last_contract_counts(self):
        self.sign(self.ada, "2025-02-01 12:00:00")
        self.assert_renewals("2025-01-31", ENDS)
        self.assert_renewals("2025-02-01", date(2026, 2, 1))

    def test_longest_contract_of_an_order_counts(self):
        years = self.make_category("Lease", 36)
        plain = self.make_category("Goods", 99, is_contract=False)
        self.sign(self.bob, SIGNED, self.contract, years, plain)
        self.assert_renewals("2024-03-10", ENDS, date(2027, 3, 10))

    def test_contact_signs_for_its_firm(self):
        buyer = self.make_partner("Buyer", parent_id=self.bob.id)
        self.sign(buyer, SIGNED)
        self.assert_renewals("2024-03-10", ENDS, ENDS)

    def test_quotations_cancelled_orders_and_other_companies_do_not_count(self):
        self.sign(self.bob, SIGNED, confirm=False)
        self.order._action_cancel()
        other = self.make_company("Other company")
        foreign = self.sign(self.bob, SIGNED, confirm=False)
        foreign.action_confirm()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET company_id = %s WHERE id = %s",
            [other.id, foreign.id],
        )
        self.env.invalidate_all()
        self.make_history([(self.ada, date(2024, 3, 10), 1)])
        self.make_order(self.ada, SIGNED, 5)
        self.assert_renewals("2024-03-10", False)

    def test_category_that_is_no_contract_any_more_takes_the_date_away(self):
        self.assert_renewals("2024-03-10", ENDS)
        self.contract.is_contract = False
        self.assert_renewals("2024-03-10", False)

    def test_month_that_is_shorter(self):
        self.sign(self.bob, "2024-01-31 12:00:00", self.make_category("Trial", 1))
        self.assert_renewals("2024-03-10", ENDS, date(2024, 2, 29))

    @mute_logger("odoo.sql_db")
    def test_contract_runs_for_a_month_or_more(self):
        with self.assertRaises(CheckViolation):
            self.make_category("Nothing", 0)

    # -------------------------------------------------------------------- churn

    def test_risk_by_days_to_the_renewal_date(self):
        found = {}
        for days in (300, 61, 60, 0, -1, -30, -31, -200):
            self.run_night(ENDS - timedelta(days=days))
            found[days] = self.profile_of(self.ada).churn_probability

        self.assertEqual(
            found,
            {
                300: 0.1,
                61: 0.1,
                60: 0.3,
                0: 0.3,
                -1: 0.6,
                -30: 0.6,
                -31: 0.9,
                -200: 0.9,
            },
        )

    def test_reasons_name_the_renewal_instead_of_the_model(self):
        self.run_night(ENDS - timedelta(days=10))

        ada, bob = self.profile_of(self.ada), self.profile_of(self.bob)
        self.assertEqual(
            ada.churn_reasons,
            [
                {
                    "factor": "renewal",
                    "label": "Renewal date of the contract",
                    "value": log(0.3 / 0.7),
                }
            ],
        )
        self.assertEqual([row["factor"] for row in bob.churn_reasons], ["model"])
        self.assertEqual(ada.silent_chance, bob.silent_chance)
        self.assertNotEqual(ada.churn_probability, bob.churn_probability)

    def test_signs_move_the_risk_and_learnt_weights_do_not(self):
        """Log-odds of 0.1 are -2.197; a complaint adds 0.8: 0.198."""
        angry = self.env["helpdesk.ticket.category"].create(
            {"name": "Angry", "is_complaint": True}
        )
        self.make_ticket(self.ada, category_id=angry.id)
        self.run_night("2024-04-01")
        self.assertEqual(self.profile_of(self.ada).churn_probability, 0.2)

        model = self.env["crm.lifetime.model"]._get_current(self.company)
        model.churn_weights = {"intercept": 3.0, "model": 0.1}
        self.run_night("2024-04-02")

        self.assertEqual(self.profile_of(self.ada).churn_probability, 0.2)
        self.assertGreater(self.profile_of(self.bob).churn_probability, 0.9)
