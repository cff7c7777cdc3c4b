# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_touchpoint import DAY, NOON, TouchpointCommon

DAYS = 24
PEOPLE = 5  # the first three work for one company
EVENTS = st.lists(
    st.tuples(
        st.integers(0, DAYS // 2),  # day
        st.integers(0, PEOPLE - 1),  # person
        st.integers(0, 2),  # touchpoint
    ),
    min_size=8,
    max_size=25,
)
SETBACKS = st.dictionaries(st.integers(0, PEOPLE - 1), st.integers(0, DAYS))


@tagged("post_install", "-at_install")
class TestTouchpointProperties(TouchpointCommon):
    """Whatever happens, and in which order: nobody is asked more than the budget."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        firm = cls.make_partner("Firm", is_company=True)
        cls.people = [
            cls.make_person(f"Person {number}", parent_id=firm.id if number < 3 else 0)
            for number in range(PEOPLE)
        ]
        cls.firm = firm
        cls.touchpoints = [
            cls.make_touchpoint(
                sequence=sequence, patience_days=patience, deadline_days=deadline
            )
            for sequence, patience, deadline in ((5, 3, 2), (10, 9, 4), (15, 20, 6))
        ]

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
    )
    @given(
        events=EVENTS,
        refusals=SETBACKS,
        answered=st.sets(st.integers(0, DAYS - 1)),
        missed=st.sets(st.integers(0, DAYS - 1)),
        cooldown=st.integers(0, 9),
        limit=st.integers(1, 2),
    )
    def test_budget_is_never_broken(
        self, events, refusals, answered, missed, cooldown, limit
    ):
        with self.env.cr.savepoint() as savepoint:
            self.company.crm_survey_cooldown_days = cooldown
            self.company.crm_survey_week_limit = limit
            self.play(events, refusals, answered, missed)
            self.check_people(cooldown, refusals)
            self.check_company(limit)
            self.check_requests()
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def play(self, events, refusals, answered, missed):
        """Live through the days: events, refusals, runs (some are missed), answers."""
        for day in range(DAYS):
            now = NOON + day * DAY
            for at, person, touchpoint in events:
                if at == day:
                    self.ask(
                        self.people[person],
                        now - timedelta(hours=1),
                        self.touchpoints[touchpoint],
                        key=f"{touchpoint},{day}",
                    )
            for person, at in refusals.items():
                if at == day:
                    consents = self.env["crm.consent"]
                    consents._withdraw(self.people[person], self.purpose, "Test", now)
            if day in missed:
                continue
            self.requests._expire_overdue(now)
            self.decide(now)
            if day in answered:
                sent = self.requests.search([("state", "=", "sent")], limit=1)
                sent._on_answered(self.env["survey.user_input"])

    def sent_to(self, people):
        domain = [("partner_id", "in", [person.id for person in people])]
        domain += [("sent_at", "!=", False)]
        return self.requests.search(domain, order="sent_at, id")

    def check_people(self, cooldown, refusals):
        for number, person in enumerate(self.people):
            sent = self.sent_to([person])
            for before, after in pairwise(sent):
                self.assertGreaterEqual(after.sent_at - before.sent_at, cooldown * DAY)
                ended = before.state != "sent" or before.deadline <= after.sent_at
                self.assertTrue(ended)
                self.assertLess(before.sent_at, after.sent_at)
            if number in refusals:
                refused_at = NOON + refusals[number] * DAY
                for request in sent:
                    self.assertLess(request.sent_at, refused_at)

    def check_company(self, limit):
        times = self.sent_to(self.people[:3]).mapped("sent_at")
        for first, over in zip(times, times[limit:], strict=False):
            self.assertGreaterEqual(over - first, 7 * DAY)

    def check_requests(self):
        for request in self.requests.search([("company_id", "=", self.company.id)]):
            if request.sent_at:
                self.assertLessEqual(request.due_at, request.sent_at)
                self.assertLess(request.sent_at, request.drop_at)
            elif request.state == "deferred":
                self.assertTrue(request.reason)
                self.assertLessEqual(request.look_at, request.drop_at)
            elif request.state == "dropped":
                self.assertTrue(request.reason)
                self.assertLessEqual(request.drop_at, NOON + DAYS * DAY)

    def test_blacklist_counts_for_mail_and_while_it_lasts(self):
        portal = self.make_touchpoint(channel="portal")
        refused, forgiven = (self.make_person(name) for name in ("Ada", "Bob"))
        for person in (refused, forgiven):
            self.env["mail.blacklist"]._add(person.email)
        self.env["mail.blacklist"]._remove(forgiven.email)
        self.ask(refused, touchpoint=portal)
        self.ask(forgiven)
        self.assertEqual(self.decide(), refused | forgiven)

    def test_survey_that_is_closed_asks_nobody(self):
        self.ask(self.make_person("Ada"))
        self.survey.active = False
        self.assertFalse(self.decide())
        self.assert_queue([("Ada", "deferred", "stopped")])

    def test_who_is_gone_or_refused_is_not_reminded(self):
        self.touchpoint.reminder_count = 2
        gone, refused, ada = (self.make_person(name) for name in ("Al", "Bo", "Ada"))
        requests = self.ask(gone | refused | ada)
        self.decide()
        gone.active = False
        self.env["mail.blacklist"]._add(refused.email)
        requests._remind(NOON + 3 * DAY)
        self.assertEqual(self.mails("survey_reminder"), ["ada@example.com"])
        waiting = requests.filtered("next_reminder_at")
        self.assertEqual(waiting.partner_id, ada)
        # Six days before the end there is one more, but none on the last day.
        self.touchpoint.write({"reminder_count": 5, "reminder_days": 6})
        waiting._remind(NOON + 8 * DAY)
        self.assertFalse(waiting.next_reminder_at)

    def test_only_what_waits_for_an_answer_expires(self):
        people = [self.make_person(name) for name in ("Ada", "Bob", "Eve")]
        answered, returned, silent = (self.ask(person) for person in people)
        self.decide()
        answered._on_answered(self.make_answer(9, people[0]))
        returned._mark_bounced()
        self.requests._expire_overdue(NOON + 14 * DAY)
        states = [request.state for request in (answered, returned, silent)]
        self.assertEqual(states, ["answered", "bounced", "expired"])

    def test_release_of_a_run_that_was_killed_is_decided_anew(self):
        request = self.ask(self.make_person("Ada"))
        planner = self.env["crm.survey.planner"]
        for released, count in ((NOON, 1), (NOON - DAY, 0)):
            request.released_at = released
            domain = planner._get_released_domain(NOON)
            self.assertEqual(self.requests.search_count(domain), count)
