# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestComplaints(LifecycleCommon):
    """Open tickets of a category for complaints are counted on the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.maker = cls.make_partner("Maker", is_company=True)
        cls.buyer = cls.make_partner("Buyer", parent_id=cls.maker.id)
        cls.bob = cls.make_partner("Bob")
        cls.make_invoices("2024-01-05", {cls.maker: 100, cls.bob: 20})
        categories = cls.env["helpdesk.ticket.category"]
        cls.complaint = categories.create({"name": "Angry", "is_complaint": True})
        cls.question = categories.create({"name": "Question"})
        cls.open, cls.closed = cls.env["helpdesk.ticket.stage"].create(
            [{"name": "To do"}, {"name": "Done", "closed": True}]
        )

    def complain(self, partner, **vals):
        vals = {"category_id": self.complaint.id, "stage_id": self.open.id, **vals}
        return self.make_ticket(partner, **vals)

    def assert_complaints(self, maker, bob=0):
        self.run_night("2024-03-01")
        self.assertEqual(
            [
                self.profile_of(who).open_complaint_count
                for who in (self.maker, self.bob)
            ],
            [maker, bob],
        )

    def test_open_complaints_of_all_contacts_count(self):
        self.complain(self.maker)
        self.complain(self.buyer)
        self.complain(self.bob)

        self.assert_complaints(2, 1)

    def test_closed_archived_and_other_tickets_do_not_count(self):
        other = self.make_company("Other company")
        self.complain(self.maker)
        self.complain(self.maker, stage_id=self.closed.id)
        self.complain(self.maker, active=False)
        self.complain(self.maker, category_id=self.question.id)
        self.complain(self.maker, category_id=False)
        self.complain(self.maker, company_id=other.id)

        self.assert_complaints(1)

    def test_complaint_that_is_closed_counts_no_longer(self):
        ticket = self.complain(self.maker)
        self.assert_complaints(1)
        ticket.stage_id = self.closed
        self.assert_complaints(0)

    def test_category_under_complaints_is_one_and_may_be_taken_out(self):
        below = self.env["helpdesk.ticket.category"].create(
            {"name": "Invoice", "parent_id": self.complaint.id}
        )
        self.assertTrue(below.is_complaint)
        below.is_complaint = False
        self.assertFalse(below.is_complaint)
        self.assertTrue(self.complaint.is_complaint)
        self.assertFalse(self.question.is_complaint)
