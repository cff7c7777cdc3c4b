# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .earning_common import EarningCommon
from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestEarningWithheld(EarningCommon, LedgerOrdersCommon):
    """Who gets no bonus though the event is there, and who loses it again."""

    def test_archived_contact_of_a_company_gets_no_birthday(self):
        rule = self.make_rule("birthday")
        firm = self.make_customer("Firm", is_company=True)
        for name in ("Clerk", "Former clerk"):
            self.make_partner(name, parent_id=firm.id, birthdate_date="1990-03-10")
        self.env["res.partner"].search([("name", "=", "Former clerk")]).active = False

        self.run_day("2026-03-10")

        self.assertEqual(
            self.bonuses(rule), [("Firm", "2026-03-10", "earn", 10.0, 0.0)]
        )

    def test_customer_of_another_company_gets_no_birthday_here(self):
        self.program.company_id = False
        rule = self.make_rule("birthday")
        far = self.make_partner("Far", birthdate_date="1990-03-10")
        self.get_card(far)
        near = self.make_partner("Near", birthdate_date="1990-03-10")
        self.get_card(near)
        far.company_id = self.make_company("Other company")

        self.run_day("2026-03-10")

        self.assertEqual([row[0] for row in self.bonuses(rule)], ["Near"])

    def test_payment_that_is_taken_back_takes_its_bonus_along(self):
        rule = self.make_rule("invoice_paid", 20)
        invoice = self.make_invoice(self.anna, "2026-03-10", 100)
        self.pay(invoice)
        invoice.points_paid_on = "2026-03-10"
        self.run_day("2026-03-10")
        self.assertEqual(self.balance(self.anna), (20.0, 0.0))

        invoice.line_ids.remove_move_reconcile()

        self.assertEqual(self.balance(self.anna), (0.0, 0.0))
        self.assertEqual(
            [row[2:4] for row in self.bonuses(rule)],
            [("earn", 20.0), ("reverse", -20.0)],
        )

    def test_bonus_given_while_its_order_was_cancelled_is_taken_back(self):
        """The run and the cancelling did not see each other's work."""
        rule = self.make_rule("order_confirmed", 20)
        order = self.buy(self.anna, "2026-03-10")
        self.run_day("2026-03-10")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_order SET state = 'cancel' WHERE id = %s", [order.id]
        )
        self.env.invalidate_all()

        self.run_day("2026-03-11")

        self.assertEqual(
            [row[2:4] for row in self.bonuses(rule)],
            [("earn", 20.0), ("reverse", -20.0)],
        )

    def test_manager_of_another_company_starts_no_campaign_here(self):
        other = self.make_company("Other company")
        chief = self.make_user("earning_far", "crm_loyalty.group_manager", other)
        self.make_customer("Mia")
        campaign = self.make_rule("campaign")
        wizards = self.env["crm.loyalty.earning.backfill"].with_user(chief)
        wizards = wizards.with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            wizards.create({"rule_id": campaign.id}).action_book()
        self.assertEqual(self.bonuses(campaign), [])

    def test_preset_without_a_programme_says_so(self):
        self.program.active = False
        preset = self.env["crm.loyalty.earning.preset"].search([], limit=1)
        with self.assertRaisesRegex(UserError, "There is no loyalty program yet"):
            preset.with_company(self.company).action_use_preset()
