# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import Form, new_test_user, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestTickets(LifecycleCommon):
    """A new ticket takes the priority of the customer's tier.

    Ada is High (priority 3), Bob Medium (2), Carl Low (none of its own).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.make_policy(activate=False)
        cls.set_criteria(
            policy,
            {
                tier: [{"measure": "revenue", "has_minimum": True, "minimum": least}]
                for tier, least in ((cls.high, 100), (cls.medium, 50), (cls.low, 1))
            },
        )
        policy.action_activate()
        cls.ada, cls.bob, cls.carl = (
            cls.make_partner(name, email=f"{name.lower()}@example.com")
            for name in ("Ada", "Bob", "Carl")
        )
        cls.make_invoices("2024-01-05", {cls.ada: 100, cls.bob: 50, cls.carl: 1})
        cls.run_night("2024-03-01")
        cls.agent = cls.make_user(
            "lifecycle_agent", "helpdesk_mgmt.group_helpdesk_user"
        )

    def test_new_ticket_takes_the_priority_of_the_tier(self):
        self.assertEqual(
            [
                self.make_ticket(partner).priority
                for partner in (self.ada, self.bob, self.carl)
            ],
            ["3", "2", "1"],  # 1 is the helpdesk's own default
        )

    def test_priority_that_was_chosen_is_kept(self):
        self.assertEqual(
            [self.make_ticket(self.ada, priority=value).priority for value in "0123"],
            ["0", "1", "2", "3"],
        )

    def test_stranger_gets_the_priority_of_the_helpdesk(self):
        self.assertEqual(self.make_ticket(self.make_partner("Stranger")).priority, "1")
        self.assertEqual(self.make_ticket(self.env["res.partner"]).priority, "1")

    def test_ticket_of_a_contact_takes_the_priority_of_its_company(self):
        buyer = self.make_partner("Buyer", parent_id=self.ada.id)
        self.ada.is_company = True

        self.assertEqual(self.make_ticket(buyer).priority, "3")

    def test_priority_follows_what_the_tier_says_now(self):
        self.high.ticket_priority = "0"
        self.assertEqual(self.make_ticket(self.ada).priority, "0")

        self.high.ticket_priority = False
        self.assertEqual(self.make_ticket(self.ada).priority, "1")

    def test_tickets_created_together_take_each_its_own(self):
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "Help",
                    "description": "Help",
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    **vals,
                }
                for partner, vals in (
                    (self.carl, {}),
                    (self.ada, {}),
                    (self.ada, {"priority": "0"}),
                )
            ]
        )

        self.assertEqual(tickets.mapped("priority"), ["1", "3", "0"])

    def test_ticket_that_came_by_mail_takes_the_priority_of_the_tier(self):
        tickets = self.env["helpdesk.ticket"].with_company(self.company)
        ticket = tickets.message_new(
            {
                "subject": "Help",
                "body": "<p>Please</p>",
                "from": "Ada <ada@example.com>",
                "email_from": "Ada <ada@example.com>",
                "to": "help@example.com",
                "cc": "",
                "message_id": "<1@example.com>",
                "date": "2024-03-01 10:00:00",
                "author_id": self.ada.id,
            },
            {"company_id": self.company.id},
        )

        self.assertEqual((ticket.partner_id, ticket.priority), (self.ada, "3"))

    def test_ticket_from_the_portal_takes_the_priority_of_the_tier(self):
        portal = new_test_user(self.env, login="ada_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.ada
        tickets = self.env["helpdesk.ticket"].with_user(portal).sudo()
        ticket = tickets.create(
            {
                "name": "Help",
                "description": "Help",
                "partner_id": portal.partner_id.id,
                "company_id": self.company.id,
            }
        )

        self.assertEqual(ticket.priority, "3")

    def test_ticket_typed_into_the_form_takes_the_priority_of_the_tier(self):
        with Form(self.env["helpdesk.ticket"].with_user(self.agent)) as form:
            form.name = "Help"
            form.description = "Help"
            form.partner_id = self.ada
        self.assertEqual(form.record.priority, "3")

    def test_priority_chosen_in_the_form_is_kept(self):
        with Form(self.env["helpdesk.ticket"].with_user(self.agent)) as form:
            form.name = "Help"
            form.description = "Help"
            form.partner_id = self.ada
            form.priority = "0"
        self.assertEqual(form.record.priority, "0")

    def test_priority_chosen_before_the_customer_is_kept(self):
        with Form(self.env["helpdesk.ticket"].with_user(self.agent)) as form:
            form.name = "Help"
            form.description = "Help"
            form.priority = "0"
            form.partner_id = self.ada
        self.assertEqual(form.record.priority, "0")

    def test_other_customer_on_an_old_ticket_leaves_its_priority(self):
        ticket = self.make_ticket(self.carl)
        ticket.partner_id = self.ada

        self.assertEqual((ticket.priority, ticket.tier_id), ("1", self.high))

    def test_new_tier_leaves_the_priority_of_old_tickets(self):
        ticket = self.make_ticket(self.carl)
        self.make_invoice(self.carl, "2024-02-05", 1000)
        self.run_night("2024-03-02")

        self.assertEqual((ticket.priority, ticket.tier_id), ("1", self.high))

    def test_tickets_sort_and_group_by_tier(self):
        stranger = self.make_partner("Stranger")
        tickets = self.env["helpdesk.ticket"]
        for partner in (self.carl, self.ada, stranger, self.bob, self.ada):
            tickets |= self.make_ticket(partner)
        mine = [("id", "in", tickets.ids)]

        self.assertEqual(
            tickets.search(mine, order="tier_id, id").mapped("partner_id.name"),
            ["Ada", "Bob", "Carl", "Stranger"],
        )
        self.assertEqual(
            tickets._read_group(mine, ["tier_id"], ["__count"]),
            [
                (self.high, 2),
                (self.medium, 1),
                (self.low, 1),
                (self.env["crm.value.tier"], 1),
            ],
        )

    def test_agent_reads_the_tier_of_a_ticket(self):
        ticket = self.make_ticket(self.ada).with_user(self.agent)

        self.assertEqual(ticket.tier_id.name, "High value")

    def test_profile_counts_its_tickets(self):
        profile = self.profile_of(self.ada)
        self.assertEqual(profile.ticket_count, 0)

        tickets = self.make_ticket(self.ada) | self.make_ticket(self.ada)
        self.make_ticket(self.bob)

        self.assertEqual(profile.ticket_count, 2)
        action = profile.action_view_tickets()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), tickets
        )
