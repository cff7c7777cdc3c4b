# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestSimulatorRights(LifecycleCommon):
    """Analysts look and try out, managers keep and apply, others see nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_invoices("2024-01-05", {cls.make_partner("Customer"): 100})
        cls.policy = cls.make_policy()
        cls.run_night("2024-03-01")
        cls.draft = cls.policy._copy_for(cls.company)
        screen = cls.draft.read_simulator()
        cls.key = screen["setting"]["thresholds"][0]["key"]
        cls.stamp = screen["stamp"]

    def get_looks(self, user):
        draft = self.draft.with_user(user)
        return {
            "open": draft.action_open_simulator,
            "read": draft.read_simulator,
            "try": lambda: draft.try_thresholds({self.key: 5}),
            "movers": lambda: draft.read_movers({}),
        }

    def get_acts(self, user):
        draft = self.draft.with_user(user)
        return {
            "keep": lambda: draft.keep_thresholds({self.key: 5}, self.stamp),
            "simulate": lambda: draft.simulate_all({self.key: 5}, self.stamp),
            "apply": lambda: draft.apply_simulated(self.stamp),
        }

    def assert_refused(self, attempts):
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(AccessError):
                attempt()

    def assert_untouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.draft.state, "draft")
        self.assertEqual(self.draft.sudo()._get_stamp(), self.stamp)

    def test_users_and_portal_see_nothing(self):
        portal = new_test_user(self.env, "simulator_portal", "base.group_portal")
        for user in (self.user, portal):
            with self.subTest(user.login):
                self.assert_refused(self.get_looks(user) | self.get_acts(user))
        self.assert_untouched()

    def test_analyst_looks_and_changes_nothing(self):
        for name, look in self.get_looks(self.analyst).items():
            with self.subTest(name):
                self.assertTrue(look())
        self.assertFalse(
            self.draft.with_user(self.analyst).read_simulator()["can_manage"]
        )
        self.assert_refused(self.get_acts(self.analyst))
        self.assert_untouched()

    def test_analyst_does_not_apply_what_was_simulated(self):
        self.draft.action_simulate()

        with self.assertRaises(AccessError):
            self.draft.with_user(self.analyst).apply_simulated(self.stamp)

        self.assertEqual((self.draft.state, self.policy.state), ("simulated", "active"))

    def test_manager_does_it_all(self):
        draft = self.draft.with_user(self.manager)
        self.assertTrue(draft.read_simulator()["can_manage"])

        screen = draft.simulate_all({self.key: 5}, self.stamp)
        draft.apply_simulated(screen["stamp"])

        self.assertEqual(self.draft.state, "active")

    def test_manager_of_another_company_sees_nothing(self):
        other = self.make_company("Other company")
        stranger = self.make_user("stranger", "crm_lifecycle.group_manager", other)
        self.draft = self.draft.with_context(allowed_company_ids=other.ids)

        self.assert_refused(self.get_looks(stranger) | self.get_acts(stranger))
        self.draft = self.draft.with_context(allowed_company_ids=self.company.ids)
        self.assert_untouched()
