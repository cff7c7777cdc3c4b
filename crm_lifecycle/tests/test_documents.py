# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestDocuments(LifecycleCommon):
    """Orders, leads and tickets carry the customer's profile and present tier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.bob = cls.make_partner("Bob")
        cls.make_invoice(cls.ada, "2024-01-05", 100)
        cls.make_invoice(cls.bob, "2024-01-05", 20)

    def make_quotation(self, partner, **vals):
        return self.make_order(partner, "2024-02-01 12:00:00", 5, confirm=False, **vals)

    def make_documents(self, partner):
        """Return an order, a lead and a ticket of the partner."""
        return [
            self.make_quotation(partner),
            self.make_lead(partner),
            self.make_ticket(partner),
        ]

    def test_new_documents_take_the_profile_of_the_customer(self):
        self.run_night("2024-03-01")

        documents = self.make_documents(self.ada)

        self.assertEqual(
            [document.profile_id for document in documents],
            [self.profile_of(self.ada)] * 3,
        )

    def test_new_documents_of_a_contact_take_the_profile_of_the_company(self):
        maker = self.make_partner("Maker", is_company=True)
        buyer = self.make_partner("Buyer", parent_id=maker.id)
        self.make_lead(maker)
        self.run_night("2024-03-01")

        documents = self.make_documents(buyer)

        self.assertEqual(
            [document.profile_id for document in documents],
            [self.profile_of(maker)] * 3,
        )

    def test_older_documents_are_linked_by_the_night(self):
        documents = self.make_documents(self.ada)
        self.assertEqual(
            [bool(document.profile_id) for document in documents], [False] * 3
        )

        self.run_night("2024-03-01")

        self.assertEqual(
            [document.profile_id for document in documents],
            [self.profile_of(self.ada)] * 3,
        )

    def test_older_documents_are_linked_when_one_customer_is_recomputed(self):
        self.run_night("2024-03-01")
        carl = self.make_partner("Carl")
        documents = self.make_documents(carl)
        night = self.env["crm.value.night"]

        night._run_for_partners(self.company, carl, night._get_today(self.company))

        self.assertTrue(self.profile_of(carl))
        self.assertEqual(
            [document.profile_id for document in documents],
            [self.profile_of(carl)] * 3,
        )

    def test_document_without_a_customer_has_no_profile(self):
        nobody = self.env["res.partner"]
        self.run_night("2024-03-01")

        documents = [self.make_lead(nobody), self.make_ticket(nobody)]
        self.run_night("2024-03-02")

        self.assertEqual(
            [bool(document.profile_id) for document in documents], [False, False]
        )

    def test_other_customer_on_the_document_is_another_profile(self):
        self.run_night("2024-03-01")
        for document in self.make_documents(self.ada):
            document.partner_id = self.bob

            self.assertEqual(document.profile_id, self.profile_of(self.bob), document)

    def test_customer_without_profile_takes_the_link_away(self):
        self.run_night("2024-03-01")
        stranger = self.make_partner("Stranger")
        for document in self.make_documents(self.ada):
            document.partner_id = stranger

            self.assertFalse(document.profile_id, document)

    def test_tier_of_a_document_is_always_the_present_one(self):
        order = self.make_quotation(self.ada)
        self.run_night("2024-03-01")
        self.assertEqual(order.tier_id, self.minimal)

        for row in range(8):  # now Ada is the best of ten
            self.make_lead(self.make_partner(f"Prospect {row}"))
            self.make_invoice(self.make_partner(f"Small {row}"), "2024-01-05", 1)
        self.run_night("2024-03-02")

        self.assertEqual(order.tier_id, self.high)
        self.assertEqual(order.with_context(lang=None).tier_id.code, "high")

    def test_documents_sort_by_the_rank_of_the_tier_and_group_by_it(self):
        self.run_night("2024-03-01")
        low, high = self.make_quotation(self.bob), self.make_quotation(self.ada)
        none = self.make_quotation(self.make_partner("Stranger"))
        self.set_tier(self.bob, self.low)
        self.set_tier(self.ada, self.high)
        orders = self.env["sale.order"]
        mine = [("id", "in", (low | high | none).ids)]

        self.assertEqual(
            orders.search(mine, order="tier_id, id").ids, [high.id, low.id, none.id]
        )
        self.assertEqual(
            orders._read_group(mine, ["tier_id"], ["__count"]),
            [
                (self.high, 1),
                (self.low, 1),
                (self.env["crm.value.tier"], 1),
            ],
        )
        self.assertEqual(orders.search([*mine, ("tier_id.code", "=", "high")]), high)
        self.assertEqual(orders.search([*mine, ("tier_id", "=", False)]), none)

    def set_tier(self, partner, tier):
        """Put the customer into a tier as the night does, in SQL."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_customer_profile SET tier_id = %s WHERE id = %s",
            [tier.id, self.profile_of(partner).id],
        )
        self.env.invalidate_all()

    def test_copied_order_gets_its_own_link(self):
        self.run_night("2024-03-01")
        order = self.make_quotation(self.ada)

        self.assertEqual(order.copy().profile_id, self.profile_of(self.ada))

    def test_lead_without_company_belongs_to_the_salespersons_company(self):
        other = self.make_company("Elsewhere")
        self.make_policy(other)
        self.make_invoice(self.ada, "2024-01-05", 7, company=other)
        self.run_night("2024-03-01")
        self.run_night("2024-03-01", other)

        lead = self.make_lead(self.ada, company_id=False, user_id=self.user.id)

        self.assertFalse(lead.company_id)
        self.assertEqual(lead.profile_id, self.profile_of(self.ada))

    def test_older_lead_without_company_is_linked_in_the_salespersons_company(self):
        other = self.make_company("Elsewhere")
        self.make_policy(other)
        self.make_invoice(self.ada, "2024-01-05", 7, company=other)
        lead = self.make_lead(self.ada, company_id=False, user_id=self.user.id)

        self.run_night("2024-03-01", other)
        self.assertFalse(lead.profile_id)

        self.run_night("2024-03-01")
        self.assertEqual(lead.profile_id, self.profile_of(self.ada))

    def test_links_are_indexed_and_point_at_profiles(self):
        self.env.cr.execute(
            """SELECT con.conrelid::regclass::text, con.confdeltype,
                      EXISTS (SELECT FROM pg_index idx
                               WHERE idx.indrelid = con.conrelid
                                 AND idx.indkey[0] = con.conkey[1])
                 FROM pg_constraint con
                 JOIN pg_attribute att ON att.attrelid = con.conrelid
                  AND att.attnum = con.conkey[1]
                WHERE con.contype = 'f' AND att.attname = 'profile_id'
                  AND con.confrelid = 'crm_customer_profile'::regclass
                  AND con.conrelid::regclass::text IN
                      ('sale_order', 'crm_lead', 'helpdesk_ticket')"""
        )
        self.assertCountEqual(
            self.env.cr.fetchall(),
            [
                ("sale_order", "n", True),  # n: set null
                ("crm_lead", "n", True),
                ("helpdesk_ticket", "n", True),
            ],
        )
