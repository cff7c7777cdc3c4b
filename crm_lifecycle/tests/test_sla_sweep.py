# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.service import crm_sla_clock_sweep
from .sla_alarm_common import AlarmCommon, at

SWEEP = "odoo.addons.crm_lifecycle.models.service.crm_sla_clock_sweep"
ALERT = "odoo.addons.crm_lifecycle.models.service.crm_sla_alert"


@tagged("post_install", "-at_install")
class TestSlaSweep(AlarmCommon):
    """The job that marks what is missed, gives warnings and sleeps."""

    def swept(self, ticket):
        """Return state, instant of the breach and next look of the ticket's clock."""
        self.clocks.invalidate_model()
        clock = ticket.clock_ids
        return clock.state, clock.breached_at, clock.next_due

    # ------------------------------------------------------------- what is missed

    def test_missed_deadline_is_marked_with_the_deadline_itself(self):
        self.make_sla()
        ticket = self.make_alarmed()
        self.sweep(at("13:00"))
        self.assertEqual(self.swept(ticket), ("running", False, at("13:00")))
        self.sweep(at("13:01"))

        self.assertEqual(self.swept(ticket), ("breached", at("13:00"), False))
        self.assertEqual(ticket.service_state, "breached")
        self.assertFalse(ticket.clock_ids.ended_at)

    def test_breach_is_noticed_once(self):
        self.make_sla({"moment": "percent", "amount": 100, "recipient": "leader"})
        heard = []
        self.patch(
            type(self.clocks),
            "_on_breached",
            lambda clocks, now: heard.append((clocks.ids, now)),
        )
        ticket = self.make_alarmed()
        for minute in ("13:01", "13:06", "14:00"):
            self.sweep(at(minute))
            self.env.cr.execute(  # as if the sweep had not gone on
                "UPDATE crm_sla_clock SET next_due = deadline WHERE id = %s",
                ticket.clock_ids.ids,
            )
            self.clocks.invalidate_model()

        self.assertEqual(heard, [(ticket.clock_ids.ids, at("13:01"))])
        self.assert_alerts(
            ticket, ("activity", "sla_leader", at("13:00"), at("13:01"), False)
        )
        self.assertEqual(len(self.get_warnings(ticket)), 1)

    def test_reply_in_time_ends_it(self):
        self.make_sla({"moment": "percent", "amount": 50})
        ticket = self.make_alarmed()
        self.sweep(at("11:01"))
        self.assertEqual(len(self.get_warnings(ticket)), 1)
        with freeze_time(at("12:00")):
            ticket.with_user(self.agent).message_post(
                body="We are on it",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(self.get_warnings(ticket))  # nobody needs it any more
        self.sweep(at("15:00"))

        self.assertEqual(self.swept(ticket), ("met", False, False))

    def test_archived_ticket_warns_nobody(self):
        self.make_sla({"moment": "percent", "amount": 50})
        ticket = self.make_alarmed()
        ticket.with_context(tracking_disable=True).active = False
        self.sweep(at("11:01"))

        self.assert_alerts(ticket.with_context(active_test=False))

    # -------------------------------------------------------------- exactly once

    def test_warning_is_given_once(self):
        self.make_sla({"moment": "percent", "amount": 75})
        ticket = self.make_alarmed()
        for minute in ("11:59", "12:01", "12:02"):
            self.sweep(at(minute))
        given = ("activity", "sla_agent", at("12:00"), at("12:01"), False)
        self.assert_alerts(ticket, given)

        # as if a sweep had been killed between the commit and the sleep
        self.env.cr.execute("UPDATE crm_sla_clock SET next_due = %s", [at("12:00")])
        self.clocks.invalidate_model()
        self.sweep(at("12:03"))

        self.assert_alerts(ticket, given)
        self.assertEqual(len(self.get_warnings(ticket)), 1)
        self.assertEqual(self.swept(ticket)[2], at("13:00"))

    def test_what_a_killed_sweep_did_not_commit_is_done_once_by_the_next(self):
        self.make_sla({"moment": "percent", "amount": 75})
        ticket = self.make_alarmed()

        class Killed(BaseException):
            pass

        def kill(clocks, *args):
            raise Killed

        with (
            freeze_time(at("12:01")),
            patch.object(type(self.clocks), "_move_on", kill),
            self.assertRaises(Killed),
            self.env.cr.savepoint(),
        ):
            ticket.clock_ids._sweep(at("12:01"))
        self.env.invalidate_all(flush=False)
        self.assert_alerts(ticket)
        self.assertFalse(self.get_warnings(ticket))

        self.sweep(at("12:02"))
        self.assert_alerts(
            ticket, ("activity", "sla_agent", at("12:00"), at("12:02"), False)
        )
        self.assertEqual(len(self.get_warnings(ticket)), 1)

    def test_sweep_that_collides_is_tried_again(self):
        self.make_sla({"moment": "percent", "amount": 75})
        ticket = self.make_alarmed()
        tries = []

        def collide(alerts, now):
            tries.append(now)
            raise SerializationFailure("somebody was faster")

        with (
            patch.object(type(self.alerts), "_do_activity", collide),
            self.assertRaises(SerializationFailure),
            self.env.cr.savepoint(),
        ):
            ticket.clock_ids._sweep(at("12:01"))
        self.env.invalidate_all(flush=False)
        self.assertEqual(tries, [at("12:01")])  # no error is kept: it was not its own
        self.sweep(at("12:02"))
        self.assert_alerts(
            ticket, ("activity", "sla_agent", at("12:00"), at("12:02"), False)
        )

    def test_several_steps_come_in_order_even_when_all_are_late(self):
        self.make_sla(
            {"moment": "after", "amount": 60, "recipient": "leader"},
            {"moment": "percent", "amount": 75},
        )
        ticket = self.make_alarmed()
        self.sweep(at("16:00"))
        found = self.alerts.search([("clock_id.ticket_id", "=", ticket.id)], order="id")

        self.assertEqual(found.mapped("due_at"), [at("12:00"), at("14:00")])

    # ------------------------------------------------------------------ poison

    def test_poison_row_harms_only_itself(self):
        self.make_sla({"moment": "percent", "amount": 75})
        bad, *good = (self.make_alarmed() for _row in range(3))
        give = type(self.alerts)._do_activity

        def stumble(alerts, now):
            if bad in alerts.clock_id.ticket_id:
                raise ValueError("no luck")
            give(alerts, now)

        with (
            patch.object(type(self.alerts), "_do_activity", stumble),
            mute_logger(ALERT),
        ):
            self.sweep(at("12:01"))
            self.sweep(at("12:02"))

        self.assert_alerts(bad, ("activity", False, at("12:00"), False, "no luck"))
        for ticket in good:
            self.assert_alerts(
                ticket, ("activity", "sla_agent", at("12:00"), at("12:01"), False)
            )
        self.assertEqual(self.swept(bad)[2], at("13:00"))  # the clock goes on

    def test_clock_that_cannot_be_read_says_why_and_is_tried_an_hour_later(self):
        self.make_sla({"moment": "percent", "amount": 75})
        bad, good = (self.make_alarmed() for _row in range(2))
        read = type(self.clocks)._read_steps

        def stumble(clocks, now):
            if bad in clocks.ticket_id:
                raise ValueError("no such calendar")
            return read(clocks, now)

        with (
            patch.object(type(self.clocks), "_read_steps", stumble),
            mute_logger(SWEEP),
        ):
            self.sweep(at("12:01"))
        self.assertEqual(self.swept(bad)[2], at("13:01"))
        self.assertEqual(bad.clock_ids.sweep_error, "no such calendar")
        self.assert_alerts(
            good, ("activity", "sla_agent", at("12:00"), at("12:01"), False)
        )

        self.sweep(at("13:02"))
        self.assertFalse(bad.clock_ids.sweep_error)
        self.assert_alerts(
            bad, ("activity", "sla_agent", at("12:00"), at("13:02"), False)
        )

    def test_what_stays_due_for_no_reason_is_not_swept_for_ever(self):
        self.make_sla()
        ticket = self.make_alarmed()
        self.patch(type(self.clocks), "_set_next_due", lambda clocks: None)
        self.sweep(at("13:01"))

        self.assertEqual(self.swept(ticket)[2], at("14:01"))

    def test_more_than_a_batch_is_swept_in_one_run(self):
        self.patch(crm_sla_clock_sweep, "BATCH", 2)
        self.make_sla({"moment": "percent", "amount": 75})
        tickets = [self.make_alarmed() for _row in range(5)]
        self.sweep(at("12:01"))

        self.assertEqual([len(self.get_warnings(row)) for row in tickets], [1] * 5)

    # -------------------------------------------------------------------- speed

    def test_hundred_due_clocks_ask_the_database_hardly_more_often_than_ten(self):
        self.make_sla({"moment": "percent", "amount": 75})

        def count(number):
            clocks = self.clocks.union(
                *(self.make_alarmed().clock_ids for _row in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(at("12:01")):
                clocks._sweep(at("12:01"))
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)  # warms the caches
        self.assertEqual(count(5), count(40))
