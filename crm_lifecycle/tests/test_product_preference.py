# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.tests import tagged

from ..engine.preference import get_grade, get_shares
from .common import LifecycleCommon

COLUMNS = ("partner_id", "categ_id", "revenue", "share", "grade")


@tagged("post_install", "-at_install")
class TestProductPreference(LifecycleCommon):
    """What a customer mainly buys, from the posted invoices of a company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.preferences = cls.env["crm.product.preference"]
        names = ("Machines", "Parts", "Service")
        cls.products = {}
        for name in names:
            product = cls.make_product(name)
            product.categ_id = cls.env["product.category"].create({"name": name})
            cls.products[name] = product
        cls.ada = cls.make_partner("Ada", is_company=True)

    def sell(self, partner, amounts, company=None, post=True, **vals):
        """Invoice products: ``{name: amount}``; all below zero make a credit note."""
        refund = all(amount < 0 for amount in amounts.values())
        company = company or self.company
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_refund" if refund else "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2024-02-01",
                    "date": "2024-02-01",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.products[name].id,
                                "quantity": 1,
                                "price_unit": abs(amount),
                                "tax_ids": [Command.clear()],
                            }
                        )
                        for name, amount in amounts.items()
                    ],
                    **vals,
                }
            )
        )
        if post:
            move.action_post()
        self.env.flush_all()
        return move

    def rows(self, *companies):
        companies = companies or (self.company,)
        return self.preferences.search(
            [("company_id", "in", [company.id for company in companies])]
        )

    def test_shares_and_grades_are_those_of_the_engine(self):
        amounts = {"Machines": 50, "Parts": 35, "Service": 15}
        self.sell(self.ada, amounts)

        shares = get_shares(amounts.values())
        self.assert_table(
            self.rows(),
            COLUMNS,
            [
                ("Ada", name, amount, share, get_grade(share))
                for (name, amount), share in zip(amounts.items(), shares, strict=True)
            ],
        )
        self.assertEqual(
            self.rows().mapped("grade"), ["core", "auxiliary", "auxiliary"]
        )

    def test_contacts_buy_for_their_company_and_drafts_do_not_count(self):
        buyer = self.make_partner("Bob", parent_id=self.ada.id)
        self.sell(buyer, {"Parts": 90})
        self.sell(self.ada, {"Machines": 10})
        self.sell(self.ada, {"Service": 500}, post=False)

        self.assert_table(
            self.rows(),
            COLUMNS,
            [
                ("Ada", "Parts", 90, 90, "core"),
                ("Ada", "Machines", 10, 10, "non_core"),
            ],
        )

    def test_credit_notes_are_taken_off(self):
        self.sell(self.ada, {"Machines": 100, "Parts": 20})
        self.sell(self.ada, {"Machines": -80, "Service": -5})

        self.assert_table(
            self.rows(),
            COLUMNS,
            [
                ("Ada", "Machines", 20, 50, "core"),
                ("Ada", "Parts", 20, 50, "core"),
                ("Ada", "Service", -5, 0, "non_core"),
            ],
        )

    def test_customer_that_sent_all_back_prefers_nothing(self):
        self.sell(self.ada, {"Machines": 100})
        self.sell(self.ada, {"Machines": -100})

        self.assert_table(self.rows(), COLUMNS, [("Ada", "Machines", 0, 0, "non_core")])

    def test_each_company_has_its_own_shares(self):
        other = self.make_company("Other")
        self.env.user.company_ids += other
        self.sell(self.ada, {"Machines": 10})
        self.sell(self.ada, {"Parts": 10}, company=other)

        both = self.preferences.with_context(
            allowed_company_ids=(self.company | other).ids
        ).search([("partner_id", "=", self.ada.id)])
        self.assert_table(
            both,
            ("company_id", "categ_id", "share"),
            [
                (self.company.name, "Machines", 100),
                ("Other", "Parts", 100),
            ],
        )
        mine = self.preferences.with_user(self.user).search(
            [("partner_id", "=", self.ada.id)]
        )
        self.assertEqual(mine.company_id, self.company)

    def test_button_of_the_customer_opens_its_products_only(self):
        self.make_policy()
        self.sell(self.ada, {"Machines": 10})
        self.sell(self.make_partner("Bob"), {"Parts": 10})
        self.run_night("2024-03-01")

        action = self.profile_of(self.ada).action_view_preferences()

        found = self.env[action["res_model"]].search(action["domain"])
        self.assert_table(found, ("partner_id", "categ_id"), [("Ada", "Machines")])

    def test_rows_can_be_grouped(self):
        self.sell(self.ada, {"Machines": 60, "Parts": 40})

        groups = self.preferences._read_group(
            [("partner_id", "=", self.ada.id)], ["grade"], ["revenue:sum"]
        )

        self.assertEqual(dict(groups), {"core": 60.0, "auxiliary": 40.0})
