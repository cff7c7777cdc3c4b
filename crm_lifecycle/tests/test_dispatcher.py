# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2.errors import SerializationFailure

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.value import crm_profile_change
from .common import LifecycleCommon

DISPATCHER = "odoo.addons.crm_lifecycle.models.value.crm_profile_change"


@tagged("post_install", "-at_install")
class TestDispatcher(LifecycleCommon):
    """Changes of tier are handed to the hook, once, and a failure harms itself only.

    Five customers are Minimal; who buys for 500 becomes High.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.make_policy(
            activate=False, churn_mid_percent=99.8, churn_high_percent=99.9
        )  # the risk of leaving stays low
        cls.set_criteria(
            policy,
            {cls.high: [{"measure": "revenue", "has_minimum": True, "minimum": 100}]},
        )
        policy.action_activate()
        cls.partners = [cls.make_partner(name) for name in "ABCDE"]
        cls.make_invoices("2024-01-05", dict.fromkeys(cls.partners, 10))
        cls.run_night("2024-03-01")

    def move(self, *partners):
        """Lift customers into High and return the changes that wait."""
        self.make_invoices("2024-03-02", dict.fromkeys(partners, 500))
        self.run_night("2024-03-02")
        return self.changes.search(
            [("company_id", "=", self.company.id), ("dispatched", "=", False)],
            order="id",
        )

    def listen(self, fail_on=()):
        """Patch the hook; return the list of customers that it hears of."""
        heard = []

        def _on_profile_changed(profiles, changes):
            for change in changes:
                name = change.profile_id.partner_id.name
                if name in fail_on:
                    raise ValueError(f"no luck with {name}")
                heard.append(
                    (
                        name,
                        change.from_tier_id.code,
                        change.to_tier_id.code,
                        change.env.company.name,
                    )
                )

        self.patch(type(self.profiles), "_on_profile_changed", _on_profile_changed)
        return heard

    def test_first_classification_is_born_dispatched(self):
        first = self.changes.search(
            [("company_id", "=", self.company.id), ("kind", "=", "tier")]
        )

        self.assertEqual(len(first), 5)
        self.assertEqual(set(first.mapped("dispatched")), {True})
        self.assertEqual(set(first.mapped("direction")), {"first"})

    def test_hook_hears_of_each_change_once(self):
        heard = self.listen()
        a, _b, c, *_others = self.partners
        self.move(a, c)

        for _run in range(2):
            self.run_job("ir_cron_dispatch")

        self.assertCountEqual(
            heard,
            [
                ("A", "minimal", "high", "Lifecycle test company"),
                ("C", "minimal", "high", "Lifecycle test company"),
            ],
        )

    def test_changes_are_marked_as_dispatched(self):
        self.listen()
        waiting = self.move(*self.partners)
        self.assertEqual(len(waiting), 5)

        self.run_job("ir_cron_dispatch")

        self.assertEqual(
            [(change.dispatched, change.dispatch_error) for change in waiting],
            [(True, False)] * 5,
        )

    def test_batches_of_any_size_are_all_handed_over(self):
        self.patch(crm_profile_change, "BATCH", 2)
        heard = self.listen()
        self.move(*self.partners)

        self.run_job("ir_cron_dispatch")

        self.assertEqual([row[0] for row in heard], sorted("ABCDE"))

    def test_failing_change_marks_itself_alone(self):
        heard = self.listen(fail_on="C")
        waiting = self.move(*self.partners)

        with mute_logger(DISPATCHER):
            self.run_job("ir_cron_dispatch")

        self.assert_table(
            waiting,
            ("profile_id", "dispatched", "dispatch_error"),
            [
                ("A", True, False),
                ("B", True, False),
                ("C", False, "ValueError: no luck with C"),
                ("D", True, False),
                ("E", True, False),
            ],
        )
        # the batch failed at C and was taken back; then each one by itself
        self.assertEqual("".join(row[0] for row in heard), "AB" + "ABDE")

    def test_work_of_the_hook_is_taken_back_with_the_batch(self):
        def _on_profile_changed(profiles, changes):
            for change in changes:
                change.profile_id.partner_id.comment = "seen"
                if change.profile_id.partner_id.name == "C":
                    raise ValueError("no luck")

        self.patch(type(self.profiles), "_on_profile_changed", _on_profile_changed)
        self.move(*self.partners)

        with mute_logger(DISPATCHER):
            self.run_job("ir_cron_dispatch")

        self.assertEqual(
            {partner.name: bool(partner.comment) for partner in self.partners},
            {"A": True, "B": True, "C": False, "D": True, "E": True},
        )

    def test_failing_hook_harms_no_score(self):
        self.listen(fail_on="ABCDE")
        self.move(*self.partners)

        with mute_logger(DISPATCHER):
            self.run_job("ir_cron_dispatch")

        self.assertEqual(
            {self.profile_of(partner).tier_id for partner in self.partners},
            {self.high},
        )

    def test_failed_change_is_not_tried_again_by_itself(self):
        heard = self.listen(fail_on="A")
        self.move(self.partners[0])
        with mute_logger(DISPATCHER):
            self.run_job("ir_cron_dispatch")
        heard.clear()
        heard += self.listen()

        self.run_job("ir_cron_dispatch")

        self.assertEqual(heard, [])

    def test_failed_change_is_tried_again_when_a_person_asks(self):
        self.listen(fail_on="A")
        change = self.move(self.partners[0])
        with mute_logger(DISPATCHER):
            self.run_job("ir_cron_dispatch")
        heard = self.listen()

        change.with_user(self.manager).action_retry()
        self.run_job("ir_cron_dispatch")

        self.assertEqual([row[0] for row in heard], ["A"])
        self.assertEqual((change.dispatched, change.dispatch_error), (True, False))

    def test_collision_is_no_failure_of_a_change(self):
        def _on_profile_changed(profiles, changes):
            raise SerializationFailure("could not serialize access")

        self.patch(type(self.profiles), "_on_profile_changed", _on_profile_changed)
        change = self.move(self.partners[0])

        with self.assertRaises(SerializationFailure):
            change._dispatch()

        self.assertFalse(change.dispatch_error)

    def test_template_automation_ships_switched_off(self):
        automation = self.env.ref("crm_lifecycle.base_automation_tier_changed")

        self.assertFalse(automation.active)
        self.assertEqual(automation.model_name, "crm.profile.change")

    def test_automation_acts_on_each_dispatched_change(self):
        self.activate_automation()
        self.move(*self.partners[:2])
        self.assertEqual(self.get_notes(), ["", "", "", "", ""])

        self.run_job("ir_cron_dispatch")

        self.assertEqual(self.get_notes(), ["high", "high", "", "", ""])

    def activate_automation(self):
        automation = self.env.ref("crm_lifecycle.base_automation_tier_changed")
        automation.write(
            {
                "active": True,
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "Note the tier",
                            "model_id": automation.model_id.id,
                            "base_automation_id": automation.id,
                            "state": "code",
                            "code": "partner = record.profile_id.partner_id\n"
                            "said = (partner.city or '') + record.to_tier_id.code\n"
                            "partner.write({'city': said})",
                        }
                    )
                ],
            }
        )
        self.addCleanup(automation._unregister_hook)

    def get_notes(self):
        return [partner.city or "" for partner in self.partners]

    def test_automation_acts_once_on_each_change(self):
        self.activate_automation()
        self.move(self.partners[0])

        for _run in range(2):
            self.run_job("ir_cron_dispatch")

        self.assertEqual(self.get_notes()[0], "high")

    def test_automation_does_not_act_on_first_classifications(self):
        self.activate_automation()
        newcomer = self.make_partner("Newcomer")
        self.make_invoice(newcomer, "2024-03-02", 500)
        self.run_night("2024-03-02")

        self.run_job("ir_cron_dispatch")

        self.assertFalse(newcomer.city)

    def test_failing_automation_marks_its_change(self):
        self.activate_automation()
        automation = self.env.ref("crm_lifecycle.base_automation_tier_changed")
        automation.action_server_ids.code = "raise UserError('the shop is closed')"
        change = self.move(self.partners[0])

        with mute_logger(DISPATCHER, "odoo.addons.base.models.ir_actions"):
            self.run_job("ir_cron_dispatch")

        self.assertFalse(change.dispatched)
        self.assertIn("the shop is closed", change.dispatch_error)
        self.assertEqual(self.profile_of(self.partners[0]).tier_id, self.high)
