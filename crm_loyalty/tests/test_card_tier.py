# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestCardTier(LoyaltyCommon):
    """A card shows, sorts and groups by the tier of its holder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold.sequence, cls.silver.sequence = 1, 2
        cls.ben, cls.carl = cls.make_partner("Ben"), cls.make_partner("Carl")
        cls.set_tier(cls.anna, cls.silver)
        cls.set_tier(cls.ben, cls.gold)
        cls.cards = cls.env["loyalty.card"].create(
            [
                {
                    "program_id": cls.program.id,
                    "partner_id": partner.id,
                    "points": points,
                }
                for partner, points in ((cls.anna, 10), (cls.ben, 20), (cls.carl, 40))
            ]
        )

    def own(self, *domain):
        return [("program_id", "=", self.program.id), *domain]

    def test_card_shows_the_present_tier(self):
        self.assertEqual(self.cards.mapped("tier_id.name"), ["Silver", "Gold"])
        self.set_tier(self.anna, self.gold)
        self.env.invalidate_all()

        self.assertEqual(self.cards[0].tier_id, self.gold)

    def test_card_of_a_contact_shows_the_tier_of_the_company(self):
        clerk = self.make_partner("Clerk", parent_id=self.ben.id)
        card = self.cards[0].copy({"partner_id": clerk.id, "code": "clerk"})

        self.assertEqual(card.tier_id, self.gold)

    def test_cards_are_sorted_by_tier(self):
        found = self.env["loyalty.card"].search(self.own(), order="tier_id, id")

        self.assertEqual(found.partner_id.mapped("name"), ["Ben", "Anna", "Carl"])

    def test_cards_are_found_by_tier(self):
        cards = self.env["loyalty.card"]

        found = cards.search(self.own(("tier_id", "=", self.gold.id)))
        self.assertEqual(found.partner_id, self.ben)
        found = cards.search(self.own(("tier_id", "=", False)))
        self.assertEqual(found.partner_id, self.carl)
        found = cards.search(self.own(("tier_id.name", "=", "Silver")))
        self.assertEqual(found.partner_id, self.anna)

    def test_cards_are_grouped_by_tier(self):
        groups = self.env["loyalty.card"].formatted_read_group(
            self.own(), ["tier_id"], ["__count", "points:sum"]
        )

        self.assertEqual(
            [
                (group["tier_id"] and group["tier_id"][1], group["points:sum"])
                for group in groups
            ],
            [("Gold", 20.0), ("Silver", 10.0), (False, 40.0)],
        )

    def test_each_company_sees_its_own_tier(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        self.program.company_id = False
        self.set_tier(self.anna, self.gold, company=other)

        self.assertEqual(self.cards[0].tier_id, self.silver)
        self.assertEqual(self.cards[0].with_company(other).tier_id, self.gold)
        found = (
            self.env["loyalty.card"]
            .with_company(other)
            .search(self.own(("tier_id", "=", self.gold.id)))
        )
        self.assertEqual(found.partner_id, self.anna)
