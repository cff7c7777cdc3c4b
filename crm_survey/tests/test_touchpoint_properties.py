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
