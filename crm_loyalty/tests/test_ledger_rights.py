# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .ledger_orders_common import LedgerOrdersCommon

MODELS = (
    "crm.loyalty.pool",
    "crm.loyalty.lot",
    "crm.loyalty.allocation",
    "loyalty.history",
    "loyalty.card",
)


@tagged("post_install", "-at_install")
class TestLedgerRights(LedgerOrdersCommon):
    """Who sees points, and that the companies are apart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_sale(cls.anna, 200)
        cls.make_redemption(cls.anna, 50)
        cls.reader = cls.make_user("reader", "crm_loyalty.group_user")

    def count(self, user, model):
        return self.env[model].with_user(user).search_count([])

    def test_portal_and_plain_users_read_nothing(self):
        portal = new_test_user(self.env, login="visitor", groups="base.group_portal")
        plain = self.make_user("plain", "base.group_user")
        for model in MODELS:
            for user in (portal, plain):
                with (
                    self.subTest(model=model, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self.count(user, model)

    def test_reader_reads_and_writes_nothing(self):
        for model in MODELS:
            records = self.env[model].with_user(self.reader).search([])
            self.assertTrue(records, model)
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=model, operation=operation):
                    self.assertFalse(records.has_access(operation))
        card = self.card_of(self.anna).with_user(self.reader)
        self.assertEqual(card.points, 150.0)
        self.assertEqual(card.pool_id.lot_ids.mapped("remaining"), [100.0, 50.0])

    def test_companies_are_apart(self):
        other = self.make_company("Other company")
        stranger = self.make_user("stranger", "crm_loyalty.group_auditor", other)
        for model in MODELS:
            with self.subTest(model):
                path = "company_id"
                if path not in self.env[model]:
                    path = "pool_id.company_id"
                domain = [(path, "=", self.company.id)]
                domain = [("id", "in", self.env[model].search(domain).ids)]
                records = self.env[model].search(domain)
                seen = records.with_user(stranger)
                seen = seen.with_context(allowed_company_ids=other.ids)
                self.assertTrue(records)
                self.assertFalse(seen.search(domain))
        card = self.card_of(self.anna).with_user(stranger)
        card = card.with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            card.read(["points"])

    def test_points_of_two_companies_do_not_mix(self):
        other = self.make_company("Other company")
        self.env.user.company_ids |= other
        club = self.make_program("Other club", company=other)
        self.make_sale(self.anna, 70, company=other)
        self.assert_balance(self.anna, 150.0)
        self.assert_balance(self.anna, 70.0, program=club)
        self.assertEqual(self.get_pool(self.anna, club).company_id, other)
