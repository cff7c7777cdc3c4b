# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

INSERTED = re.compile(r't-out="[^"]+"|\{\{.+?\}\}')


def read_chinese():
    """Return ``{msgid: msgstr}`` of what we carry for the helpdesk."""
    path = file_path("crm_lifecycle/i18n_extra/zh_CN.po")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(path)}


@tagged("post_install", "-at_install")
class TestHelpdeskChinese(TransactionCase):
    """The helpdesk has no Chinese; its labels on our screens come from us."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        module = cls.env.ref("base.module_crm_lifecycle")
        module._update_translations(["zh_CN"])
        cls.env = cls.env(context={"lang": "zh_CN"})

    def test_labels_of_the_helpdesk_are_chinese(self):
        labels = self.env["helpdesk.ticket"].fields_get(
            ["team_id", "category_id", "channel_id", "user_id"], ["string"]
        )
        self.assertEqual(
            {name: told["string"] for name, told in labels.items()},
            {
                "team_id": "团队",
                "category_id": "类别",
                "channel_id": "渠道",
                "user_id": "处理人",
            },
        )
        stages = ("new", "in_progress", "awaiting", "done", "cancelled", "rejected")
        self.assertEqual(
            [
                self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}").name
                for name in stages
            ],
            ["新建", "处理中", "等待中", "已完成", "已取消", "已拒绝"],
        )
        self.assertEqual(
            self.env.ref("helpdesk_mgmt.helpdesk_ticket_main_menu").name, "服务台"
        )

    def test_customers_read_chinese_in_the_portal(self):
        for view, term in (
            ("portal_create_ticket", "提交工单"),
            ("portal_ticket_list", "提交人"),
            ("portal_helpdesk_ticket_page", "沟通记录"),
        ):
            with self.subTest(view):
                self.assertIn(term, self.env.ref(f"helpdesk_mgmt.{view}").arch)

    def test_countdown_of_the_portal_is_translated(self):
        served = self.env["ir.http"]._get_translation_frontend_modules_name()

        self.assertIn("crm_lifecycle", served)

    def test_name_that_somebody_gave_to_a_stage_is_kept(self):
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        stage.name = "办结"
        self.env.ref("base.module_crm_lifecycle")._update_translations(["zh_CN"])
        stage.invalidate_recordset()

        self.assertEqual(stage.name, "办结")

    def test_policy_of_a_preset_is_copied_in_both_languages(self):
        before = self.env["crm.sla.policy"].search([])
        self.env.ref("crm_lifecycle.sla_preset_complaint").action_use_preset()
        policy = self.env["crm.sla.policy"].search([]) - before

        self.assertEqual(policy.name, "投诉")
        self.assertEqual(policy.with_context(lang="en_US").name, "Complaints")

    def test_every_term_that_can_be_carried_is_there(self):
        """Those in the code of the helpdesk only load from its own folder."""
        template = polib.pofile(file_path("helpdesk_mgmt/i18n/helpdesk_mgmt.pot"))
        terms = {
            entry.msgid
            for entry in template
            if any(not place.startswith("code:") for place, _line in entry.occurrences)
        }
        chinese = read_chinese()

        self.assertGreater(len(terms), 250)
        self.assertEqual({term for term in terms if not chinese.get(term)}, set())

    def test_what_is_inserted_survives(self):
        for term, told in read_chinese().items():
            names = re.compile(r"object\.[\w.]+")
            with self.subTest(term):
                self.assertEqual(
                    [names.findall(part) for part in INSERTED.findall(told)],
                    [names.findall(part) for part in INSERTED.findall(term)],
                )
