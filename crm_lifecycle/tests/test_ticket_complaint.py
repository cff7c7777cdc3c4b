# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import LifecycleCommon

NINE = datetime(2024, 3, 4, 9)
TEN = datetime(2024, 3, 4, 10)


@tagged("post_install", "-at_install")
class TestTicketComplaint(LifecycleCommon):
    """A complaint is accepted, investigated and answered, in this order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["helpdesk.ticket.category"]
        cls.angry = categories.create({"name": "Angry", "is_complaint": True})
        cls.question = categories.create({"name": "Question"})
        cls.ada = cls.make_partner("Ada")

    def dates_of(self, ticket):
        return (
            ticket.complaint_accepted_date,
            ticket.complaint_investigated_date,
            ticket.complaint_answered_date,
        )

    def test_ticket_follows_its_category_unless_somebody_says_otherwise(self):
        ticket = self.make_ticket(self.ada, category_id=self.angry.id)
        self.assertTrue(ticket.is_complaint)

        ticket.is_complaint = False
        self.assertFalse(ticket.is_complaint)
        ticket.category_id = self.question
        self.assertFalse(ticket.is_complaint)
        ticket.category_id = self.angry
        self.assertTrue(ticket.is_complaint)

    def test_ticket_without_category_may_be_a_complaint(self):
        ticket = self.make_ticket(self.ada, is_complaint=True)
        self.assertTrue(ticket.is_complaint)
        self.assertEqual(ticket.complaint_state, "new")
        self.assertFalse(self.make_ticket(self.ada).complaint_state)

    def test_category_that_becomes_one_of_complaints_takes_its_tickets_along(self):
        ticket = self.make_ticket(self.ada, category_id=self.question.id)
        self.question.is_complaint = True
        self.assertTrue(ticket.is_complaint)

    def test_each_step_is_dated_once(self):
        ticket = self.make_ticket(self.ada, category_id=self.angry.id)
        with freeze_time(NINE):
            ticket.action_accept_complaint()
        self.assertEqual(ticket.complaint_state, "accepted")
        with freeze_time(TEN):
            ticket.action_accept_complaint()
            ticket.action_investigate_complaint()

        self.assertEqual(self.dates_of(ticket), (NINE, TEN, False))
        self.assertEqual(ticket.complaint_state, "investigated")

    def test_answered_complaint_was_accepted_and_investigated(self):
        ticket = self.make_ticket(self.ada)
        with freeze_time(TEN):
            ticket.action_answer_complaint()

        self.assertEqual(self.dates_of(ticket), (TEN, TEN, TEN))
        self.assertTrue(ticket.is_complaint)
        self.assertEqual(ticket.complaint_state, "answered")

    def test_later_step_before_an_earlier_one_is_refused_in_words(self):
        ticket = self.make_ticket(self.ada, complaint_accepted_date=TEN)
        with self.assertRaisesRegex(
            ValidationError, "cannot be “Answered” before it was “Accepted”"
        ):
            ticket.complaint_answered_date = NINE

    def test_copy_of_a_complaint_begins_anew(self):
        ticket = self.make_ticket(self.ada, category_id=self.angry.id)
        ticket.action_answer_complaint()
        copied = ticket.copy()

        self.assertTrue(copied.is_complaint)
        self.assertEqual(self.dates_of(copied), (False, False, False))
