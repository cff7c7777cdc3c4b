# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from .sla_clock_common import ClockCommon


@tagged("post_install", "-at_install")
class TestSlaQueue(ClockCommon):
    """What the filters of the queue find, and what the report says of channels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # around the clock: a deadline is as far away as the target says
        cls.make_sla({"solved": {"target_minutes": 360, "is_always": True}})

    def search_by_filter(self, name, user, tickets):
        """Return those of ``tickets`` that a filter of the ticket list finds."""
        table = self.env["helpdesk.ticket"].with_user(user)
        arch = etree.fromstring(table.get_view(view_type="search")["arch"])
        (found,) = arch.xpath(f"//filter[@name='{name}']")
        domain = literal_eval(found.get("domain"))
        return table.search([*domain, ("id", "in", tickets.ids)]).sudo()

    def test_due_today_ends_with_the_day_of_who_asks(self):
        """At 9:00 UTC it is 17:00 in Shanghai, where the day ends at 16:00 UTC."""
        late = self.open_ticket("2024-03-04 01:00")  # was due at 7:00
        early = self.open_ticket("2024-03-04 09:00")  # 15:00
        self.other_agent.tz, self.agent.tz = "UTC", "Asia/Shanghai"
        evening = self.open_ticket("2024-03-04 10:00")  # 16:00
        tomorrow = self.open_ticket("2024-03-04 18:00")  # midnight
        waiting = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 09:10", waiting, stage_id=self.waiting.id)
        solved = self.open_ticket("2024-03-04 09:00", stage_id=self.solved.id)
        late.clock_ids._mark_breached(self.frozen())
        tickets = late | early | evening | tomorrow | waiting | solved

        for name, user, expected in (
            ("service_today", self.agent, early),
            ("service_today", self.other_agent, early | evening),
            ("service_breached", self.agent, late),
            ("service_paused", self.agent, waiting),
        ):
            with self.subTest(name=name, user=user.login):
                self.assertEqual(self.search_by_filter(name, user, tickets), expected)

    def test_results_by_channel(self):
        """Phone: one of two met, 2 and 8 hours. Chat: met in an hour. One has none."""
        phone, chat, app = self.env["helpdesk.ticket.channel"].create(
            [{"name": name} for name in ("By phone", "By chat", "By app")]
        )
        for channel, opened, solved in (
            (phone, "2024-03-04 01:00", "2024-03-04 03:00"),
            (phone, "2024-03-04 01:00", "2024-03-04 09:00"),
            (chat, "2024-03-04 01:00", "2024-03-04 02:00"),
            (app, "2024-03-04 08:00", None),
            (phone.browse(), "2024-03-04 01:00", "2024-03-04 05:00"),
        ):
            ticket = self.open_ticket(opened, channel_id=channel.id)
            if solved:
                self.change(solved, ticket, stage_id=self.solved.id)
        self.env.flush_all()

        found = self.env["crm.sla.report"]._read_group(
            [("company_id", "=", self.company.id)],
            ["channel_id"],
            ["clocks:sum", "met:sum", "breached:sum", "rate:avg", "median_hours:avg"],
            order="channel_id DESC",
        )

        self.assertCountEqual(
            found,
            [
                (phone, 2, 1, 1, 50, 5),
                (chat, 1, 1, 0, 100, 1),
                (app, 1, 0, 0, False, False),
                (phone.browse(), 1, 1, 0, 100, 4),
            ],
        )
