# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.tests import tagged

from .common_touchpoint import DAY, NOON, TouchpointCommon


@tagged("post_install", "-at_install")
class TestTouchpointBudget(TouchpointCommon):
    """Whom all surveys together may ask now, and why the others wait."""

    def assert_deferred(self, request, reason, look_at):
        self.env.invalidate_all()
        self.assertEqual(
            (request.state, request.reason, request.look_at),
            ("deferred", reason, look_at),
        )

    def test_who_agreed_and_was_left_alone_is_asked(self):
        ada = self.make_person("Ada")
        request = self.ask(ada)
        self.assertEqual(self.decide(), ada)
        self.assert_queue([("Ada", "sent", False)])
        self.assertEqual(self.mails(), ["ada@example.com"])
        self.assertEqual(request.sent_at, NOON)
        self.assertEqual(request.deadline, NOON + 14 * DAY)

    def test_nobody_is_asked_before_the_time(self):
        request = self.ask(self.make_person("Ada"), due_at=NOON + timedelta(hours=1))
        self.assertFalse(self.decide())
        self.assertEqual((request.state, request.reason), ("planned", False))
        self.assertTrue(self.decide(NOON + timedelta(hours=1)))

    def test_second_run_sends_nothing_again(self):
        self.ask(self.make_person("Ada"))
        self.decide()
        self.assertFalse(self.decide())
        self.assertEqual(self.mails(), ["ada@example.com"])

    def test_cool_down_counts_over_all_surveys(self):
        ada = self.make_person("Ada")
        self.company.crm_survey_cooldown_days = 30
        self.ask(ada)
        self.decide()
        self.requests._expire_overdue(NOON + 20 * DAY)
        other = self.make_touchpoint(
            survey_id=self.make_survey("Other").id, patience_days=60
        )
        second = self.ask(ada, NOON + 20 * DAY, other)
        self.assertFalse(self.decide(NOON + 20 * DAY))
        self.assert_deferred(second, "cooldown", NOON + 30 * DAY)
        self.assertFalse(self.decide(NOON + 30 * DAY - timedelta(seconds=1)))
        self.assertEqual(self.decide(NOON + 30 * DAY), ada)

    def test_open_invitation_goes_first(self):
        ada = self.make_person("Ada")
        self.company.crm_survey_cooldown_days = 2
        self.ask(ada)
        self.decide()
        second = self.ask(ada, NOON + 3 * DAY, key="again")
        self.decide(NOON + 3 * DAY)
        self.assert_deferred(second, "other_survey", NOON + 14 * DAY)

    def test_one_request_at_a_time_the_best_first(self):
        ada = self.make_person("Ada")
        late, best = (
            self.make_touchpoint(sequence=sequence, patience_days=60)
            for sequence in (20, 5)
        )
        waiting = self.ask(ada, NOON - DAY, late)
        first = self.ask(ada, NOON, best)
        self.decide()
        self.assertEqual(first.state, "sent")
        self.assert_deferred(waiting, "other_survey", NOON + 30 * DAY)

    def test_one_contact_of_a_company_in_a_week(self):
        firm = self.make_partner("Firm", is_company=True)
        people = [
            self.make_person(name, parent_id=firm.id) for name in ("Ada", "Bob", "Cid")
        ]
        for person in people:
            self.ask(person)
        self.assertEqual(self.decide(), people[0])
        self.assert_queue(
            [
                ("Ada", "sent", False),
                ("Bob", "deferred", "company"),
                ("Cid", "deferred", "company"),
            ]
        )
        self.assertFalse(self.decide(NOON + 7 * DAY - timedelta(seconds=1)))
        self.assertEqual(self.decide(NOON + 7 * DAY), people[1])

    def test_limit_of_a_company_is_a_setting(self):
        firm = self.make_partner("Firm", is_company=True)
        for name in ("Ada", "Bob", "Cid"):
            self.ask(self.make_person(name, parent_id=firm.id))
        self.company.crm_survey_week_limit = 2
        self.assertEqual(len(self.decide()), 2)
        self.company.crm_survey_week_limit = 0
        self.assertEqual(self.decide(NOON + 7 * DAY).name, "Cid")

    def test_private_people_are_no_company(self):
        self.company.crm_survey_cooldown_days = 0
        ada = self.make_person("Ada")
        self.touchpoint.deadline_days = 1
        self.ask(ada)
        self.decide()
        self.requests._expire_overdue(NOON + 2 * DAY)
        self.ask(ada, NOON + 2 * DAY, key="again")
        self.assertEqual(self.decide(NOON + 2 * DAY), ada)

    def test_reasons_of_the_person(self):
        self.make_person("Opted", is_survey_opt_out=True)
        self.make_person("Archived").active = False
        self.make_person("Silent", agrees=False)
        self.make_person("Typo", email="no address")
        self.make_person("Black")
        self.env["mail.blacklist"]._add("black@example.com")
        self.make_ticket(self.make_person("Angry"), is_complaint=True)
        people = self.env["res.partner"].with_context(active_test=False)
        names = ("Opted", "Archived", "Silent", "Typo", "Black", "Angry")
        people = people.search([("name", "in", names)])
        self.ask(people)
        self.assertFalse(self.decide())
        self.assert_queue(
            [
                ("Opted", "deferred", "opt_out"),
                ("Archived", "deferred", "archived"),
                ("Silent", "deferred", "no_consent"),
                ("Typo", "deferred", "no_address"),
                ("Black", "deferred", "blacklist"),
                ("Angry", "deferred", "complaint"),
            ]
        )
        self.assertFalse(self.mails())

    def test_closed_complaint_lets_the_request_go(self):
        ada = self.make_person("Ada")
        ticket = self.make_ticket(ada, is_complaint=True)
        request = self.ask(ada)
        self.decide()
        self.assert_deferred(request, "complaint", NOON + DAY)
        ticket.stage_id = self.env["helpdesk.ticket.stage"].create(
            {"name": "Closed", "closed": True}
        )
        self.assertEqual(self.decide(NOON + DAY), ada)

    def test_complaint_of_a_colleague_quiets_the_company(self):
        firm = self.make_partner("Firm", is_company=True)
        self.make_ticket(self.make_person("Bob", parent_id=firm.id), is_complaint=True)
        request = self.ask(self.make_person("Ada", parent_id=firm.id))
        self.decide()
        self.assert_deferred(request, "complaint", NOON + DAY)

    def test_consent_counts_at_the_moment_of_sending(self):
        ada = self.make_person("Ada")
        request = self.ask(ada)
        self.env["crm.consent"]._withdraw(ada, self.purpose, "Test", NOON)
        self.decide()
        self.assert_deferred(request, "no_consent", NOON + DAY)
        self.env["crm.consent"]._record(ada, self.purpose, "Test", NOON + DAY)
        self.assertEqual(self.decide(NOON + DAY), ada)

    def test_legitimate_interest_asks_who_did_not_object(self):
        self.purpose.basis = "interest"
        silent, objects = (
            self.make_person(name, agrees=False) for name in ("Silent", "Objects")
        )
        self.env["crm.consent"]._withdraw(objects, self.purpose, "Test", NOON - DAY)
        self.ask(silent | objects)
        self.assertEqual(self.decide(), silent)

    def test_portal_needs_no_address(self):
        portal = self.make_touchpoint(channel="portal")
        ada = self.make_person("Ada", email=False)
        self.ask(ada, touchpoint=portal)
        self.assertEqual(self.decide(), ada)
        self.assertFalse(self.mails())

    def test_touchpoint_that_is_off_or_has_enough_answers_waits(self):
        ada = self.make_person("Ada")
        request = self.ask(ada)
        self.touchpoint.active = False
        self.decide()
        self.assert_deferred(request, "stopped", NOON + DAY)
        self.touchpoint.write({"active": True, "stop_after": 1})
        self.make_answer(9, touchpoint_id=self.touchpoint.id)
        self.decide(NOON + DAY)
        self.assert_deferred(request, "stopped", NOON + 2 * DAY)
        self.touchpoint.stop_after = 2
        self.make_answer(9, touchpoint_id=self.touchpoint.id, test_entry=True)
        self.start_answer(touchpoint_id=self.touchpoint.id)  # not done yet
        self.assertEqual(self.decide(NOON + 2 * DAY), ada)

    def test_request_is_dropped_at_its_own_time_only(self):
        self.touchpoint.patience_days = 3
        request = self.ask(self.make_person("Silent", agrees=False))
        for days in range(3):
            self.decide(NOON + days * DAY)
            self.assertEqual(request.state, "deferred")
        self.assertEqual(request.look_at, NOON + 3 * DAY)
        self.decide(NOON + 3 * DAY)
        self.assert_queue([("Silent", "dropped", "no_consent")])

    def test_request_that_nobody_looked_at_in_time_is_late(self):
        self.ask(self.make_person("Ada"))
        self.assertFalse(self.decide(NOON + 60 * DAY))
        self.assert_queue([("Ada", "dropped", "late")])

    def test_late_request_takes_nobodys_place(self):
        ada = self.make_person("Ada")
        self.touchpoint.sequence = 1
        self.ask(ada)
        fresh = self.ask(ada, NOON + 60 * DAY, self.make_touchpoint(sequence=50))
        self.assertEqual(self.decide(NOON + 60 * DAY), ada)
        self.assertEqual(fresh.state, "sent")

    def test_person_is_one_over_all_companies(self):
        ada = self.make_person("Ada")
        self.ask(ada)
        self.decide()
        self.requests._expire_overdue(NOON + 20 * DAY)
        other = self.make_company("Other company")
        foreign = self.make_touchpoint(company_id=other.id)
        request = self.ask(ada, NOON + 20 * DAY, foreign)
        self.assertFalse(self.decide(NOON + 20 * DAY, other))
        self.assertEqual(request.reason, "cooldown")

    def test_companies_decide_about_their_own_requests(self):
        request = self.ask(self.make_person("Ada"))
        self.assertFalse(self.decide(company=self.make_company("Other company")))
        self.assertEqual(request.state, "planned")

    def test_merged_contacts_share_one_budget(self):
        ada, bob = self.make_person("Ada"), self.make_person("Bob")
        self.ask(bob)
        self.decide()
        self.requests._expire_overdue(NOON + 20 * DAY)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((ada | bob).ids, ada)
        request = self.ask(ada, NOON + 20 * DAY, key="again")
        self.decide(NOON + 20 * DAY)
        self.assertEqual(request.reason, "cooldown")

    def test_merged_contact_keeps_the_wish_to_be_left_alone(self):
        ada, bob = self.make_person("Ada"), self.make_person("Bob")
        bob.is_survey_opt_out = True
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((ada | bob).ids, ada)
        self.assertTrue(ada.is_survey_opt_out)

    def test_released_request_counts_until_its_run_is_over(self):
        ada = self.make_person("Ada")
        first = self.ask(ada)
        self.requests._run_budget(self.company, NOON)
        self.assertEqual(first.released_at, NOON)
        second = self.ask(ada, key="again")
        self.assertFalse(self.requests._run_budget(self.company, NOON, second))
        self.assertEqual(second.reason, "cooldown")
        # a run that was killed lets go of what it had released
        self.assertEqual(self.decide(NOON + timedelta(hours=2)), ada)
        self.assertEqual(first.state, "sent")

    def test_number_of_queries_is_the_same_for_many(self):
        def count_queries(count, prefix):
            people = self.env["res.partner"].create(
                [{"name": f"{prefix} {number}"} for number in range(count)]
            )
            requests = self.ask(people)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.requests._run_budget(self.company, NOON)
            used = self.env.cr.sql_log_count - before
            self.assertEqual(set(requests.mapped("state")), {"deferred"})
            return used

        count_queries(1, "Warm")
        few, many = count_queries(10, "Few"), count_queries(200, "Many")
        self.assertEqual(few, many)
        self.assertLessEqual(many, 6)

    def test_portal_customer_is_asked_and_own_staff_is_not(self):
        portal = self.make_user("customer_portal", "base.group_portal").partner_id
        staff = self.user.partner_id
        for person in portal | staff:
            person.email = f"{person.id}@example.com"
        self.env["crm.consent"]._record(
            portal | staff, self.purpose, "Test", "2020-01-01 00:00:00"
        )
        fitting = self.touchpoint._filter_fitting(portal | staff)
        self.assertEqual(fitting, portal)
        self.ask(fitting)
        self.assertEqual(self.decide(), portal)
