# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestContactTier(LifecycleCommon):
    """A contact shows, sorts, groups and filters by the tier in the current company.

    In the test company A is High, B Medium and the Maker Low; the stranger is no
    customer. In the other company only B is a customer, of the High tier.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Other company")
        cls.both = cls.env["res.company"].union(cls.company, cls.other)
        cls.a, cls.b, cls.stranger = (
            cls.make_partner(name) for name in ("A", "B", "Stranger")
        )
        cls.maker = cls.make_partner("Maker", is_company=True)
        cls.buyer = cls.make_partner("Buyer", parent_id=cls.maker.id)
        tiers = {cls.high: 100, cls.medium: 50, cls.low: 1}
        for company in cls.both:
            policy = cls.make_policy(company, activate=False)
            rules = {
                tier: [{"measure": "revenue", "has_minimum": True, "minimum": least}]
                for tier, least in tiers.items()
            }
            cls.set_criteria(policy, rules)
            policy.action_activate()
        cls.make_invoices("2024-01-05", {cls.a: 200, cls.b: 60, cls.maker: 5})
        cls.make_invoices("2024-01-05", {cls.b: 300}, company=cls.other)
        cls.run_night("2024-03-01")
        cls.run_night("2024-03-01", cls.other)
        cls.everybody = cls.a | cls.b | cls.maker | cls.buyer | cls.stranger

    def find(self, *leaves, order="name", company=None):
        """Return the names of the contacts that match, in order."""
        partners = self.env["res.partner"].with_company(company or self.company)
        domain = [("id", "in", self.everybody.ids), *leaves]
        return " ".join(partners.search(domain, order=order).mapped("name"))

    def test_contact_shows_the_tier_of_its_commercial_entity(self):
        found = {partner.name: partner.tier_id.code for partner in self.everybody}

        self.assertEqual(
            found,
            {
                "A": "high",
                "B": "medium",
                "Maker": "low",
                "Buyer": "low",
                "Stranger": False,
            },
        )
        self.assertEqual(self.buyer.profile_id, self.profile_of(self.maker))

    def test_contact_shows_the_tier_in_the_current_company(self):
        found = {
            partner.name: partner.tier_id.code
            for partner in self.everybody.with_company(self.other)
        }

        self.assertEqual(
            found,
            {
                "A": False,
                "B": "high",
                "Maker": False,
                "Buyer": False,
                "Stranger": False,
            },
        )

    def test_contacts_are_found_by_tier(self):
        self.assertEqual(self.find(("tier_id", "=", self.high.id)), "A")
        self.assertEqual(
            self.find(("tier_id", "in", [self.high.id, self.low.id])), "A Buyer Maker"
        )
        self.assertEqual(
            self.find(("tier_id", "!=", self.high.id)), "B Buyer Maker Stranger"
        )
        self.assertEqual(self.find(("tier_id", "=", False)), "Stranger")
        self.assertEqual(self.find(("tier_id", "!=", False)), "A B Buyer Maker")

    def test_contacts_are_found_through_the_tier(self):
        self.assertEqual(self.find(("tier_id.code", "=", "low")), "Buyer Maker")
        self.assertEqual(self.find(("tier_id.sequence", "<=", 20)), "A B")
        self.assertEqual(self.find(("tier_id", "any", [("code", "=", "high")])), "A")
        self.assertEqual(
            self.find(("tier_id", "not any", [("code", "=", "high")])),
            "B Buyer Maker Stranger",
        )
        self.assertEqual(self.find(("tier_id", "ilike", "medium")), "B")

    def test_contacts_are_found_by_profile(self):
        profile = self.profile_of(self.maker)
        self.assertEqual(self.find(("profile_id", "=", profile.id)), "Buyer Maker")
        self.assertEqual(self.find(("profile_id", "=", False)), "Stranger")
        self.assertEqual(self.find(("profile_id", "!=", False)), "A B Buyer Maker")
        self.assertEqual(
            self.find(("profile_id", "in", [profile.id, False])),
            "Buyer Maker Stranger",
        )
        self.assertEqual(
            self.find(("profile_id", "not in", profile.ids)), "A B Stranger"
        )

    def test_contacts_are_found_by_a_figure_of_the_profile(self):
        self.assertEqual(self.find(("profile_id.revenue", ">", 50)), "A B")
        self.assertEqual(
            self.find(("profile_id", "any", [("revenue", "<", 50)])), "Buyer Maker"
        )

    def test_search_looks_into_the_current_company_alone(self):
        self.assertEqual(
            self.find(("tier_id.code", "=", "high"), company=self.other), "B"
        )
        self.assertEqual(
            self.find(("profile_id", "=", False), company=self.other),
            "A Buyer Maker Stranger",
        )
        foreign = self.profile_of(self.b, self.other)
        self.assertEqual(self.find(("profile_id", "=", foreign.id)), "")

    def test_contacts_sort_by_the_rank_of_the_tier(self):
        self.assertEqual(self.find(order="tier_id, name"), "A B Buyer Maker Stranger")
        self.assertEqual(
            self.find(order="tier_id desc, name"), "Stranger Buyer Maker B A"
        )

    def test_contacts_sort_by_the_rank_in_the_current_company(self):
        self.assertEqual(
            self.find(order="tier_id, name", company=self.other),
            "B A Buyer Maker Stranger",
        )

    def test_contacts_group_by_tier(self):
        nobody = self.env["crm.value.tier"]
        partners = self.env["res.partner"]
        mine = [("id", "in", self.everybody.ids)]

        self.assertEqual(
            partners._read_group(mine, ["tier_id"], ["__count"]),
            [(self.high, 1), (self.medium, 1), (self.low, 2), (nobody, 1)],
        )
        self.assertEqual(
            partners.with_company(self.other)._read_group(
                mine, ["tier_id"], ["__count"]
            ),
            [(self.high, 1), (nobody, 4)],
        )

    def test_web_client_groups_and_opens_a_group(self):
        partners = self.env["res.partner"]
        mine = [("id", "in", self.everybody.ids)]

        groups = partners.formatted_read_group(mine, ["tier_id"], ["__count"])

        self.assertEqual(
            [
                (
                    group["tier_id"] and group["tier_id"][1],
                    " ".join(
                        partners.search(
                            [*mine, *group["__extra_domain"]], order="name"
                        ).mapped("name")
                    ),
                )
                for group in groups
            ],
            [
                ("High value", "A"),
                ("Medium value", "B"),
                ("Low value", "Buyer Maker"),
                (False, "Stranger"),
            ],
        )

    def test_salesperson_reads_and_searches_the_tier(self):
        salesperson = self.make_user("tier_seller", "sales_team.group_sale_salesman")
        partners = self.env["res.partner"].with_user(salesperson)

        self.assertEqual(self.a.with_user(salesperson).tier_id, self.high)
        self.assertEqual(
            partners.search(
                [("id", "in", self.everybody.ids), ("tier_id.code", "=", "low")],
                order="name",
            ).mapped("name"),
            ["Buyer", "Maker"],
        )

    def test_tier_is_a_pill_on_the_card_of_the_contact(self):
        self.everybody.invalidate_recordset()

        pills = {
            partner.name: [
                pill["value"]
                for pill in partner.application_statistics or []
                if pill["iconClass"] == "fa-diamond"
            ]
            for partner in self.everybody
        }

        self.assertEqual(
            pills,
            {
                "A": ["High value"],
                "B": ["Medium value"],
                "Maker": ["Low value"],
                "Buyer": ["Low value"],
                "Stranger": [],
            },
        )

    def test_nothing_of_ours_is_stored_on_the_contact(self):
        self.env.cr.execute(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = 'res_partner'
                  AND column_name IN ('profile_id', 'tier_id')"""
        )
        self.assertEqual(self.env.cr.fetchall(), [])

    def test_reading_the_tier_of_many_contacts_costs_as_much_as_of_one(self):
        def queries_of(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners.mapped("tier_id.name")
            return self.cr.sql_log_count - before

        queries_of(self.a)  # whatever is read once
        self.assertEqual(queries_of(self.a), queries_of(self.everybody))
