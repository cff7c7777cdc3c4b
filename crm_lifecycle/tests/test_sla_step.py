# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .sla_alarm_common import AlarmCommon, at


@tagged("post_install", "-at_install")
class TestSlaStep(AlarmCommon):
    """When a warning is due: in the working minutes of its clock."""

    def next_of(self, ticket):
        self.clocks.invalidate_model()
        return ticket.clock_ids.next_due

    def assert_next(self, step, expected, when=None, minutes=240, **vals):
        policy = self.make_sla(step, minutes=minutes, **vals)
        ticket = self.make_alarmed(when)
        self.assertEqual(self.next_of(ticket), expected)
        policy.active = False

    def test_percent_of_the_target(self):
        for percent, expected in ((25, at("10:00")), (75, at("12:00"))):
            self.assert_next({"moment": "percent", "amount": percent}, expected)

    def test_minutes_before_the_deadline_are_working_minutes(self):
        # 16:00 + 240 min = Tuesday 12:00; 200 before it is Monday 16:40
        step = {"moment": "before", "amount": 200}
        self.assert_next(step, at("16:40"), when=at("16:00"))

    def test_more_minutes_before_than_there_are_means_at_once(self):
        step = {"moment": "before", "amount": 500}
        self.assert_next(step, at("09:00"))

    def test_deadline_itself_comes_before_a_step_after_it(self):
        self.assert_next({"moment": "after", "amount": 30}, at("13:00"))

    def test_tier_factor_moves_the_step_along(self):
        self.make_sla({"moment": "percent", "amount": 50})
        ticket = self.make_alarmed()
        self.env.cr.execute(
            """UPDATE crm_sla_clock SET target_minutes = 120, deadline = %s
                WHERE id = %s""",
            [at("11:00"), ticket.clock_ids.id],
        )
        with freeze_time(at("09:00")):
            ticket.clock_ids._set_next_due()

        self.assertEqual(self.next_of(ticket), at("10:00"))

    def test_step_at_the_end_of_the_day_waits_for_the_morning(self):
        # 13:00 + 240 min = 17:00, when nobody is there any more
        self.make_sla({"moment": "percent", "amount": 100})
        ticket = self.make_alarmed(at("13:00"))
        self.sweep(at("17:30"))
        self.assert_alerts(ticket)
        self.assertEqual(self.next_of(ticket), at("09:00", day=1))

    def test_clock_around_the_clock_warns_in_service_hours_only_if_told_so(self):
        for is_calm, expected in ((True, at("09:00", day=1)), (False, at("22:00"))):
            step = {"moment": "percent", "amount": 50, "in_service_hours": is_calm}
            policy = self.make_sla(step, minutes=720, is_always=True)
            ticket = self.make_alarmed(at("16:00"))
            with freeze_time(at("16:00")):
                alarms = ticket.clock_ids._get_step_instants()
            self.assertEqual(alarms, {ticket.clock_ids.id: expected})
            policy.active = False

    def test_late_sweep_at_night_waits_for_the_morning(self):
        self.make_sla({"moment": "percent", "amount": 75})
        ticket = self.make_alarmed()
        self.sweep(at("23:00"))  # the server was down since noon

        self.assertEqual(ticket.clock_ids.state, "breached")
        self.assert_alerts(ticket)
        self.assertEqual(self.next_of(ticket), at("09:00", day=1))

    def test_step_at_any_time_is_given_at_night(self):
        self.make_sla({"moment": "percent", "amount": 75, "in_service_hours": False})
        ticket = self.make_alarmed()
        self.sweep(at("23:00"))

        self.assert_alerts(
            ticket, ("activity", "sla_agent", at("12:00"), at("23:00"), False)
        )

    def test_clock_that_stands_still_warns_nobody(self):
        self.make_sla({"moment": "percent", "amount": 75}, stops_waiting=True)
        ticket = self.make_alarmed()
        with freeze_time(at("10:00")):
            ticket.stage_id = self.waiting
        self.assertFalse(self.next_of(ticket))

        with freeze_time(at("15:00")):
            ticket.stage_id = self.open
        self.assertEqual(self.next_of(ticket), at("09:00", day=1))  # 120 min left of 180

    def test_new_step_counts_for_running_clocks(self):
        policy = self.make_sla()
        ticket = self.make_alarmed()
        with freeze_time(at("10:00")):
            policy.target_ids.step_ids.create(
                {"target_id": policy.target_ids.id, "moment": "percent", "amount": 50}
            )
        self.sweep(at("10:01"))
        self.assertEqual(self.next_of(ticket), at("11:00"))

    def test_deleted_step_warns_nobody_and_what_was_given_stays_told(self):
        policy = self.make_sla(
            {"moment": "percent", "amount": 25}, {"moment": "percent", "amount": 75}
        )
        ticket = self.make_alarmed()
        self.sweep(at("10:01"))
        policy.target_ids.step_ids.unlink()
        self.sweep(at("12:01"))

        self.assert_alerts(
            ticket, ("activity", "sla_agent", at("10:00"), at("10:01"), False)
        )
        self.assertEqual(self.next_of(ticket), at("13:00"))

    def test_step_says_in_words_what_it_does(self):
        step = {"action": "activity", "recipient": "leader", "in_service_hours": False}
        rows = [
            {**step, "moment": "percent", "amount": 75},
            {**step, "moment": "before", "amount": 30, "in_service_hours": True},
            {"action": "priority", "moment": "after", "amount": 0},
            {
                **step,
                "moment": "after",
                "amount": 60,
                "action": "reassign",
                "recipient": "user",
                "user_id": self.keeper.id,
            },
        ]
        steps = self.make_sla(*rows).target_ids.step_ids.sorted("id")

        self.assertEqual(
            steps.mapped("sentence"),
            [
                "At 75 % of the target: Activity, Team leader",
                "30 working minutes before the deadline, in service hours: "
                "Activity, Team leader",
                "At the deadline, in service hours: Raise the priority",
                "60 working minutes after the deadline: Hand over, sla_keeper",
            ],
        )

    def test_impossible_steps_are_refused_in_words(self):
        for step, words in (
            ({"moment": "before", "amount": -5}, "choose “before” or “after”"),
            ({"moment": "percent", "amount": 0}, "makes no sense"),
            ({"moment": "percent", "amount": 1001}, "makes no sense"),
            ({"recipient": False}, "Say who is told"),
            ({"recipient": "user"}, "Say who is told"),
            ({"action": "reassign"}, "The handler has the ticket already"),
        ):
            with (
                self.subTest(step),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self.make_sla(step)
