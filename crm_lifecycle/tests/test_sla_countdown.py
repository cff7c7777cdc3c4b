# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import LifecycleCommon

NOW = datetime(2024, 3, 4, 10)  # a Monday


def in_hours(hours):
    return NOW + timedelta(hours=hours)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSlaCountdown(LifecycleCommon, HttpCase):
    """What people see of the clocks: staff the most urgent one, customers a promise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_partner("Ada")
        cls.portal = cls.make_user("portal_ada", "base.group_portal")
        cls.env["crm.sla.policy"].search([("company_id", "=", False)]).active = False
        cls.ticket = cls.make_ticket(cls.portal.partner_id)

    def make_clock(self, metric, state="running", used=60, deadline=None, **vals):
        """Return a clock of four hours, around the clock, counted up to now."""
        ticket = vals.pop("ticket", self.ticket)
        runs = state in ("running", "breached") and "ended_at" not in vals
        return self.env["crm.sla.clock"].create(
            {
                "ticket_id": ticket.id,
                "company_id": self.company.id,
                "metric": metric,
                "state": state,
                "target_minutes": 240,
                "is_always": True,
                "started_at": NOW,
                "counted_from": NOW,
                "running_since": NOW if runs else False,
                "used_minutes": used,
                "carried_minutes": used,
                "deadline": deadline,
                **vals,
            }
        )

    def test_countdown_says_what_is_left(self):
        clock = self.make_clock("solved", deadline=in_hours(3))
        countdown = clock.countdown

        self.assertEqual(
            {name: countdown[name] for name in countdown if name != "stretches"},
            {
                "state": "running",
                "is_open": True,
                "metric": "Solved",
                "deadline": "2024-03-04T13:00:00Z",
                "now": "2024-03-04T10:00:00Z",
                "left": 3 * 3600,
                "target": 4 * 3600,
                "percent": 25,
            },
        )
        second = int(clock.deadline.timestamp())
        (start, end), *_later = countdown["stretches"]
        self.assertLessEqual(start, second - 3 * 3600)
        self.assertGreaterEqual(end, second)

    def test_clock_that_stands_still_has_no_stretches(self):
        paused = self.make_clock("solved", "paused", used=90)
        met = self.make_clock("taken", "met", ended_at=NOW)

        self.assertEqual(paused.countdown["stretches"], [])
        self.assertEqual(paused.countdown["left"], 150 * 60)
        self.assertFalse(paused.countdown["deadline"])
        self.assertEqual(met.countdown["stretches"], [])
        self.assertFalse(met.countdown["is_open"])

    def test_ticket_shows_the_most_urgent_clock(self):
        """Missed, then the first deadline, then paused, then what is over."""
        clocks = self.env["crm.sla.clock"]
        self.assertFalse(self.ticket.service_countdown)
        steps = (
            ("taken", "met", {"ended_at": NOW}),
            ("first_reply", "breached", {"ended_at": NOW}),
            ("periodic_update", "paused", {}),
            ("solved", "running", {"deadline": in_hours(5)}),
            ("first_reply", "running", {"deadline": in_hours(2)}),
            ("taken", "breached", {"deadline": in_hours(-1)}),
        )
        for metric, state, vals in steps:
            clocks |= self.make_clock(metric, state, **vals)
            self.ticket.invalidate_recordset()
            with self.subTest(metric=metric, state=state):
                self.assertEqual(self.ticket._get_urgent_clock(), clocks[-1])
                self.assertEqual(self.ticket.service_countdown, clocks[-1].countdown)

    def test_many_tickets_take_as_many_queries_as_one(self):
        tickets = self.ticket
        for _number in range(20):
            tickets |= self.make_ticket(self.ada)
        for ticket in tickets:
            self.make_clock("solved", deadline=in_hours(3), ticket=ticket)
        self.env.flush_all()
        counts = []
        for some in (tickets[:1], tickets):
            some.mapped("service_countdown")  # whatever is kept for good is kept now
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertNotIn(False, some.mapped("service_countdown"))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_queue_is_ordered_by_deadline_then_tier(self):
        view = self.env["helpdesk.ticket"].get_view(
            self.env.ref("helpdesk_mgmt.ticket_view_tree").id, "list"
        )
        self.assertIn('default_order="service_deadline, tier_id', view["arch"])
        names = {"Later": 5, "Missed": -1, "Soon, high": 1, "Soon": 1, "None": None}
        tickets = self.env["helpdesk.ticket"]
        for name, hours in names.items():
            ticket = self.make_ticket(self.ada, name=name)
            deadline = None if hours is None else in_hours(hours)
            self.env.cr.execute(
                "UPDATE helpdesk_ticket SET service_deadline = %s, profile_id = %s"
                " WHERE id = %s",
                (deadline, self.make_profile("high" in name), ticket.id),
            )
            tickets |= ticket
        self.env.invalidate_all()

        found = tickets.search(
            [("id", "in", tickets.ids)],
            order="service_deadline, tier_id, priority desc, id",
        )

        self.assertEqual(
            found.mapped("name"), ["Missed", "Soon, high", "Soon", "Later", "None"]
        )

    def make_profile(self, is_high):
        partner = self.make_partner("Customer")
        self.env.cr.execute(
            "INSERT INTO crm_customer_profile (partner_id, company_id, tier_id)"
            " VALUES (%s, %s, %s) RETURNING id",
            (partner.id, self.company.id, (self.high if is_high else self.low).id),
        )
        return self.env.cr.fetchone()[0]

    def test_customer_hears_the_next_promise_only(self):
        """When work begins is our own aim, how much time is used our own matter."""
        self.assertEqual(self.ticket._get_promise(), {})
        self.make_clock("taken", deadline=in_hours(1))
        self.assertEqual(self.ticket._get_promise(), {})
        clock = self.make_clock("first_reply", deadline=in_hours(3))
        self.ticket.invalidate_recordset()

        promise = self.ticket.with_user(self.portal)._get_promise()

        self.assertEqual(
            (promise["kind"], promise["state"], promise["deadline"]),
            ("first_reply", "running", in_hours(3)),
        )
        self.assertEqual(promise["countdown"]["left"], 3 * 3600)
        self.assertFalse({"percent", "target", "metric"} & set(promise["countdown"]))
        clock.write({"ended_at": NOW, "state": "met"})
        self.assertEqual(self.ticket._get_promise(), {})

    def test_customer_reads_no_clock(self):
        self.make_clock("solved", deadline=in_hours(3))
        mine = self.ticket.with_user(self.portal)
        self.env.flush_all()
        self.env.invalidate_all()

        self.assertEqual(mine.name, "Needs help")
        with self.assertRaises(AccessError):
            mine.read(["service_countdown"])
        with self.assertRaises(AccessError):
            self.env["crm.sla.clock"].with_user(self.portal).search([])

    def test_portal_tells_the_promise(self):
        clock = self.make_clock("first_reply", deadline=in_hours(3))
        states = (
            ({}, "Our reply by:", "crm_lifecycle.countdown"),
            ({"deadline": in_hours(-1)}, "longer than we promised", ""),
            ({"state": "breached"}, "longer than we promised", ""),
            ({"state": "paused", "deadline": False}, "Waiting", ""),
        )
        self.authenticate("portal_ada", "portal_ada")
        for vals, words, component in states:
            clock.write(vals)
            with self.subTest(words):
                page = self.url_open(f"/my/ticket/{self.ticket.id}").text
                self.assertIn(words, page)
                self.assertEqual("crm_lifecycle.countdown" in page, bool(component))
                self.assertEqual(self.url_open("/my/tickets").status_code, 200)
