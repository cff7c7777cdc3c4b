# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestLastContact(LifecycleCommon):
    """When a customer was last spoken to, on whatever record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.maker = cls.make_partner("Maker", is_company=True)
        cls.buyer = cls.make_partner("Buyer", parent_id=cls.maker.id)
        cls.bob = cls.make_partner("Bob")
        cls.make_invoices("2024-01-05", {cls.maker: 100, cls.bob: 20})
        cls.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "in", (cls.maker | cls.bob).ids)]
        ).unlink()

    def say(self, record, date, subtype="mail.mt_comment", **vals):
        message = record.message_post(
            body="Hello", subtype_xmlid=subtype, **{"message_type": "comment", **vals}
        )
        message.date = date
        return message

    def assert_last_contact(self, expected, today="2024-03-01"):
        self.run_night(today)
        self.assertEqual(self.profile_of(self.maker).last_contact_date, expected)

    def test_nobody_spoke_with_the_customer(self):
        self.say(self.bob, "2024-02-01 10:00:00")

        self.assert_last_contact(False)

    def test_last_message_on_the_customer_its_contacts_and_documents(self):
        order = self.make_order(self.buyer, "2024-03-01 12:00:00", 5, confirm=False)
        lead = self.make_lead(self.buyer)
        ticket = self.make_ticket(self.buyer)
        for day, record in enumerate(
            (self.maker, self.buyer, lead, order, ticket), start=1
        ):
            with self.subTest(record._name):
                self.say(record, f"2024-02-0{day} 10:00:00")
                self.assert_last_contact(date(2024, 2, day))

    def test_mail_in_both_directions_counts(self):
        self.say(self.maker, "2024-02-01 10:00:00", message_type="email")
        self.assert_last_contact(date(2024, 2, 1))
        self.say(self.maker, "2024-02-02 10:00:00", message_type="email_outgoing")
        self.assert_last_contact(date(2024, 2, 2))

    def test_notes_and_notifications_do_not_count(self):
        self.say(self.maker, "2024-02-01 10:00:00")
        self.say(self.maker, "2024-02-02 10:00:00", subtype="mail.mt_note")
        self.say(self.maker, "2024-02-03 10:00:00", message_type="notification")
        self.say(self.maker, "2024-02-04 10:00:00").is_internal = True

        self.assert_last_contact(date(2024, 2, 1))

    def test_day_is_that_of_the_company_and_tomorrow_does_not_count(self):
        self.company.partner_id.tz = "Asia/Shanghai"  # 8 hours ahead
        self.say(self.maker, "2024-02-29 15:59:00")  # 23:59 on 29 February
        self.assert_last_contact(date(2024, 2, 29), today="2024-02-29")
        self.say(self.maker, "2024-02-29 16:00:00")  # 00:00 on 1 March
        self.assert_last_contact(date(2024, 2, 29), today="2024-02-29")
        self.assert_last_contact(date(2024, 3, 1), today="2024-03-01")

    def test_documents_and_contacts_of_other_companies_do_not_count(self):
        other = self.make_company("Other company")
        lead = self.make_lead(self.buyer, company=other)
        self.say(lead, "2024-02-01 10:00:00")
        self.say(self.buyer, "2024-02-02 10:00:00")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [other.id, self.buyer.id],
        )
        self.env.invalidate_all()

        self.assert_last_contact(False)
