# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_feedback import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackSteps(FeedbackCommon):
    """How a voice comes in, who gets it by when, and the way it goes."""

    def test_owner_and_deadline_follow_the_tier(self):
        for tier, day in (
            (self.high, date(2026, 3, 3)),
            (self.medium, date(2026, 3, 4)),
            (self.low, date(2026, 3, 7)),
            (self.minimal, date(2026, 3, 12)),
        ):
            with self.subTest(tier=tier.name):
                partner = self.make_partner("Eve", user_id=self.owner.id)
                self.make_tier(partner, tier)
                item = self.make_feedback(partner, received_at="2026-03-02 10:00:00")
                self.assertEqual(item.asked_tier_id, tier)
                self.assertEqual(item.deadline_date, day)
                self.assertEqual(item.user_id, self.owner)
                self.assertEqual(
                    self.steps_of(item), [("Answer the customer", self.owner, day)]
                )

    def test_customer_without_tier_waits_five_days(self):
        item = self.make_feedback(received_at="2026-03-02 10:00:00")
        self.assertEqual(item.deadline_date, date(2026, 3, 7))

    def test_owner_who_cannot_work_on_it_is_passed_over(self):
        for name, change in (
            ("archived", {"active": False}),
            ("elsewhere", {"group_ids": [Command.clear()]}),
        ):
            manager = self.make_user(name, "crm_survey.group_user")
            partner = self.make_partner("Bob", user_id=manager.id)
            self.make_tier(partner, self.high)
            manager.write(change)
            self.high.manager_ids = self.owner
            self.assertEqual(
                self.make_feedback(partner, source="survey").user_id, self.owner
            )

    def test_nobody_at_hand_leaves_it_to_the_managers(self):
        partner = self.make_partner("Bob")
        item = self.make_feedback(partner, source="portal")
        self.assertTrue(item.user_id.has_group("crm_survey.group_manager"))
        self.assertIn(self.company, item.user_id.company_ids)

    def test_chosen_owner_and_deadline_stay(self):
        item = self.make_feedback(
            user_id=self.voice_manager.id, deadline_date="2026-05-01"
        )
        self.assertEqual(item.user_id, self.voice_manager)
        self.assertEqual(item.deadline_date, date(2026, 5, 1))

    def test_new_owner_gets_the_activity(self):
        item = self.make_feedback(deadline_date="2026-05-01")
        item.user_id = self.voice_manager
        self.assertEqual(
            self.steps_of(item),
            [("Answer the customer", self.voice_manager, date(2026, 5, 1))],
        )

    def test_the_whole_way_is_measured(self):
        with freeze_time("2026-03-02 08:00:00"):
            item = self.make_feedback(kind="complaint", cause_id=self.cause.id)
        item = item.with_user(self.owner)
        with freeze_time("2026-03-03 08:00:00"):
            item.action_classify()
            item.action_start()
        with freeze_time("2026-03-04 20:00:00"):
            item.action_answer()
        with freeze_time("2026-03-05 08:00:00"):
            item.no_action_reason = "Told him"
            item.action_improve()
        with freeze_time("2026-03-12 08:00:00"):
            item.verification_note = "All is well"
            item.action_verify()
        self.assertEqual(item.state, "verified")
        self.assertEqual(item.days_to_answer, 2.5)
        self.assertEqual(item.days_to_close, 10.0)
        self.assertEqual(item.recovery_rate, 100.0)
        self.assertEqual(item.in_time_rate, 100.0)
        self.assertEqual(item.verified_by_id, self.owner)
        self.assertFalse(item.activity_ids)
        day = 86400
        self.assertEqual(
            item.state_seconds,
            {
                "new": day,
                "classified": 0,
                "in_work": 1.5 * day,
                "answered": 0.5 * day,
                "improved": 7 * day,
            },
        )

    def test_figures_of_open_feedback_are_empty_not_zero(self):
        cause = self.make_cause("Alone")
        good, bad, _open = (
            self.make_feedback(kind="complaint", cause_id=cause.id) for _n in range(3)
        )
        for item, state in ((good, "verified"), (bad, "not_recovered")):
            item._move("improved")
            item._move(state)
        groups = self.feedback.formatted_read_group(
            [("cause_id", "=", cause.id)],
            ["cause_id"],
            ["recovery_rate:avg", "__count"],
        )
        self.assertEqual(
            [(group["recovery_rate:avg"], group["__count"]) for group in groups],
            [(50.0, 3)],
        )

    def test_steps_need_what_they_are_about(self):
        item = self.make_feedback()
        with self.assertRaisesRegex(UserError, "a type and a cause"):
            item.action_classify()
        item.write({"kind": "complaint", "cause_id": self.cause.id})
        item.action_classify()
        with self.assertRaisesRegex(UserError, "why nothing is changed"):
            item.action_improve()
        action = self.make_action()
        item.action_id = action
        with self.assertRaisesRegex(UserError, "is not done yet"):
            item.action_improve()
        with self.assertRaisesRegex(UserError, "it can't become"):
            item.verification_note = "Called"
            item.action_verify()
        item.action_start()
        item.action_answer()
        item.verification_note = False
        with self.assertRaisesRegex(UserError, "What the customer said then"):
            item.action_verify()

    def test_states_and_measures_are_not_typed_in(self):
        item = self.make_feedback().with_user(self.owner)
        for vals in ({"state": "verified"}, {"recovery_rate": 100.0}):
            with self.assertRaisesRegex(UserError, "is measured"):
                item.write(vals)
            with self.assertRaisesRegex(UserError, "is measured"):
                item.create({"name": "X", **vals})
        with self.assertRaisesRegex(UserError, "stays with its source"):
            item.source_key = "answer,1"

    def test_dissatisfied_after_a_call_goes_back_to_work(self):
        item = self.make_feedback(kind="complaint", cause_id=self.cause.id)
        item._move("improved")
        item.verification_note = "Still late"
        item.with_user(self.owner).action_not_recovered()
        self.assertEqual((item.state, item.recovery_rate), ("not_recovered", 0.0))
        self.assertEqual(
            [(summary, user) for summary, user, _day in self.steps_of(item)],
            [("The customer is still dissatisfied: go on", self.owner)],
        )
        item.action_start()
        self.assertEqual(item.state, "in_work")

    def test_repeated_cause_is_seen_when_classified(self):
        colleague = self.make_partner("Colleague", parent_id=self.partner.id)
        first = self.make_feedback(received_at="2026-01-02 10:00:00")
        second = self.make_feedback(colleague, received_at="2026-03-02 10:00:00")
        later = self.make_feedback(received_at="2027-06-02 10:00:00")
        stranger = self.make_feedback(
            self.make_partner("Bob"), received_at="2026-03-02 10:00:00"
        )
        items = first | second | later | stranger
        items.write({"kind": "complaint", "cause_id": self.cause.id})
        items.action_classify()
        self.assertEqual(items.mapped("is_repeat"), [False, True, False, False])
        self.assertEqual(items.mapped("repeat_rate"), [0.0, 100.0, 0.0, 0.0])

    def test_message_to_the_customer_is_the_first_answer(self):
        with freeze_time("2026-03-02 08:00:00"):
            item = self.make_feedback()
        with freeze_time("2026-03-03 08:00:00"):
            item.message_post(body="A note", subtype_xmlid="mail.mt_note")
        self.assertFalse(item.answered_at)
        with freeze_time("2026-03-04 08:00:00"):
            item.with_user(self.owner).message_post(
                body="We are sorry",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.partner.ids,
            )
        self.assertEqual(item.days_to_answer, 2.0)

    def test_overdue_is_found_and_counted(self):
        late = self.make_feedback(deadline_date="2026-03-02")
        closed = self.make_feedback(deadline_date="2026-03-02")
        closed._move("answered")
        fresh = self.make_feedback(deadline_date="2026-03-09")
        with freeze_time("2026-03-05 10:00:00"):
            items = late | closed | fresh
            items.invalidate_recordset()
            self.assertEqual(items.mapped("is_overdue"), [True, False, False])
            domain = [("id", "in", items.ids), ("is_overdue", "=", True)]
            self.assertEqual(self.feedback.search(domain), late)
            domain = [("id", "in", items.ids), ("is_overdue", "=", False)]
            self.assertEqual(self.feedback.search(domain), closed | fresh)
            domain = [("id", "in", items.ids), ("is_open", "=", True)]
            self.assertEqual(self.feedback.search(domain), late | fresh)

    def test_used_cause_is_archived_not_deleted(self):
        above = self.make_cause("Delivery")
        self.cause.parent_id = above
        self.make_feedback(cause_id=self.cause.id)
        self.assertEqual(self.cause.complete_name, "Delivery / Came too late")
        for cause in (self.cause, above):
            with self.assertRaisesRegex(UserError, "Archive it instead"):
                cause.unlink()
        self.cause.active = False
        self.make_cause("Unused").unlink()
        self.assertEqual(above.feedback_count, 1)

    def test_improvement_brings_its_feedback_along(self):
        action = self.make_action(cause_id=self.cause.id)
        items = self.feedback.concat(
            *(self.make_feedback(action_id=action.id) for _n in range(3))
        )
        worked, answered, unread = items
        (worked | answered).write({"kind": "complaint", "cause_id": self.cause.id})
        (worked | answered).action_classify()
        answered.action_answer()
        with freeze_time("2026-04-01 10:00:00"):
            action.action_done()
        self.assertEqual(items.mapped("state"), ["improved", "improved", "new"])
        self.assertEqual(action.done_date, date(2026, 4, 1))
        worked._move("verified")
        answered._move("not_recovered")
        self.assertEqual(action.effect, "1 of 2 customers say that it is good now.")
        with self.assertRaisesRegex(UserError, "done already"):
            action.action_done()

    def test_own_teams_only(self):
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Others", "company_id": self.company.id}
        )
        item = self.make_feedback(team_id=team.id, user_id=self.voice_manager.id)
        self.assertFalse(
            self.feedback.with_user(self.owner).search([("id", "=", item.id)])
        )
        with self.assertRaises(AccessError):
            item.with_user(self.owner).action_start()
        self.assertTrue(
            self.feedback.with_user(self.voice_manager).search([("id", "=", item.id)])
        )

    def test_forms_open_for_who_works_with_them(self):
        item = self.make_feedback()
        for user in (self.owner, self.voice_manager):
            Form(item.with_user(user))
            Form(self.make_action().with_user(user))
            Form(self.partner.with_user(user))
        Form(self.env["crm.feedback.rule"].with_user(self.voice_manager))
        with self.assertRaises(AccessError):
            self.env["crm.feedback.rule"].with_user(self.owner).create({"name": "X"})

    def test_quick_note_of_an_interview(self):
        action = self.env.ref("crm_survey.crm_feedback_action_interview")
        notes = self.feedback.with_user(self.owner).with_context(
            default_source="interview", default_kind="suggestion"
        )
        view = "crm_survey.crm_feedback_view_form_quick"
        with Form(notes, view=view) as form:
            form.name = "Focus group"
            form.author = "Participant 1"
            form.verbatim = "Tell me when it comes"
        item = form.record
        self.assertEqual(action.target, "new")
        self.assertEqual(
            (item.source, item.kind, item.user_id, item.author),
            ("interview", "suggestion", self.owner, "Participant 1"),
        )
