# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestCompanies(LifecycleCommon):
    """Companies are apart: figures, tiers, rules, history; one without a policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Other company")
        cls.policy = cls.make_policy()
        cls.other_policy = cls.make_policy(cls.other, margin_rate=10)
        cls.ada = cls.make_partner("Ada")
        cls.bob = cls.make_partner("Bob")
        cls.make_invoices("2024-01-05", {cls.ada: 100, cls.bob: 20})
        cls.make_invoices("2024-02-05", {cls.ada: 7}, company=cls.other)

    def run_both(self):
        self.run_night("2024-03-01")
        self.run_night("2024-03-01", self.other)

    def test_same_customer_has_figures_of_each_company(self):
        self.run_both()

        both = self.company | self.other
        self.assert_table(
            self.profiles.search([("company_id", "in", both.ids)]),
            ("company_id", "partner_id", "revenue", "margin", "policy_id"),
            [
                # 30 % here, 10 % there
                (
                    "Lifecycle test company",
                    "Ada",
                    100.0,
                    30.0,
                    "Handbook: value tiers, version 1",
                ),
                (
                    "Lifecycle test company",
                    "Bob",
                    20.0,
                    6.0,
                    "Handbook: value tiers, version 1",
                ),
                ("Other company", "Ada", 7.0, 0.7, "Handbook: value tiers, version 1"),
            ],
        )

    def test_night_of_one_company_writes_nothing_in_another(self):
        self.run_night("2024-03-01")

        self.assertFalse(self.profile_of(self.ada, self.other))
        self.assertFalse(self.other_policy.calibration)
        self.assertFalse(self.changes.search([("company_id", "=", self.other.id)]))

    def test_user_sees_the_rows_of_the_own_company_alone(self):
        self.run_both()
        models = (
            "crm.customer.profile",
            "crm.profile.change",
            "crm.value.policy",
            "crm.value.policy.tier",
            "crm.value.criterion",
            "crm.value.policy.weight",
            "crm.run",
        )
        seen = {}
        for name in models:
            records = self.env[name].with_user(self.manager).search([])
            companies = (
                records.sudo().company_id
                if "company_id" in records
                else records.sudo().policy_id.company_id
            )
            seen[name] = companies.ids

        self.assertEqual(seen, dict.fromkeys(models, self.company.ids))

    def test_foreign_rows_cannot_be_read_written_or_recomputed(self):
        self.run_both()
        foreign = self.profile_of(self.ada, self.other).with_user(self.manager)
        policy = self.other_policy.with_user(self.manager)
        new_policy = self.make_policy(self.other, activate=False)
        attempts = {
            "read a profile": lambda: foreign.read(["revenue"]),
            "recompute": lambda: foreign.action_recompute(),
            "read a policy": lambda: policy.read(["name"]),
            "rename a policy": lambda: policy.write({"name": "Mine"}),
            "edit a draft": lambda: new_policy.with_user(self.manager).write(
                {"margin_rate": 1}
            ),
            "activate": lambda: new_policy.with_user(self.manager).action_activate(),
            "run the night": lambda: policy.action_run_night(),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(AccessError):
                attempt()
        self.assertEqual(self.other_policy.state, "active")

    def test_presets_are_seen_by_everybody_who_sees_policies(self):
        preset = self.env.ref("crm_lifecycle.policy_preset_handbook")

        self.assertEqual(
            preset.with_user(self.user).tier_line_ids.tier_id,
            self.high | self.medium | self.low,
        )

    def test_user_of_both_companies_switches_between_them(self):
        self.run_both()
        self.user.company_ids = [Command.link(self.other.id)]
        ada = self.ada.with_user(self.user)

        self.assertEqual(
            [
                ada.with_context(allowed_company_ids=company.ids).profile_id.revenue
                for company in (self.company, self.other)
            ],
            [100.0, 7.0],
        )

    def test_night_of_a_company_without_a_policy_says_so(self):
        bare = self.env["res.company"].create({"name": "Bare company"})

        run = self.run_night("2024-03-01", bare)

        self.assertEqual(
            (run.state, run.error, run.customers),
            ("skipped", "There is no active tier policy.", 0),
        )

    def test_recompute_in_a_company_without_a_policy_says_so(self):
        self.run_both()
        self.env["crm.value.policy"]._get_active(self.company).state = "archived"

        with self.assertRaisesRegex(
            UserError,
            "Lifecycle test company has no active tier policy. Activate one under",
        ):
            self.profile_of(self.ada).with_user(self.user).action_recompute()

    def test_company_with_a_draft_only_has_no_policy(self):
        bare = self.env["res.company"].create({"name": "Bare company"})
        self.make_policy(bare, activate=False)

        self.assertEqual(self.run_night("2024-03-01", bare).state, "skipped")

    def test_recompute_of_a_list_selection_scores_each_in_its_company(self):
        self.run_both()
        self.make_invoices("2024-02-06", {self.ada: 1, self.bob: 2})
        self.make_invoices("2024-02-06", {self.ada: 4}, company=self.other)
        both = self.company | self.other

        profiles = self.profiles.search([("company_id", "in", both.ids)])
        profiles.action_recompute()

        self.assert_table(
            profiles,
            ("company_id", "partner_id", "revenue"),
            [
                ("Lifecycle test company", "Ada", 101.0),
                ("Lifecycle test company", "Bob", 22.0),
                ("Other company", "Ada", 11.0),
            ],
        )

    def test_one_profile_per_customer_and_company(self):
        self.run_both()

        with self.assertRaises(Exception) as refused, self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO crm_customer_profile (partner_id, company_id)
                   SELECT partner_id, company_id FROM crm_customer_profile LIMIT 1"""
            )

        self.assertIn("partner_company", str(refused.exception))
