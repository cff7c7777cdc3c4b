# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.tests import tagged

from .sla_alarm_common import AlarmCommon, at

SECOND = timedelta(seconds=1)


@tagged("post_install", "-at_install")
class TestSlaTriggers(AlarmCommon):
    """The sweep sleeps until the next clock is due, with one trigger at the most."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("crm_lifecycle.ir_cron_sla")

    def get_triggers(self, now):
        return (
            self.env["ir.cron.trigger"]
            .search([("cron_id", "=", self.cron.id), ("call_at", ">", now)])
            .mapped("call_at")
        )

    def sleep(self, now):
        """Let the five-minute net come at ``now`` plus five minutes."""
        self.cron.nextcall = now + timedelta(minutes=5)
        self.get_all_triggers().unlink()

    def get_all_triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])

    def test_sweep_leaves_one_trigger_for_the_next_clock(self):
        self.make_sla({"moment": "percent", "amount": 75})
        for minute in ("09:00", "09:10", "09:20"):
            self.make_alarmed(at(minute))
        self.sweep(at("12:01"))

        self.assertEqual(self.get_triggers(at("12:01")), [at("12:10") + SECOND])

    def test_sweep_with_nothing_to_come_leaves_none(self):
        self.get_all_triggers().unlink()
        self.sweep(at("12:01"))
        self.assertEqual(
            [when for when in self.get_triggers(at("12:01")) if when < at("09:00", 30)],
            [],
        )

    def test_earlier_deadline_moves_the_one_trigger_forward(self):
        self.sleep(at("09:00"))
        for minutes in (4, 3, 2):
            policy = self.make_sla(minutes=minutes)
            self.make_alarmed()
            policy.active = False

        self.assertEqual(self.get_triggers(at("09:00")), [at("09:02") + SECOND])

    def test_deadline_after_the_next_regular_run_needs_no_trigger(self):
        self.sleep(at("09:00"))
        self.make_sla(minutes=6)
        for _ticket in range(3):
            self.make_alarmed()

        self.assertEqual(self.get_triggers(at("09:00")), [])

    def test_later_deadline_leaves_the_trigger_where_it_is(self):
        self.sleep(at("09:00"))
        for minutes in (2, 4):
            policy = self.make_sla(minutes=minutes)
            self.make_alarmed()
            policy.active = False

        self.assertEqual(self.get_triggers(at("09:00")), [at("09:02") + SECOND])
