# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .sla_common import PolicyCommon


class ServiceTours(PolicyCommon, HttpCase):
    """An agent at the browser keeps what was promised to a customer who wrote."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.high.write({"sla_factor": 0.5, "callback_days": 2})
        cls.agent = cls.make_user("tour_agent", "helpdesk_mgmt.group_helpdesk_manager")
        cls.agent.write({"lang": "en_US", "email": "agent@example.com"})
        cls.team.user_ids = cls.agent
        cls.ada.email = "ada@example.com"
        cls.new, cls.waiting, cls.solved = cls.env["helpdesk.ticket.stage"].create(
            [
                {
                    "name": f"Tour {name}",
                    "company_id": cls.company.id,
                    "team_ids": [(6, 0, cls.team.ids)],
                    "sequence": place - 10,
                    "sla_effect": effect,
                    "wait_reason": effect == "wait" and "customer",
                    "closed": effect == "solved",
                }
                for place, (name, effect) in enumerate(
                    [("new", "run"), ("waiting", "wait"), ("solved", "solved")]
                )
            ]
        )
        cls.sla = cls.make_sla("Tour promises", {"first_reply": 1440, "solved": 2880})
        cls.sla.target_ids.is_always = True

    def mail_in(self):
        """Return the ticket that the customer's mail made."""
        ticket = (
            self.env["helpdesk.ticket"]
            .with_context(tracking_disable=False)
            .message_new(
                {
                    "subject": "Tour printer",
                    "body": "<p>It does not print.</p>",
                    "from": "Ada <ada@example.com>",
                    "email_from": "Ada <ada@example.com>",
                    "to": "help@example.com",
                    "cc": "",
                    "message_id": "<tour@example.com>",
                    "date": "2024-03-01 10:00:00",
                    "author_id": self.ada.id,
                },
                {
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "user_id": self.agent.id,
                },
            )
        )
        self.env.flush_all()
        return ticket

    def play(self):
        ticket = self.mail_in()
        self.assertEqual((ticket.tier_id, ticket.stage_id), (self.high, self.new))

        self.start_tour(
            "/odoo/helpdesk-tickets", "crm_lifecycle_service_level", login="tour_agent"
        )
        self.env.invalidate_all()
        self.assertEqual(
            sorted(ticket.clock_ids.mapped(lambda c: (c.metric, c.state))),
            [("first_reply", "met"), ("solved", "met")],
        )
        self.assertEqual(ticket.clock_ids.mapped("target_minutes"), [720, 1440])
        self.assertEqual(ticket.clock_ids.user_id, self.agent)
        self.assertEqual(ticket.span_ids.mapped("kind"), ["run", "pause", "off"])
        self.assertEqual(ticket.callback_result, "satisfied")
        self.assertEqual(ticket.callback_user_id, self.agent)

        self.start_tour(
            "/odoo/service-level-report",
            "crm_lifecycle_service_report",
            login="tour_agent",
        )


@tagged("post_install", "-at_install")
class TestToursService(ServiceTours):
    """At the desk."""

    def test_promises_are_kept(self):
        self.play()


@tagged("post_install", "-at_install")
class TestToursServicePhone(ServiceTours):
    """On the way, with a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_promises_are_kept_by_phone(self):
        self.play()
