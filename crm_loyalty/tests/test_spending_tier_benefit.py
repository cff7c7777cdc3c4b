from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestTierBenefit(SpendingCommon):
    """What a tier gives comes with it and goes with it, and nothing else is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bob, cls.eve = (
            cls.make_user(name, "base.group_user") for name in ("bob", "eve")
        )
        cls.grants = cls.env["crm.loyalty.benefit.grant"]
        cls.lists = {
            name: cls.env["product.pricelist"].create(
                {"name": name, "company_id": cls.company.id}
            )
            for name in ("Gold", "Silver", "Hand")
        }

    @classmethod
    def make_tier_benefit(cls, kind="promise", tier=None, **vals):
        return cls.env["crm.tier.benefit"].create(
            {
                "name": kind,
                "kind": kind,
                "tier_id": (tier or cls.gold).id,
                "company_id": cls.company.id if "pricelist_id" in vals else False,
                **vals,
            }
        )

    @classmethod
    def make_gold_prices(cls):
        return cls.make_tier_benefit("pricelist", pricelist_id=cls.lists["Gold"].id)

    def move(self, partner, tier, company=None):
        """Move the customer as a night does: profile, change, dispatcher."""
        company = company or self.company
        profile = self.profile_of(partner, company)
        former = profile.tier_id
        self.set_tier(partner, tier, company)
        change = self.changes.create(
            {
                "profile_id": self.profile_of(partner, company).id,
                "company_id": company.id,
                "kind": "tier",
                "change_date": "2026-01-01",
                "from_tier_id": former.id,
                "to_tier_id": tier.id,
            }
        )
        change._dispatch()
        self.assertFalse(change.dispatch_error)
        return change

    def rows(self, partner=None):
        """Return (benefit, is granted) of the customer's benefits, oldest first."""
        found = self.grants.search([("partner_id", "=", (partner or self.anna).id)])
        return [(row.benefit_id.name, not row.date_until) for row in found.sorted("id")]

    def pricelist(self, partner=None, company=None):
        partner = (partner or self.anna).with_company(company or self.company)
        return partner.specific_property_product_pricelist

    def test_promise_is_listed_since_and_until(self):
        self.make_tier_benefit()
        self.move(self.anna, self.gold)
        (row,) = self.anna.benefit_grant_ids
        today = self.card._get_today()
        self.assertEqual((row.date_from, row.date_until), (today, False))
        self.assertEqual(row.tier_id, self.gold)
        self.assertEqual(self.profile_of(self.anna).benefit_grant_ids, row)
        self.move(self.anna, self.silver)
        self.assertEqual(row.date_until, today)

    def test_twice_is_once(self):
        self.make_tier_benefit()
        change = self.move(self.anna, self.gold)
        change._dispatch()
        self.grants._sync(self.company, self.anna)
        self.assertEqual(self.rows(), [("promise", True)])

    def test_manager_comes_and_the_former_one_comes_back(self):
        self.anna.user_id = self.eve
        self.make_tier_benefit("manager", user_ids=self.bob.ids)
        self.move(self.anna, self.gold)
        self.assertEqual(self.anna.user_id, self.bob)
        self.move(self.anna, self.minimal)
        self.assertEqual(self.anna.user_id, self.eve)

    def test_managers_share_customers_evenly(self):
        self.make_tier_benefit("manager", user_ids=(self.bob | self.eve).ids)
        people = self.env["res.partner"].create(
            [{"name": name} for name in ("A", "B", "C", "D")]
        )
        people[0].user_id = self.eve
        for person in people:
            self.set_tier(person, self.gold)
        self.grants._sync(self.company, people)
        # A keeps Eve, who then has one; B → Bob, C → Bob (1:1 is Bob's), D → Eve
        self.assertEqual(people[0].user_id, self.eve)
        self.assertEqual(sorted(people.mapped("user_id.login")), ["bob", "eve"])
        for user in (self.bob, self.eve):
            self.assertEqual(
                len(people.filtered(lambda row, u=user: row.user_id == u)), 2
            )

    def test_pricelist_restores_what_was_there(self):
        self.anna.with_company(
            self.company
        ).specific_property_product_pricelist = self.lists["Hand"]
        self.make_tier_benefit("pricelist", pricelist_id=self.lists["Gold"].id)
        self.make_tier_benefit(
            "pricelist", self.silver, pricelist_id=self.lists["Silver"].id
        )
        self.move(self.anna, self.gold)
        self.assertEqual(self.pricelist(), self.lists["Gold"])
        self.move(self.anna, self.silver)
        self.assertEqual(self.pricelist(), self.lists["Silver"])
        self.move(self.anna, self.minimal)
        self.assertEqual(self.pricelist(), self.lists["Hand"])
        self.assertEqual(self.rows(), [("pricelist", False), ("pricelist", False)])

    def test_nothing_before_is_nothing_afterwards(self):
        self.make_tier_benefit("pricelist", pricelist_id=self.lists["Gold"].id)
        self.move(self.anna, self.gold)
        self.move(self.anna, self.minimal)
        self.assertFalse(self.pricelist())

    def test_what_a_person_changed_meanwhile_stays(self):
        self.make_tier_benefit("pricelist", pricelist_id=self.lists["Gold"].id)
        self.move(self.anna, self.gold)
        self.anna.with_company(
            self.company
        ).specific_property_product_pricelist = self.lists["Hand"]
        self.grants._sync(self.company, self.anna)
        self.assertEqual(self.pricelist(), self.lists["Hand"])
        self.move(self.anna, self.minimal)
        self.assertEqual(self.pricelist(), self.lists["Hand"])
        self.assertIn("by hand", self.anna.benefit_grant_ids.note)

    def test_pricelist_of_one_company_is_none_of_anothers(self):
        other = self.make_company("Elsewhere")
        self.make_tier_benefit("pricelist", pricelist_id=self.lists["Gold"].id)
        both = self.env.user.company_ids.ids
        anna = self.anna.with_context(allowed_company_ids=both)
        self.move(anna, self.gold, other)
        self.assertFalse(self.pricelist())
        self.move(anna, self.gold)
        self.assertEqual(self.pricelist(), self.lists["Gold"])
        self.assertFalse(self.pricelist(company=other))
        self.move(anna, self.minimal, other)
        self.assertEqual(self.pricelist(), self.lists["Gold"])

    def test_two_companies_set_one_salesperson(self):
        """The salesperson is shared: benefits lie on top of each other."""
        other = self.make_company("Elsewhere")
        self.anna.user_id = self.agent
        for company, user in ((self.company, self.bob), (other, self.eve)):
            self.make_tier_benefit("manager", user_ids=user.ids, company_id=company.id)
        self.move(self.anna, self.gold)
        self.move(self.anna, self.gold, other)
        self.assertEqual(self.anna.user_id, self.eve)
        self.move(self.anna, self.minimal)
        self.assertEqual(self.anna.user_id, self.eve)
        self.move(self.anna, self.minimal, other)
        self.assertEqual(self.anna.user_id, self.agent)

    def test_tag_comes_and_goes_and_others_stay(self):
        tags = self.env["res.partner.category"].create(
            [{"name": "Priority"}, {"name": "Own"}]
        )
        self.make_tier_benefit("priority", tag_id=tags[0].id)
        berta = self.make_partner("Berta", category_id=[Command.set(tags.ids)])
        self.anna.category_id = tags[1]
        for person in (self.anna, berta):
            self.move(person, self.gold)
            self.assertEqual(person.category_id, tags)
            self.move(person, self.minimal)
        self.assertEqual(self.anna.category_id, tags[1])
        self.assertEqual(berta.category_id, tags)

    def test_delivery_without_delivery_methods_is_a_promise(self):
        self.make_tier_benefit("delivery")
        self.move(self.anna, self.gold)
        self.assertEqual(self.rows(), [("delivery", True)])

    def test_levels_need_their_addon(self):
        kinds = dict(self.env["crm.tier.benefit"]._get_kind_selection())
        self.assertEqual("grade" in kinds, "res.partner.grade" in self.env)

    def test_archived_benefit_is_withdrawn_when_applied(self):
        benefit = self.make_tier_benefit(
            "pricelist", pricelist_id=self.lists["Gold"].id
        )
        self.set_tier(self.anna, self.gold)
        benefit.with_user(self.boss).action_apply()
        self.assertEqual(
            (benefit.grant_count, self.pricelist()), (1, self.lists["Gold"])
        )
        benefit.active = False
        benefit.with_user(self.boss).action_apply()
        self.assertEqual(self.rows(), [("pricelist", False)])
        self.assertFalse(self.pricelist())

    def test_what_customers_have_is_not_changed_under_them(self):
        benefit = self.make_tier_benefit(
            "pricelist", pricelist_id=self.lists["Gold"].id
        )
        self.move(self.anna, self.gold)
        with self.assertRaisesRegex(ValidationError, "Archive it"):
            benefit.pricelist_id = self.lists["Silver"]
        benefit.name = "Better prices"

    def test_pricelist_of_a_company_is_not_for_every_company(self):
        with self.assertRaisesRegex(UserError, "company"):
            self.make_tier_benefit(
                "pricelist", pricelist_id=self.lists["Gold"].id, company_id=False
            )

    def test_incomplete_and_double_benefits_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "needs “Managers”"):
            self.make_tier_benefit("manager")
        self.make_tier_benefit("pricelist", pricelist_id=self.lists["Gold"].id)
        with self.assertRaisesRegex(ValidationError, "sets the same"):
            self.make_tier_benefit("pricelist", pricelist_id=self.lists["Silver"].id)
        spare = self.make_tier_benefit(
            "pricelist", pricelist_id=self.lists["Silver"].id, active=False
        )
        with self.assertRaisesRegex(ValidationError, "sets the same"):
            spare.active = True
        self.make_tier_benefit()
        self.make_tier_benefit()

    def test_archived_customer_has_no_benefits(self):
        self.make_tier_benefit()
        self.anna.active = False
        self.move(self.anna, self.gold)
        self.assertEqual(self.rows(), [])

    def test_contact_that_joins_a_company_brings_nothing_along(self):
        self.make_tier_benefit("manager", user_ids=self.bob.ids)
        self.move(self.anna, self.gold)
        shop = self.make_partner("Shop", is_company=True, user_id=self.eve.id)
        self.grants._hand_over(self.anna, shop)
        self.assertFalse(self.anna.user_id)
        self.assertEqual(
            (self.rows(shop), shop.user_id), ([("manager", False)], self.eve)
        )

    def test_benefits_on_top_of_each_other_come_off_together(self):
        other = self.make_company("Elsewhere")
        self.anna.user_id = self.agent
        for company, user in ((self.company, self.bob), (other, self.eve)):
            self.make_tier_benefit("manager", user_ids=user.ids, company_id=company.id)
            self.move(self.anna, self.gold, company)
        self.grants._hand_over(self.anna, self.make_partner("Shop", is_company=True))
        self.assertEqual(self.anna.user_id, self.agent)

    def test_merged_customers_end_up_with_what_the_tier_gives(self):
        self.make_tier_benefit("pricelist", pricelist_id=self.lists["Gold"].id)
        berta = self.make_partner("Berta")
        self.move(self.anna, self.gold)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.anna | berta).ids, berta
        )
        self.assertEqual(self.rows(berta), [("pricelist", False)])
        self.set_tier(berta, self.gold)
        due = self.env["crm.due"].search([("job", "=", "tier_benefits")])
        self.assertEqual(due.mapped("res_id"), berta.ids)
        due._process(fields.Datetime.now())
        self.assertEqual(self.rows(berta), [("pricelist", False), ("pricelist", True)])
        self.assertEqual(self.pricelist(berta), self.lists["Gold"])

    def test_queries_do_not_grow_with_customers(self):
        self.make_tier_benefit("pricelist", pricelist_id=self.lists["Gold"].id)
        tag = self.env["res.partner.category"].create({"name": "Priority"})
        self.make_tier_benefit("priority", tag_id=tag.id)
        counts = []
        for number in (1, 2, 40):  # the first one fills caches
            people = self.env["res.partner"].create(
                [{"name": f"P{place}"} for place in range(number)]
            )
            profiles = self.profiles.create(
                [
                    {
                        "partner_id": person.id,
                        "company_id": self.company.id,
                        "tier_id": self.gold.id,
                    }
                    for person in people
                ]
            )
            for tier in (self.gold, self.silver):
                profiles.tier_id = tier
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.grants._sync(self.company, people)
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2:4], counts[4:])

    def test_rights(self):
        benefit = self.make_tier_benefit()
        with self.assertRaises(AccessError):
            benefit.with_user(self.agent).name = "Other"
        with self.assertRaises(AccessError):
            benefit.with_user(self.agent).action_apply()
        self.move(self.anna, self.gold)
        row = self.anna.benefit_grant_ids
        self.assertEqual(row.with_user(self.agent).benefit_id.name, "promise")
        with self.assertRaises(AccessError):
            row.with_user(self.boss).date_until = "2026-01-01"
