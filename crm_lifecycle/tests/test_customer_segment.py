# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .calm_common import CalmCommon

HIGH = "[('tier_id.code', '=', 'high')]"


@tagged("post_install", "-at_install")
class TestCustomerSegment(CalmCommon):
    """Saved filters: always the customers of now, usable wherever contacts are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_calm_for_ada()
        cls.contact = cls.make_partner("Contact of Ada", parent_id=cls.ada.id)
        cls.make_invoice(cls.bob, "2024-01-10", 400)
        cls.run_night("2024-01-10")
        cls.segments = cls.env["crm.customer.segment"]
        cls.best = cls.make_segment("Best", HIGH)
        cls.rest = cls.make_segment("Rest", "[('tier_id.code', '!=', 'high')]")

    @classmethod
    def make_segment(cls, name, domain, company=None):
        return cls.segments.create(
            {
                "name": name,
                "domain": domain,
                "company_id": (company or cls.company).id,
            }
        )

    def find(self, domain, user=None):
        """Return the contacts among ours that ``domain`` finds."""
        ours = self.ada | self.bob | self.contact
        partners = self.env["res.partner"].with_user(user or self.analyst)
        return partners.search([*domain, ("id", "in", ours.ids)], order="name")

    def test_segment_counts_and_gives_its_customers(self):
        self.assertEqual(
            [
                (segment.customer_count, segment.problem, segment._get_partners())
                for segment in (self.best, self.rest)
            ],
            [(1, False, self.ada), (1, False, self.bob)],
        )
        self.assertEqual((self.best | self.rest)._get_partners(), self.ada | self.bob)

    def test_contacts_are_filtered_by_segment(self):
        """As a mailing does: customers with their contacts."""
        empty = self.make_segment("Empty", "[('tier_id.code', '=', 'none')]")
        names = {
            text: self.find(domain).mapped("name")
            for text, domain in {
                "in": [("segment_ids", "in", self.best.ids)],
                "not in": [("segment_ids", "not in", self.best.ids)],
                "name": [("segment_ids", "ilike", "Res")],
                "any": [("segment_ids.name", "=", "Best")],
                "both": [("segment_ids", "in", (self.best | self.rest).ids)],
                "empty": [("segment_ids", "in", empty.ids)],
                "none": [("segment_ids", "=", False)],
            }.items()
        }

        self.assertEqual(
            names,
            {
                "in": ["Ada", "Contact of Ada"],
                "not in": ["Bob"],
                "name": ["Bob"],
                "any": ["Ada", "Contact of Ada"],
                "both": ["Ada", "Bob", "Contact of Ada"],
                "empty": [],
                "none": [],
            },
        )

    def test_segment_follows_the_customers(self):
        self.make_invoice(self.bob, "2024-01-11", 600)
        self.run_night("2024-01-11")

        self.assertEqual(self.best._get_partners(), self.ada | self.bob)
        self.assertEqual(self.rest.customer_count, 0)

    def test_contact_names_the_segments_of_its_customer(self):
        found = (self.ada | self.bob | self.contact).with_user(self.user)

        self.assertEqual(found.mapped("segment_ids.name"), ["Best", "Rest"])
        self.assertEqual(
            [partner.segment_ids for partner in found],
            [self.best, self.rest, self.best],
        )

    def test_segment_is_of_its_company(self):
        other = self.make_company("Other company")
        self.make_calm(other)
        self.make_invoice(self.bob, "2024-01-10", 5000, company=other)
        self.run_night("2024-01-10", other)
        theirs = self.make_segment("Theirs", HIGH, other)

        self.assertEqual(theirs._get_partners(), self.bob)
        self.assertEqual(self.best._get_partners(), self.ada)
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).read(["name"])
        self.assertFalse(self.find([("segment_ids", "in", theirs.ids)]))

    def test_filter_that_cannot_be_read_is_refused_in_a_sentence(self):
        for domain in (
            "not a list",
            "{}",
            "[('no_such_field', '=', 1)]",
            "[('name')]",
            "__import__('os').system('true')",
        ):
            with (
                self.subTest(domain),
                self.assertRaisesRegex(ValidationError, "“Best” cannot be read"),
            ):
                self.best.domain = domain

    def test_filter_on_a_field_that_is_gone_says_so_and_harms_nobody_else(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_customer_segment SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", self.best.id],
        )
        self.env.invalidate_all()

        self.assertIn("cannot be read", self.best.problem)
        self.assertEqual(self.best.customer_count, 0)
        self.assertEqual(self.bob.segment_ids, self.rest)
        with self.assertRaisesRegex(ValidationError, "cannot be read"):
            self.find([("segment_ids", "in", self.best.ids)])

    def test_ordinary_user_uses_segments_and_changes_none(self):
        mine = self.best.with_user(self.user)

        self.assertEqual(mine.customer_count, 1)
        self.assertEqual(
            self.find([("segment_ids", "in", self.best.ids)], self.user),
            self.ada | self.contact,
        )
        with self.assertRaises(AccessError):
            mine.name = "Mine"

    def test_who_has_no_access_to_customers_cannot_search_by_segment(self):
        internal = self.make_user("segment_internal", "base.group_user")

        with self.assertRaises(AccessError):
            self.find([("segment_ids", "in", self.best.ids)], internal)

    def test_buttons_open_customers_and_contacts(self):
        customers = self.best.action_view_customers()
        contacts = self.best.action_view_contacts()

        self.assertEqual(self.profiles.search(customers["domain"]).partner_id, self.ada)
        self.assertEqual(
            self.env["res.partner"].search(contacts["domain"]),
            self.ada | self.contact,
        )

    def test_group_that_was_found_is_kept_as_a_segment(self):
        clustering = self.env["crm.value.clustering"].create(
            {"company_id": self.company.id}
        )
        group, without_rule = self.env["crm.value.cluster"].create(
            [
                {
                    "clustering_id": clustering.id,
                    "sequence": place,
                    "ranges": ranges,
                }
                for place, ranges in (
                    (1, [["window_revenue", 500.0, None], ["recency_days", 9.5, None]]),
                    (2, False),
                )
            ]
        )
        segment = self.segments.browse(group.action_make_segment()["res_id"])

        self.assertEqual(
            segment.domain,
            "[('purchase_count', '>', 0), ('window_revenue', '>=', 500.0), "
            "('last_purchase_date', '<=', 'today -10d')]",
        )
        self.assertEqual(segment._get_partners(), self.ada)
        with self.assertRaisesRegex(UserError, "No simple rule"):
            without_rule.action_make_segment()
