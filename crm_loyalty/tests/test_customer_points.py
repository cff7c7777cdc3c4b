# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestCustomerPoints(LoyaltyCommon):
    """Contacts and customer profiles show the points on their loyalty cards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.make_partner("Firm", is_company=True)
        cls.clerk = cls.make_partner("Clerk", parent_id=cls.firm.id)
        cls.profile = cls.set_tier(cls.firm, cls.gold)

    def make_card(self, partner, points, program=None):
        return self.env["loyalty.card"].create(
            {
                "program_id": (program or self.program).id,
                "partner_id": partner.id,
                "points": points,
            }
        )

    def pills(self, partner):
        return [
            (pill["label"], pill["value"])
            for pill in partner.application_statistics
            if pill["label"] == "Loyalty points"
        ]

    def test_company_and_contacts_share_one_balance(self):
        self.make_card(self.firm, 100.5)
        self.make_card(self.clerk, 40)
        self.make_card(self.anna, 7)

        self.assertEqual(
            [partner.loyalty_points for partner in self.firm | self.clerk | self.anna],
            [140.5, 140.5, 7.0],
        )
        self.assertEqual(self.profile.loyalty_points, 140.5)

    def test_points_of_an_archived_card_stay_with_the_customer(self):
        wallet = self.make_program(
            "Wallet", program_type="ewallet", applies_on="future"
        )
        ended = self.make_program("Ended")
        self.make_card(self.firm, 100)
        self.make_card(self.firm, 500, wallet)
        self.make_card(self.firm, 700, ended)
        self.make_card(self.firm, 900).active = False
        ended.active = False

        self.assertEqual(self.firm.loyalty_points, 1000.0)
        self.assertEqual(self.profile.loyalty_points, 1000.0)

    def test_cards_of_another_company_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        there = self.make_program("There", company=other)
        everywhere = self.make_program("Everywhere")
        everywhere.company_id = False
        self.make_card(self.firm, 100)
        self.make_card(self.firm, 20, there)
        self.make_card(self.firm, 3, everywhere)
        profile_there = self.set_tier(self.firm, self.silver, company=other)

        self.assertEqual(self.firm.loyalty_points, 103.0)
        self.assertEqual(self.profile.loyalty_points, 103.0)
        self.assertEqual(profile_there.loyalty_points, 23.0)

    def test_button_opens_the_cards_of_the_customer(self):
        cards = self.make_card(self.firm, 100) | self.make_card(self.clerk, 40)
        self.make_card(self.anna, 7)

        action = self.profile.action_view_loyalty_cards()

        self.assertEqual(self.env["loyalty.card"].search(action["domain"]), cards)

    def test_lifecycle_user_reads_cards_and_history_only(self):
        card = self.make_card(self.firm, 100)
        user = self.user

        read = card.with_user(user).read(["points", "tier_id", "program_id"])
        self.assertEqual(read[0]["points"], 100.0)
        rights = {
            (model, mode): self.env[model].with_user(user).has_access(mode)
            for model in ("loyalty.card", "loyalty.history", "loyalty.program")
            for mode in ("read", "write", "create", "unlink")
        }
        self.assertEqual(
            {key for key, granted in rights.items() if granted},
            {
                ("loyalty.card", "read"),
                ("loyalty.history", "read"),
                ("loyalty.program", "read"),
            },
        )

    def test_button_stands_once_and_for_who_may_read_cards(self):
        seller = self.make_user("seller", "sales_team.group_sale_salesman")
        clerk = self.make_user("clerk", "base.group_user")
        found = {}
        for user in (self.user, seller, clerk):
            view = self.env["res.partner"].with_user(user).get_view(view_type="form")
            found[user.login] = view["arch"].count('name="action_view_loyalty_cards"')

        self.assertEqual(found, {"lifecycle_user": 1, "seller": 1, "clerk": 0})

    def test_pill_shows_the_points(self):
        self.make_card(self.firm, 1240.5)
        user = self.user

        self.assertEqual(
            self.pills(self.firm.with_user(user)), [("Loyalty points", "1,240.5")]
        )
        self.assertEqual(
            self.pills(self.clerk.with_user(user)), [("Loyalty points", "1,240.5")]
        )
        self.assertFalse(self.anna.with_user(user).application_statistics)

    def test_pill_is_hidden_from_who_may_not_read_cards(self):
        self.make_card(self.firm, 1240)
        user = self.make_user("reader", "base.group_user")

        self.assertEqual(self.pills(self.firm.with_user(user)), [])

    def test_points_cost_the_same_for_one_and_for_twenty_customers(self):
        partners = self.env["res.partner"].union(
            *(self.make_partner(f"Customer {i}") for i in range(20))
        )
        for partner in partners:
            self.make_card(partner, 5)
        self.env.flush_all()
        counts = []
        for batch in (partners, partners[:1], partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(batch.mapped("loyalty_points")), {5.0})
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[1], counts[2])
