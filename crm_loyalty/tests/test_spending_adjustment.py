from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestAdjustmentApproval(SpendingCommon):
    """Beyond the limit, points are adjusted by two persons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.adjust_limit = 100

    def adjust(self, balance, user=None):
        """Wish another balance in the window on the card; return the request made."""
        requests = self.env["crm.loyalty.adjustment"]
        before = requests.search([])
        wizard = (
            self.env["loyalty.card.update.balance"]
            .with_user(user or self.boss)
            .create(
                {
                    "card_id": self.card.id,
                    "new_balance": balance,
                    "description": "Complaint 12",
                }
            )
        )
        self.notice = wizard.action_update_card_point()
        return requests.search([]) - before

    def test_within_the_limit_it_is_booked_at_once(self):
        self.assertFalse(self.adjust(600))
        self.assertEqual(self.card.points, 600)
        self.assertFalse(self.adjust(500, self.deputy))
        self.assertEqual(self.card.points, 500)

    def test_without_a_limit_it_is_booked_at_once(self):
        self.program.adjust_limit = 0
        self.assertFalse(self.adjust(99999))
        self.assertEqual(self.card.points, 99999)

    def test_beyond_the_limit_it_waits_for_another_manager(self):
        request = self.adjust(601)
        self.assertEqual(self.card.points, 500)
        self.assertEqual((request.change, request.reason), (101, "Complaint 12"))
        self.assertEqual(request.requested_by_id, self.boss)
        self.assertIn(self.deputy, request.activity_ids.user_id)
        self.assertIn("another manager", self.notice["params"]["message"])
        with self.assertRaisesRegex(AccessError, "second person"):
            request.with_user(self.boss).action_approve()
        request.with_user(self.deputy).action_approve()
        self.assertEqual(self.card.points, 601)

    def test_movement_names_both(self):
        request = self.adjust(601)
        request.with_user(self.deputy).action_approve()
        row = self.env["loyalty.history"].search(
            [("source_key", "=", f"adjustment:{request.id}")]
        )
        self.assertEqual(
            (row.kind, row.issued, row.reason),
            (
                "adjust",
                101,
                "Complaint 12",
            ),
        )
        self.assertEqual((row.order_model, row.order_id), (request._name, request.id))
        self.assertEqual(row.create_uid, self.deputy)

    def test_many_small_ones_are_a_large_one(self):
        self.assertFalse(self.adjust(560))
        self.assertFalse(self.adjust(530))  # 60 + 30 = 90
        request = self.adjust(541)  # 90 + 11 = 101
        self.assertEqual(request.change, 11)
        self.assertFalse(self.adjust(540, self.deputy))
        self.assertEqual(self.card.points, 540)

    def test_approved_ones_do_not_use_the_limit_up(self):
        self.adjust(601).with_user(self.deputy).action_approve()
        self.assertFalse(self.adjust(701, self.deputy))
        self.assertEqual(self.card.points, 701)

    def test_code_with_all_rights_waits_too(self):
        request = self.card.sudo()._adjust(-101, "Correction")
        self.assertEqual(request._name, "crm.loyalty.adjustment")
        self.assertEqual(self.card.points, 500)

    def test_defaults_do_not_decide(self):
        requests = self.env["crm.loyalty.adjustment"].with_context(
            default_state="approved", default_approved_by_id=self.boss.id
        )
        request = requests.sudo().create(
            {
                "card_id": self.card.id,
                "change": 5,
                "reason": "Other",
                "event": "gift",
                "company_id": self.company.id,
            }
        )
        self.assertEqual(request.state, "requested")
        self.assertFalse(request.approved_by_id)

    def test_refused_adjustment_books_nothing(self):
        request = self.adjust(601)
        request.with_user(self.deputy)._refuse("Not justified")
        self.assertEqual((request.state, self.card.points), ("refused", 500))

    def test_request_is_not_changed_on_the_way(self):
        request = self.adjust(601)
        for values in ({"change": 5000}, {"card_id": 1}, {"reason": "Other"}):
            for record in (request.with_user(self.deputy), request.sudo()):
                with self.assertRaisesRegex(UserError, "not changed by hand"):
                    record.write(values)
        with self.assertRaises(AccessError):
            request.with_user(self.deputy).unlink()

    def test_balance_that_is_gone_meanwhile_stops_it(self):
        request = self.adjust(100)
        self.redeem(self.make_benefit(points=400))
        with (
            self.assertRaisesRegex(ValidationError, "has 100 points.*400 points can't"),
            self.cr.savepoint(),
        ):
            request.with_user(self.deputy).action_approve()
        self.assertEqual(self.card.points, 100)

    def test_gifts_to_many_keep_to_the_limit(self):
        berta = self.make_partner("Berta")
        wizard = (
            self.env["loyalty.generate.wizard"]
            .with_user(self.boss)
            .with_context(active_id=self.program.id)
        )
        values = {
            "program_id": self.program.id,
            "mode": "selected",
            "customer_ids": [(6, 0, berta.ids)],
        }
        wizard.sudo().create({**values, "points_granted": 101}).generate_coupons()
        card = self.env["loyalty.card"]._get_card(self.program, berta)
        self.assertEqual(card.points, 0)
        requests = self.env["crm.loyalty.adjustment"]
        request = requests.search([("card_id.pool_id", "=", card.pool_id.id)])
        self.assertEqual((request.change, request.event), (101, "gift"))
        wizard.sudo().create({**values, "points_granted": 100}).generate_coupons()
        self.assertEqual(card.points, 100)

    def test_other_companies_do_not_see_it(self):
        other = self.make_company("Elsewhere")
        stranger = self.make_user("stranger", "crm_loyalty.group_manager", other)
        request = self.adjust(601).with_user(stranger)
        request = request.with_context(allowed_company_ids=other.ids)
        self.assertFalse(request.search([("id", "=", request.id)]))
        with self.assertRaisesRegex(AccessError, "company"):
            request.action_approve()
