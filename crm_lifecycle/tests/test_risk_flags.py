# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import LifecycleCommon

COLUMNS = ("partner_id", "kind", "date_from", "date_until", "state")


@tagged("post_install", "-at_install")
@freeze_time("2024-03-01 12:00:00")
class TestRiskFlags(LifecycleCommon):
    """What people know of a customer's risk and figures do not show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.bob = cls.make_partner("Bob")
        cls.flags = cls.env["crm.risk.flag"]

    @classmethod
    def make_flag(cls, partner, start="2024-03-01", end=False, kind="fraud", **vals):
        return cls.flags.create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "kind": kind,
                "date_from": start,
                "date_until": end,
                "reason": "Told by the bank",
                **vals,
            }
        )

    def assert_flags(self, *expected):
        self.env.invalidate_all()
        self.assert_table(
            self.flags.with_context(active_test=False).search(
                [("company_id", "=", self.company.id)]
            ),
            COLUMNS,
            expected,
        )

    def test_analyst_flags_a_customer_from_the_form(self):
        form = Form(self.flags.with_user(self.analyst))
        form.partner_id = self.make_partner("Buyer", parent_id=self.ada.id)
        form.kind = "legal"
        form.reason = "Sued us"
        flag = form.save()

        self.assert_flags(("Ada", "legal", date(2024, 3, 1), False, "in_force"))
        self.assertEqual(flag.display_name, "Ada: Legal dispute")
        self.assertEqual(flag.user_id, self.analyst)

    def test_flags_of_one_customer_may_overlap(self):
        self.make_flag(self.ada)
        self.make_flag(self.ada, end="2024-03-31", kind="default")
        self.make_flag(self.ada, "2024-01-01", "2024-02-29", kind="violation")
        self.make_flag(self.ada, "2024-04-01").action_withdraw()

        self.assert_flags(
            ("Ada", "fraud", date(2024, 3, 1), False, "in_force"),
            ("Ada", "default", date(2024, 3, 1), date(2024, 3, 31), "in_force"),
            ("Ada", "violation", date(2024, 1, 1), date(2024, 2, 29), "expired"),
            ("Ada", "fraud", date(2024, 4, 1), False, "withdrawn"),
        )

    def test_flags_follow_a_merge_and_a_move(self):
        maker = self.make_partner("Maker", is_company=True)
        self.make_flag(self.bob)
        self.make_flag(self.ada, kind="legal")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.bob | self.ada).ids, self.ada, extra_checks=False)
        self.assert_flags(
            ("Ada", "fraud", date(2024, 3, 1), False, "in_force"),
            ("Ada", "legal", date(2024, 3, 1), False, "in_force"),
        )
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-02-29")

        self.ada.parent_id = maker
        self.run_night("2024-03-01")

        self.assert_flags(
            ("Maker", "fraud", date(2024, 3, 1), False, "in_force"),
            ("Maker", "legal", date(2024, 3, 1), False, "in_force"),
        )

    def test_flagged_customer_cannot_be_deleted(self):
        self.make_flag(self.ada)
        self.env.flush_all()
        with (
            self.assertRaises(ForeignKeyViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.ada.unlink()

    def test_user_reads_and_strangers_see_nothing(self):
        flag = self.make_flag(self.ada)
        other = self.make_company("Other company")
        stranger = self.make_user(
            "stranger", "crm_lifecycle.group_manager", company=other
        )

        mine = flag.with_user(self.user)
        self.assertEqual(mine.read(["reason"])[0]["reason"], "Told by the bank")
        with self.assertRaises(AccessError):
            mine.action_withdraw()
        with self.assertRaises(AccessError):
            flag.with_user(stranger).read(["reason"])

    def test_button_of_the_customer_opens_the_form_for_this_customer(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-02-29")
        profile = self.profile_of(self.ada).with_user(self.analyst)
        action = profile.action_flag_risk()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        form.kind = "default"
        form.reason = "Second returned debit"
        form.save()

        self.assert_flags(("Ada", "default", date(2024, 3, 1), False, "in_force"))
        self.assertEqual(profile.flag_count, 1)
        opened = profile.action_view_flags()
        self.assertEqual(
            self.flags.search(opened["domain"]).partner_id, profile.partner_id
        )
