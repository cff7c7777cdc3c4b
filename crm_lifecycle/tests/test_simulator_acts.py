# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .simulator_common import SimulatorCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-03-01 12:00:00")
class TestSimulatorActs(SimulatorCommon):
    """Thresholds are kept, drafts are applied, and odd companies get sentences."""

    def test_company_without_customers_has_an_empty_screen(self):
        other = self.make_company("Empty company")
        draft = self.make_policy(other, activate=False)
        user = self.make_user("empty_manager", "crm_lifecycle.group_manager", other)

        answer = self.read_screen(draft, user)["answer"]

        self.assertEqual(
            (answer["customers"], answer["edges"], answer["movers"]), (0, [], [])
        )
        self.assertEqual(len(answer["notices"]), 1)
        self.assertIn("No policy is in force", answer["notices"][0])
        draft.apply_simulated(draft._get_stamp())  # there is nobody to simulate
        self.assertEqual(draft.state, "active")

    def make_small(self, amount=None):
        """Return a draft and a manager of a company with one customer."""
        other = self.make_company("Small company")
        policy = self.make_policy(other)
        partner = self.make_partner("Only one")
        self.make_lead(partner, company=other)
        if amount:
            self.make_invoice(partner, "2024-01-10", amount, other)
        self.run_night("2024-03-01", other)
        user = self.make_user("small_manager", "crm_lifecycle.group_manager", other)
        return policy._copy_for(other), user

    def test_one_customer_is_a_histogram_of_one_bar(self):
        draft, user = self.make_small(100)

        answer = self.read_screen(draft, user)["answer"]

        self.assertEqual((answer["edges"], answer["customers"]), ([100.0], 1))
        self.assertEqual(answer["bars"][0]["customers"], 1)
        self.assertEqual(
            answer["notices"],
            ["All customers would be in “Minimal value”: nobody is told apart."],
        )

    def test_source_without_data_is_told(self):
        draft, user = self.make_small()

        answer = self.read_screen(draft, user)["answer"]

        self.assertEqual((answer["edges"], answer["customers"]), ([], 1))
        self.assertIn("No customer has a purchase", answer["notices"][0])

    def test_tier_without_customers_is_told(self):
        answer = self.try_out({self.medium: 999})

        self.assertEqual(answer["notices"], ["Nobody would be in “Medium value”."])

    def test_settings_that_made_the_figures_are_told_where_they_differ(self):
        for vals, expected in (
            ({"window_months": 12}, "Window"),
            ({"revenue_source": "order"}, "Revenue Source"),
            ({"margin_rate": 99}, "Margin where unknown"),
            ({"horizon_days": 99}, None),  # no criterion reads a forecast
        ):
            draft = self.former._copy_for(self.company)
            draft.write(vals)
            notices = self.read_screen(draft)["answer"]["notices"]
            with self.subTest(vals=vals):
                self.assertEqual(len(notices), 1 if expected else 0)
                self.assertIn(expected or "", "".join(notices))

    def test_rules_that_leave_something_open_are_named_instead_of_figures(self):
        self.draft.fallback_tier_id = False

        screen = self.read_screen(self.draft)

        self.assertEqual((screen["setting"], screen["answer"]), (False, False))
        self.assertEqual(
            screen["findings"],
            ["The policy has no fallback tier for the other customers."],
        )

    def test_kept_thresholds_are_written(self):
        stamp = self.read_screen(self.draft)["stamp"]
        draft = self.draft.with_user(self.manager)

        screen = draft.keep_thresholds({self.keys[self.high.id]: 1500}, stamp)

        criteria = self.draft.tier_line_ids.criterion_ids
        self.assertEqual(criteria.mapped("minimum"), [1500.0, 300.0, 1.0])
        self.assertNotEqual(screen["stamp"], stamp)
        self.assertEqual(screen["setting"]["thresholds"][0]["value"], 1500.0)
        self.assertEqual((screen["state"], screen["answer"]["down"]), ("draft", 1))

    def test_simulated_draft_is_applied(self):
        draft = self.draft.with_user(self.manager)
        stamp = self.read_screen(draft)["stamp"]
        screen = draft.simulate_all({self.keys[self.high.id]: 1500}, stamp)
        self.assertEqual(screen["state"], "simulated")
        self.assertEqual(
            [screen["simulated"][name] for name in ("customers", "up", "down")],
            [7, 0, 1],
        )

        draft.apply_simulated(screen["stamp"])

        self.assertEqual((self.draft.state, self.former.state), ("active", "archived"))

    def test_draft_changed_by_somebody_else_is_not_acted_on(self):
        draft = self.draft.with_user(self.manager)
        line = self.draft.tier_line_ids[0]
        for what, change in {
            "criterion": lambda: line.criterion_ids.write({"minimum": 1234}),
            "weight": lambda: self.draft.weight_ids[0].write({"weight": 1}),
            "calm": lambda: self.draft.write({"grace_days": 3}),
            "cell": lambda: self.draft.rfm_cell_ids[0].write(
                {"segment_id": self.draft.rfm_cell_ids[-1].segment_id.id}
            ),
        }.items():
            stamp = draft.simulate_all({}, self.read_screen(draft)["stamp"])["stamp"]
            change()
            self.draft.action_simulate()
            before = self.draft.tier_line_ids.criterion_ids.mapped("minimum")
            for act in (
                lambda stamp=stamp: draft.apply_simulated(stamp),
                lambda stamp=stamp: draft.keep_thresholds({}, stamp),
                lambda stamp=stamp: draft.simulate_all({}, stamp),
            ):
                with (
                    self.subTest(what),
                    self.assertRaisesRegex(UserError, "Somebody has changed this"),
                ):
                    act()
            criteria = self.draft.tier_line_ids.criterion_ids
            self.assertEqual(criteria.mapped("minimum"), before)
            self.assertEqual(
                (self.draft.state, self.former.state), ("simulated", "active")
            )

    def test_second_of_two_drafts_is_told_that_the_first_was_applied(self):
        other = self.former._copy_for(self.company).with_user(self.manager)
        draft = self.draft.with_user(self.manager)
        stamps = [
            one.simulate_all({}, self.read_screen(one)["stamp"])["stamp"]
            for one in (draft, other)
        ]

        draft.apply_simulated(stamps[0])

        with self.assertRaisesRegex(UserError, "put another policy into force"):
            other.apply_simulated(stamps[1])
        self.assertEqual((self.draft.state, other.state), ("active", "simulated"))

    def test_policy_that_is_no_draft_is_not_opened(self):
        preset = self.env.ref("crm_lifecycle.policy_preset_handbook")
        for policy in (self.former, preset):
            with (
                self.subTest(policy.state),
                self.assertRaisesRegex(UserError, "Only a draft can be simulated"),
            ):
                self.read_screen(policy)
