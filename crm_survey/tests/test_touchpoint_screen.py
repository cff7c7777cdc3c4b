# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common_touchpoint import DAY, NOON, TouchpointCommon


@tagged("post_install", "-at_install")
class TestTouchpointScreen(TouchpointCommon):
    """What the consultant sees of a touchpoint, and lists that are asked by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_person("Ada")
        cls.tickets = cls.make_touchpoint(
            "ticket_solved", since="2026-03-09 12:00:00", delay_hours=24
        )

    # ------------------------------------------------------------------- screen

    def test_sentence_tells_the_whole_rule(self):
        self.tickets.write(
            {
                "tier_ids": self.high.ids,
                "sampling_percent": 50,
                "reminder_count": 1,
                "stop_after": 200,
            }
        )
        self.assertEqual(
            self.tickets.sentence,
            f"When a ticket is solved: ask the customer (tier {self.high.name}) in "
            "50 % of cases, 24 hours later, “Recommendation” by mail. Open for 14 "
            "days. One reminder after 3 days. Stops after 200 answers.",
        )

    def test_sentence_counts_long_delays_in_days(self):
        self.tickets.delay_hours = 14 * 24
        self.assertIn("ask the customer, 14 days later, ", self.tickets.sentence)

    def test_reach_counts_customers_and_events(self):
        self.make_policy()
        self.make_invoice(self.ada, "2026-03-02", 100.0)
        self.run_night("2026-03-08")
        self.make_solved(datetime.now() - timedelta(days=3))
        self.make_solved(datetime.now() - timedelta(days=40))
        self.assertEqual(
            self.tickets.reach_sentence,
            "Customers who fit at present: 1; such events in the last 30 days: 1.",
        )
        form = Form(self.tickets.with_user(self.voice_manager))
        form.domain = "[('name', '=', 'Nobody')]"
        self.assertIn("Customers who fit at present: 0", form.reach_sentence)

    def test_preset_makes_a_touchpoint_that_is_off(self):
        preset = self.env.ref("crm_survey.touchpoint_preset_ticket")
        preset.survey_id = self.survey
        preset = preset.with_user(self.voice_manager)
        action = preset.action_use_preset()
        touchpoint = self.env["crm.survey.touchpoint"].browse(action["res_id"])
        self.assertEqual(
            (touchpoint.event, touchpoint.delay_hours, touchpoint.active),
            ("ticket_solved", 24, False),
        )
        self.assertEqual(touchpoint.survey_id, self.survey)
        touchpoint.with_user(self.voice_manager).action_switch_on()
        self.assertTrue(touchpoint.active)
        with self.assertRaises(AccessError):
            preset.with_user(self.voice_user).action_use_preset()

    def test_presets_are_offered_for_known_events(self):
        presets = self.env["crm.survey.touchpoint.preset"]
        names = [preset["name"] for preset in presets.get_presets()]
        self.assertIn("Ticket solved", names)
        has_stock = self.env["crm.customer.event"]._has_deliveries()
        self.assertEqual("Order delivered" in names, has_stock)

    def test_every_preset_can_be_used(self):
        self.env["crm.survey.touchpoint.preset"].search([]).survey_id = self.survey
        for preset in self.env["crm.survey.touchpoint.preset"].get_presets():
            record = self.env["crm.survey.touchpoint.preset"].browse(preset["id"])
            action = record.action_use_preset()
            touchpoint = self.env["crm.survey.touchpoint"].browse(action["res_id"])
            self.assertTrue(touchpoint.sentence)
            self.assertTrue(touchpoint.reach_sentence)

    # -------------------------------------------------------------- manual list

    def make_list(self, **vals):
        wizard = self.env["crm.survey.ask"].with_user(self.voice_manager)
        return wizard.create({"touchpoint_id": self.touchpoint.id, **vals})

    def test_dry_run_tells_and_keeps_nothing(self):
        people = self.ada | self.make_person("Silent", agrees=False)
        people |= self.user.partner_id
        wizard = self.make_list(partner_ids=[Command.set(people.ids)])
        with freeze_time(NOON):
            wizard.action_try()
        self.assertEqual(
            wizard.result.split("\n"),
            [
                "1 would be asked in the next run.",
                "1 do not fit the conditions of the touchpoint.",
                "1 would wait: No consent to be asked.",
            ],
        )
        self.assertFalse(self.touchpoint.request_ids)

    def test_list_is_asked_once_a_day(self):
        wizard = self.make_list(partner_ids=[Command.set(self.ada.ids)])
        with freeze_time(NOON):
            action = wizard.action_ask()
            wizard.action_ask()
            wizard.action_try()
        request = self.requests.search(action["domain"])
        self.assertEqual(self.touchpoint.request_ids, request)
        self.assertIn("1 are in the queue of today already.", wizard.result)
        with freeze_time(NOON + DAY):
            wizard.action_ask()
        self.assertEqual(len(self.touchpoint.request_ids), 2)

    def test_list_of_a_segment(self):
        self.make_policy()
        self.make_invoice(self.ada, "2026-03-02", 100.0)
        self.run_night("2026-03-08")
        segment = self.env["crm.customer.segment"].create(
            {"name": "Buyers", "domain": "[('purchase_count', '>', 0)]"}
        )
        wizard = self.make_list(segment_id=segment.id)
        with freeze_time(NOON):
            wizard.action_ask()
        self.assertEqual(self.touchpoint.request_ids.partner_id, self.ada)

    def test_lists_are_the_managers(self):
        with self.assertRaises(AccessError):
            self.make_list().with_user(self.voice_user).action_ask()

    def test_settings_are_of_each_company(self):
        settings = self.env["res.config.settings"].create({})
        settings.write({"crm_survey_cooldown_days": 5, "crm_survey_week_limit": 3})
        settings.execute()
        self.assertEqual(
            (self.company.crm_survey_cooldown_days, self.company.crm_survey_week_limit),
            (5, 3),
        )
        other = self.make_company("Other company")
        self.assertEqual(
            (other.crm_survey_cooldown_days, other.crm_survey_week_limit), (30, 1)
        )
