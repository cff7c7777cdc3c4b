from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_lifecycle.models.base.crm_approval_mixin import ACTIVITY

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestApproval(SpendingCommon):
    """What needs approval waits for a second person, whoever asks, however."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trip = cls.make_benefit("Trip", 300, needs_approval=True)

    def test_points_are_reserved_while_it_waits(self):
        request = self.redeem(self.trip)
        self.assertEqual((request.state, self.card.points), ("requested", 200))
        with self.assertRaisesRegex(UserError, "missing"):
            self.redeem(self.trip)

    def test_approvers_have_an_activity_and_the_requester_has_not(self):
        request = self.redeem(self.trip, user=self.boss)
        users = request.activity_ids.user_id
        self.assertIn(self.deputy, users)
        self.assertNotIn(self.boss, users)
        self.assertNotIn(self.agent, users)
        request.with_user(self.deputy).action_approve()
        self.assertFalse(request.activity_ids)

    def test_second_person_approves(self):
        request = self.redeem(self.trip, user=self.boss)
        request.with_user(self.deputy).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.approved_by_id, self.deputy)
        self.assertTrue(request.approved_at)
        self.assertEqual(self.card.points, 200)

    def test_nobody_approves_an_own_request(self):
        request = self.redeem(self.trip, user=self.boss).with_user(self.boss)
        self.assertFalse(request.can_decide)
        for mine in (request, request.sudo()):
            with self.assertRaisesRegex(AccessError, "second person"):
                mine.action_approve()
            with self.assertRaisesRegex(AccessError, "second person"):
                mine._refuse("No")
        self.assertEqual(request.state, "requested")

    @mute_logger("odoo.sql_db")
    def test_database_knows_two_persons(self):
        request = self.redeem(self.trip, user=self.boss)
        with self.assertRaisesRegex(CheckViolation, "second_person"):
            request._write_decision({"approved_by_id": self.boss.id})
            self.env.flush_all()

    def test_agent_does_not_approve(self):
        request = self.redeem(self.trip, user=self.boss).with_user(self.agent)
        for mine in (request, request.sudo()):
            with self.assertRaisesRegex(AccessError, "Manager"):
                mine.action_approve()

    def test_manager_of_another_company_does_not_approve(self):
        other = self.make_company("Elsewhere")
        stranger = self.make_user("stranger", "crm_loyalty.group_manager", other)
        request = self.redeem(self.trip)
        self.assertNotIn(stranger, request.activity_ids.user_id)
        theirs = request.with_user(stranger)
        theirs = theirs.with_context(allowed_company_ids=other.ids)
        with self.assertRaisesRegex(AccessError, "company"):
            theirs.action_approve()

    def test_decisions_are_not_written_by_hand(self):
        request = self.redeem(self.trip)
        sealed = request.with_context(crm_approval_seal=True)
        for values in (
            {"state": "approved"},
            {"approved_by_id": self.boss.id},
            {"requested_by_id": self.boss.id},
            {"approved_at": "2026-01-01"},
            {"refusal_reason": "No"},
        ):
            for record in (request.with_user(self.boss), request.sudo(), sealed):
                with self.assertRaisesRegex(UserError, "not changed by hand"):
                    record.write(values)
        self.assertEqual(request.state, "requested")

    def test_decisions_are_not_brought_along(self):
        values = {**self.redeem(self.trip)._convert_to_write({}), "state": "approved"}
        with self.assertRaisesRegex(UserError, "not changed by hand"):
            self.env["crm.loyalty.redemption"].sudo().create(values)

    def test_refusing_needs_a_reason_and_gives_the_points_back(self):
        request = self.redeem(self.trip)
        wizard = (
            self.env["crm.approval.refusal"]
            .with_user(self.boss)
            .with_context(**request.with_user(self.boss).action_refuse()["context"])
        )
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.create({"reason": " "}).action_refuse()
        wizard.create({"reason": "Fully booked"}).action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.refusal_reason, "Fully booked")
        self.assertEqual(request.approved_by_id, self.boss)
        self.assertEqual((self.card.points, self.lots()), (500, [500]))

    def test_refusal_of_something_else_is_refused(self):
        wizard = self.env["crm.approval.refusal"].with_context(
            active_model="res.partner", active_ids=self.anna.ids
        )
        with self.assertRaisesRegex(UserError, "from a request"):
            wizard.create({"reason": "No"}).action_refuse()

    def test_decided_is_decided(self):
        request = self.redeem(self.trip)
        request.with_user(self.boss).action_approve()
        with self.assertRaisesRegex(UserError, "no longer waiting"):
            request.with_user(self.deputy)._refuse("No")
        self.assertEqual((request.state, self.card.points), ("approved", 200))

    def test_voucher_gets_its_code_when_it_is_approved(self):
        voucher = self.make_benefit("Voucher", kind="voucher", needs_approval=True)
        request = self.redeem(voucher)
        self.assertFalse(request.voucher_code)
        request.with_user(self.boss).action_approve()
        self.assertEqual(request.state, "ready")
        self.assertTrue(request.voucher_code)

    def test_nobody_else_to_ask_is_said(self):
        group = self.env.ref("crm_loyalty.group_manager")
        group.sudo().user_ids = self.boss
        request = self.redeem(self.trip, user=self.boss)
        self.assertFalse(request.activity_ids)
        self.assertIn("Nobody but the requester", request.message_ids[0].body)

    def test_activity_type_is_there(self):
        request = self.redeem(self.trip)
        self.assertEqual(request.activity_ids.activity_type_id, self.env.ref(ACTIVITY))
