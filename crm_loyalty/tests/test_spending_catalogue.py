from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestCatalogue(SpendingCommon):
    """The catalogue says what a customer may have, and why not the rest."""

    def catalogue(self, partner=None, **kwargs):
        benefits = self.env["crm.loyalty.benefit"]
        return {
            entry["benefit"].name: entry["reason"]
            for entry in benefits._get_catalogue(partner or self.anna, **kwargs)
        }

    def assert_refused(self, benefit, words, card=None):
        """Assert the same words in the catalogue and when it is redeemed."""
        partner = (card or self.card).partner_id
        self.assertRegex(self.catalogue(partner)[benefit.name], words)
        points = (card or self.card).points
        with self.assertRaisesRegex(UserError, words):
            self.redeem(benefit, card)
        self.assertEqual((card or self.card).points, points)

    def test_affordable_benefits_come_first(self):
        self.make_benefit("Car", 9000)
        self.make_benefit("Mug", 100)
        self.make_benefit("Pen", 20)
        self.assertEqual(
            list(self.catalogue().items()),
            [
                ("Pen", False),
                ("Mug", False),
                ("Car", "It costs 9000 points; 8500 points are missing."),
            ],
        )

    def test_entry_tells_price_and_balance(self):
        mug = self.make_benefit()
        (entry,) = mug._get_catalogue(self.anna)
        self.assertEqual(
            entry,
            {
                "benefit": mug,
                "card": self.card,
                "price": 100,
                "balance": 500,
                "is_affordable": True,
                "is_allowed": True,
                "reason": False,
            },
        )

    def test_portal_sees_what_is_published(self):
        self.make_benefit("Pen")
        self.make_benefit("Mug", is_published=False)
        self.assertEqual(set(self.catalogue()), {"Pen"})
        self.assertEqual(set(self.catalogue(with_unpublished=True)), {"Pen", "Mug"})

    def test_customer_without_card_has_no_points_and_gets_no_card(self):
        self.make_benefit()
        berta = self.make_partner("Berta")
        self.assertRegex(self.catalogue(berta)["Mug"], "100 points are missing")
        self.assertFalse(self.card_of(berta))

    def test_not_enough_points(self):
        self.assert_refused(self.make_benefit(points=500.5), "0.50 points are missing")

    def test_exactly_enough_points(self):
        self.redeem(self.make_benefit(points=500))
        self.assertEqual(self.card.points, 0)

    def test_wrong_tier(self):
        benefit = self.make_benefit(tier_ids=self.gold.ids)
        self.assert_refused(benefit, "Only for customers of the tier Gold")
        self.set_tier(self.anna, self.silver)
        self.assert_refused(benefit, "Only for customers of the tier Gold")
        self.set_tier(self.anna, self.gold)
        self.assertEqual(self.redeem(benefit).tier_id, self.gold)

    def test_dates(self):
        self.assert_refused(self.make_benefit("Old", date_until="2020-01-31"), "until")
        self.assert_refused(self.make_benefit("New", date_from="2999-01-31"), "from")

    def test_first_and_last_day_count(self):
        today = self.card._get_today()
        self.assertTrue(
            self.redeem(self.make_benefit(date_from=today, date_until=today))
        )

    def test_programme_that_has_ended(self):
        benefit = self.make_benefit()
        self.program.date_to = "2020-01-31"
        self.assert_refused(benefit, "until")

    def test_archived_benefit(self):
        benefit = self.make_benefit(active=False)
        self.assertEqual(self.catalogue(), {})
        with self.assertRaisesRegex(UserError, "no longer offered"):
            self.redeem(benefit)

    def test_archived_card(self):
        benefit = self.make_benefit()
        self.card.active = False
        self.assert_refused(benefit, "card is archived")

    def test_expired_card(self):
        benefit = self.make_benefit()
        self.card.expiration_date = "2020-01-31"
        self.assert_refused(benefit, "expired on 01/31/2020")

    def test_archived_customer(self):
        benefit = self.make_benefit()
        self.anna.active = False
        self.assert_refused(benefit, "Anna is archived")

    def test_contact_of_an_archived_company(self):
        shop = self.make_partner("Shop", is_company=True)
        carl = self.make_partner("Carl", parent_id=shop.id)
        card = self.give(carl, 200)
        shop.active = False
        self.assert_refused(self.make_benefit(), "archived", card)

    def test_at_most_once_ever(self):
        benefit = self.make_benefit(max_per_customer=1)
        self.redeem(benefit)
        self.assert_refused(benefit, r"At most 1 per customer \(ever\)")

    def test_colleagues_share_what_their_company_may_have(self):
        shop = self.make_partner("Shop", is_company=True)
        carl, dora = (
            self.make_partner(name, parent_id=shop.id) for name in ("Carl", "Dora")
        )
        benefit = self.make_benefit(max_per_customer=1)
        self.redeem(benefit, self.give(carl, 200))
        self.assert_refused(benefit, "At most 1", self.give(dora, 200))

    def test_next_month_counts_anew(self):
        benefit = self.make_benefit(max_per_customer=1, max_period="month")
        redemption = self.redeem(benefit)
        self.assert_refused(benefit, "each month")
        month = fields.Date.start_of(self.card._get_today(), "month")
        redemption._write_decision(
            {"requested_on": fields.Date.subtract(month, days=1)}
        )
        self.assertTrue(self.redeem(benefit))

    def test_cancelled_ones_do_not_count(self):
        benefit = self.make_benefit(max_per_customer=1)
        self.redeem(benefit).with_user(self.agent).action_cancel()
        self.assertTrue(self.redeem(benefit))

    def test_price_is_as_exact_as_the_programme(self):
        self.program.points_digits = "0"
        with self.assertRaisesRegex(ValidationError, "counts less exactly"):
            self.make_benefit(points=9.5)

    @mute_logger("odoo.sql_db")
    def test_negative_price_is_refused(self):
        with self.assertRaisesRegex(CheckViolation, "points_positive"):
            self.make_benefit(points=-1)

    def test_benefit_of_another_company_is_not_seen(self):
        other = self.make_company("Elsewhere")
        club = self.make_program("Their club", company=other)
        benefit = self.make_benefit("Theirs", program_id=club.id)
        self.assertEqual(benefit.company_id, other)
        self.assertEqual(self.catalogue(), {})
        with self.assertRaises(AccessError):
            benefit.with_user(self.agent).read(["name"])

    def test_wizard_opens_when_nothing_is_out_of_reach(self):
        pen = self.make_benefit("Pen", 20)
        wizards = self.env["crm.loyalty.redeem"].with_user(self.agent)
        wizard = wizards.create({"card_id": self.card.id, "benefit_id": pen.id})
        self.env.invalidate_all()
        self.assertEqual((wizard.allowed_ids, len(wizard.line_ids)), (pen, 0))

    def test_wizard_offers_what_may_be_had(self):
        pen = self.make_benefit("Pen", 20)
        self.make_benefit("Car", 9000)
        wizard = (
            self.env["crm.loyalty.redeem"]
            .with_user(self.agent)
            .create({"card_id": self.card.id})
        )
        self.assertEqual(wizard.allowed_ids, pen)
        self.assertEqual(
            wizard.line_ids.mapped(lambda line: (line.benefit_id.name, line.reason)),
            [("Car", "It costs 9000 points; 8500 points are missing.")],
        )
        with self.assertRaisesRegex(UserError, "Choose a benefit"):
            wizard.action_redeem()
        wizard.benefit_id = pen
        self.assertEqual(wizard.balance_after.split()[0], "480")
        first, second = (wizard.action_redeem()["res_id"] for _click in range(2))
        self.assertEqual(first, second)
        self.assertEqual(self.card.points, 480)

    def test_presets_fill_the_catalogue(self):
        presets = self.env["crm.loyalty.benefit.preset"].with_user(self.boss)
        presets = presets.search(
            [("id", "in", [card["id"] for card in presets.get_presets()])]
        )
        for preset in presets:
            preset.action_use_preset()
        self.assert_table(
            self.env["crm.loyalty.benefit"].search([]),
            ("name", "kind", "points", "stock", "max_per_customer", "is_published"),
            [
                ("Voucher", "voucher", 500.0, 0, 0, True),
                ("Free delivery", "voucher", 150.0, 0, 1, True),
                ("Gift with your logo", "gift", 300.0, 50, 0, True),
                ("Personal advice", "service", 800.0, 0, 0, True),
                ("Birthday gift", "voucher", 0.0, 0, 1, False),
            ],
        )
        self.program.active = False
        with self.assertRaisesRegex(UserError, "no loyalty program yet"):
            presets[0].action_use_preset()
