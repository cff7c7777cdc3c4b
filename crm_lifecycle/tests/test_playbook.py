# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LifecycleCommon

PLAYBOOKS = "odoo.addons.crm_lifecycle.models.lifecycle.crm_playbook_actions"


@tagged("post_install", "-at_install")
class TestPlaybook(LifecycleCommon):
    """A customer moves, and what the playbooks say is done, once each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner(
            "Ada", email="ada@example.com", user_id=cls.manager.id
        )
        cls.bob = cls.make_partner("Bob", email="bob@example.com")
        cls.make_invoices("2024-01-05", {cls.ada: 500, cls.bob: 10})
        cls.run_night("2024-03-01")
        cls.plan = cls.env.ref("crm_lifecycle.plan_valued_customer_falls")
        cls.tag = cls.env["res.partner.category"].create({"name": "Moved"})
        cls.falls = cls.make_playbook()

    @classmethod
    def make_playbook(cls, **vals):
        return cls.env["crm.playbook"].create(
            {
                "name": "Falls",
                "trigger": "tier_down",
                "from_tier_ids": [Command.set(cls.high.ids)],
                "action": "activities",
                "plan_id": cls.plan.id,
                "user_id": cls.analyst.id,
                "company_id": cls.company.id,
                **vals,
            }
        )

    def move(self, partner, **vals):
        """Return a change of the customer, a fall from High to Low by default."""
        profile = self.profile_of(partner)
        return self.changes.sudo().create(
            {
                "profile_id": profile.id,
                "company_id": profile.company_id.id,
                "kind": "tier",
                "direction": "down",
                "from_tier_id": self.high.id,
                "to_tier_id": self.low.id,
                "change_date": "2024-03-02",
                **vals,
            }
        )

    def steps_of(self, partner):
        return {
            (row.summary, row.user_id)
            for row in self.env["mail.activity"].search(
                [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
            )
        }

    # ------------------------------------------------------------------ actions

    def test_steps_are_planned_once_for_the_account_manager(self):
        for _time in range(2):
            (self.move(self.ada) | self.move(self.bob))._dispatch()

        calls = "Ask what has changed", "Prepare an offer that fits"
        self.assertEqual(
            self.steps_of(self.ada), {(call, self.manager) for call in calls}
        )
        self.assertEqual(
            self.steps_of(self.bob), {(call, self.analyst) for call in calls}
        )
        self.assertEqual(
            self.env["mail.activity"].search_count(
                [("res_model", "=", "res.partner"), ("res_id", "=", self.ada.id)]
            ),
            2,
        )

    def test_mail_leaves_once_a_day_and_not_to_who_opted_out(self):
        template = self.env["mail.template"].create(
            {
                "name": "Back",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "We miss you",
            }
        )
        self.env["mail.blacklist"].create({"email": self.bob.email})
        self.falls.write({"action": "mail", "template_id": template.id})
        for _time in range(2):
            (self.move(self.ada) | self.move(self.bob))._dispatch()

        mails = self.env["crm.outbox"].search([("template_id", "=", template.id)])
        self.assertEqual(mails.mapped("email"), ["ada@example.com"])

    def test_tag_is_added(self):
        self.falls.write({"action": "tag", "tag_id": self.tag.id})
        self.move(self.ada)._dispatch()
        self.assertIn(self.tag, self.ada.category_id)

    def test_case_is_opened_for_who_has_none(self):
        cases = self.env["crm.winback.case"]
        own = cases.create({"partner_id": self.bob.id, "company_id": self.company.id})
        self.falls.action = "winback"
        for _time in range(2):
            (self.move(self.ada) | self.move(self.bob))._dispatch()

        self.assertFalse(self.falls.error)
        found = cases.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(found), 2)
        self.assertEqual((found - own).partner_id, self.ada)
        self.assertEqual((found - own).user_id, self.manager)

    # ------------------------------------------------------------------- moves

    def test_only_its_moves(self):
        self.falls.write({"action": "tag", "tag_id": self.tag.id})
        others = {
            "up": {"direction": "up"},
            "first": {"direction": "first", "from_tier_id": False},
            "other tier": {"from_tier_id": self.medium.id},
            "stage": {"kind": "stage", "direction": False},
        }
        for name, vals in others.items():
            with self.subTest(name):
                self.move(self.ada, **vals)._dispatch()
                self.assertNotIn(self.tag, self.ada.category_id)

    def test_filter_and_company_choose_the_customers(self):
        self.falls.write(
            {
                "action": "tag",
                "tag_id": self.tag.id,
                "customer_domain": "[('revenue', '>', 100)]",
            }
        )
        (self.move(self.ada) | self.move(self.bob))._dispatch()
        self.assertIn(self.tag, self.ada.category_id)
        self.assertNotIn(self.tag, self.bob.category_id)

        self.ada.category_id = False
        self.falls.company_id = self.make_company("Elsewhere")
        self.move(self.ada)._dispatch()
        self.assertNotIn(self.tag, self.ada.category_id)

    def test_stage_and_risk(self):
        lost = self.env.ref("crm_lifecycle.stage_lost")
        mature = self.env.ref("crm_lifecycle.stage_mature")
        self.falls.write({"trigger": "stage", "action": "tag", "tag_id": self.tag.id})
        self.falls.stage_ids = lost
        stage = {"kind": "stage", "direction": False, "to_tier_id": self.high.id}
        self.move(self.bob, to_stage_id=lost.id, **stage)._dispatch()
        self.assertNotIn(self.tag, self.bob.category_id)  # its first stage
        self.move(
            self.ada, from_stage_id=mature.id, to_stage_id=lost.id, **stage
        )._dispatch()
        self.assertIn(self.tag, self.ada.category_id)

        self.falls.write({"trigger": "risk", "churn_grade": "high"})
        risk = {"kind": "risk", "direction": False, "from_churn_grade": "low"}
        self.move(self.bob, to_churn_grade="mid", **risk)._dispatch()
        self.assertNotIn(self.tag, self.bob.category_id)
        self.move(self.bob, to_churn_grade="high", **risk)._dispatch()
        self.assertIn(self.tag, self.bob.category_id)

    def test_night_writes_down_a_new_grade_and_no_first_one(self):
        profile = self.profile_of(self.ada)
        self.assertEqual(profile.churn_grade, "mid")
        risks = [("profile_id", "=", profile.id), ("kind", "=", "risk")]
        self.assertFalse(self.changes.search(risks))
        self.env.cr.execute(
            """UPDATE crm_value_policy
                  SET churn_mid_percent = 0.01, churn_high_percent = 0.02
                WHERE id = %s""",
            [profile.policy_id.id],
        )
        self.env.invalidate_all()

        self.run_night("2024-03-02")

        change = self.changes.search(risks)
        self.assertEqual(
            (change.from_churn_grade, change.to_churn_grade, change.to_tier_id),
            ("mid", "high", profile.tier_id),
        )
        self.assertFalse(change.dispatched)

    # -------------------------------------------------------------------- trouble

    def test_deleted_plan_loses_nothing_and_stops_nobody(self):
        other = self.make_playbook(action="tag", tag_id=self.tag.id, sequence=99)
        self.plan.unlink()
        change = self.move(self.ada)
        with mute_logger(PLAYBOOKS):
            change._dispatch()

        self.assertTrue(change.dispatched)
        self.assertIn(self.tag, self.ada.category_id)
        self.assertFalse(other.error)
        self.assertIn("has no activity plan with steps", self.falls.error)
        self.assertEqual(self.falls.failed_ids, change)
        self.assertFalse(self.steps_of(self.ada))

        self.falls.plan_id = self.env.ref("crm_lifecycle.plan_customer_rises")
        self.falls.with_user(self.manager).action_act_again()

        self.assertEqual(len(self.steps_of(self.ada)), 1)
        self.assertFalse(self.falls.error)
        self.assertFalse(self.falls.failed_ids)

    def test_archived_manager_is_replaced(self):
        self.ada.user_id = self.make_user("gone", "base.group_user")
        self.ada.user_id.active = False
        self.move(self.ada)._dispatch()
        self.assertEqual(
            {user for _call, user in self.steps_of(self.ada)}, {self.analyst}
        )

    def test_filter_that_cannot_be_read_is_refused(self):
        for domain in ("[('no_field', '=', 1)]", "oops(", "3"):
            with (
                self.subTest(domain),
                self.assertRaisesRegex(ValidationError, "cannot be read"),
                self.env.cr.savepoint(),
            ):
                self.falls.customer_domain = domain

    # ------------------------------------------------------------------ in words

    def test_sentence_and_count(self):
        self.assertEqual(
            self.falls.sentence,
            "When a customer falls from “High value”: the activities of “A valued "
            "customer falls” are planned.",
        )
        today = Date.context_today(self.falls)
        self.move(self.ada, change_date=today)
        self.move(self.ada, change_date=today - timedelta(days=29))
        self.move(self.bob, change_date=today - timedelta(days=30))
        self.env.invalidate_all()
        self.assertEqual(self.falls.touched_count, 1)

    def test_rights(self):
        rows = self.falls
        with self.assertRaises(AccessError):
            rows.with_user(self.user).read(["name"])
        self.assertEqual(rows.with_user(self.analyst).name, "Falls")
        with self.assertRaises(AccessError):
            rows.with_user(self.analyst).name = "Other"
        rows.with_user(self.manager).name = "Other"
        self.assertEqual(rows.name, "Other")

    def test_shipped_playbooks_are_off_and_readable(self):
        shipped = self.env["crm.playbook"].with_context(active_test=False)
        xmlids = [
            "playbook_valued_customer_falls",
            "playbook_customer_rises",
            "playbook_risk_high",
            "playbook_valued_customer_lost",
        ]
        for xmlid in xmlids:
            shipped |= self.env.ref(f"crm_lifecycle.{xmlid}")
        self.assertEqual(shipped.mapped("active"), [False] * 4)
        self.assertTrue(
            all(row.sentence.startswith("When a customer") for row in shipped)
        )
