from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestRedeem(SpendingCommon):
    """Benefits are taken for points, once, and given back in the very lots."""

    def test_points_are_taken_at_once(self):
        redemption = self.redeem(self.make_benefit())
        self.assertEqual(redemption.state, "approved")
        self.assertEqual(redemption.points, 100)
        self.assertEqual(redemption.requested_by_id, self.agent)
        self.assertFalse(redemption.approved_by_id)
        self.assertEqual(self.card.points, 400)

    def test_ledger_says_what_the_points_were_spent_on(self):
        redemption = self.redeem(self.make_benefit())
        row = self.env["loyalty.history"].search(
            [("source_key", "=", f"redemption:{redemption.id}")]
        )
        self.assertEqual((row.kind, row.event, row.used), ("spend", "benefit", 100))
        self.assertEqual(row.description, "Mug")
        self.assertEqual(
            (row.order_model, row.order_id),
            (
                "crm.loyalty.redemption",
                redemption.id,
            ),
        )

    def test_same_key_takes_points_once(self):
        mug = self.make_benefit()
        first, second = (self.redeem(mug, key="app-1") for _time in range(2))
        self.assertEqual(first, second)
        self.assertEqual(self.card.points, 400)
        self.assertEqual(mug.taken_count, 1)

    def test_key_of_another_redemption_is_refused(self):
        self.redeem(self.make_benefit(), key="app-1")
        with self.assertRaisesRegex(ValidationError, "app-1"):
            self.redeem(self.make_benefit("Cup"), key="app-1")
        self.assertEqual(self.card.points, 400)

    def test_receipt_tells_what_is_left(self):
        receipt = self.make_benefit().with_user(self.agent).redeem(self.card.id)
        self.assertEqual(
            {name: receipt[name] for name in ("state", "points", "balance")},
            {"state": "approved", "points": 100, "balance": 400},
        )
        self.assertFalse(receipt["voucher_code"])

    def test_cancelling_gives_back_the_very_lots(self):
        self.give(self.anna, 50)
        redemption = self.redeem(self.make_benefit(points=520))
        self.assertEqual(self.lots(), [0, 30])
        redemption.with_user(self.agent).action_cancel()
        self.assertEqual(redemption.state, "cancelled")
        self.assertEqual(redemption.done_by_id, self.agent)
        self.assertEqual(self.lots(), [500, 50])
        self.assertEqual(self.card.points, 550)

    def test_cancelling_twice_gives_back_once(self):
        redemption = self.redeem(self.make_benefit())
        redemption.with_user(self.agent).action_cancel()
        with self.assertRaisesRegex(UserError, "Cancelled"):
            redemption.with_user(self.agent).action_cancel()
        self.assertEqual(self.card.points, 500)

    def test_what_is_handed_over_is_not_cancelled(self):
        redemption = self.redeem(self.make_benefit()).with_user(self.agent)
        redemption.action_ready()
        redemption.action_hand_over()
        self.assertEqual(redemption.state, "done")
        with self.assertRaisesRegex(UserError, "Handed over"):
            redemption.action_cancel()
        self.assertEqual(self.card.points, 400)

    def test_free_benefit_moves_no_points(self):
        redemption = self.redeem(self.make_benefit(points=0))
        self.assertEqual(self.card.points, 500)
        redemption.with_user(self.agent).action_cancel()
        self.assertEqual(self.card.points, 500)

    # ------------------------------------------------------------------ rights

    def test_agents_redeem_and_users_do_not(self):
        user = self.make_user("points_user", "crm_loyalty.group_user")
        with self.assertRaises(AccessError):
            self.redeem(self.make_benefit(), user=user)
        self.assertEqual(self.card.points, 500)

    def test_who_does_not_redeem_takes_no_step(self):
        reader = self.make_user("points_reader", "crm_loyalty.group_user")
        redemption = self.redeem(self.make_benefit())
        for step in ("action_ready", "action_hand_over", "action_cancel"):
            with (
                self.subTest(step),
                self.assertRaisesRegex(AccessError, "Only loyalty agents redeem"),
            ):
                getattr(redemption.with_user(reader), step)()
        self.assertEqual(redemption.state, "approved")

    def test_nobody_makes_a_redemption_by_hand(self):
        with self.assertRaises(AccessError):
            self.env["crm.loyalty.redemption"].with_user(self.boss).create(
                {"benefit_id": self.make_benefit().id}
            )

    def test_what_was_redeemed_is_not_changed_by_hand(self):
        redemption = self.redeem(self.make_benefit())
        for values in ({"points": 1}, {"state": "cancelled"}, {"card_id": False}):
            with self.assertRaisesRegex(UserError, "not changed by hand"):
                redemption.sudo().write(values)
        redemption.with_user(self.agent).note = "In blue"
        self.assertEqual(redemption.note, "In blue")

    def test_agent_does_not_write_the_catalogue(self):
        with self.assertRaises(AccessError):
            self.make_benefit().with_user(self.agent).points = 1

    def test_card_of_another_company_is_not_found(self):
        other = self.make_company("Elsewhere")
        program = self.make_program("Their club", company=other)
        card = self.give(self.anna, 500, program)
        with self.assertRaisesRegex(UserError, "no such loyalty card"):
            self.make_benefit().with_user(self.agent).redeem(card.id)
        theirs = self.make_benefit(program_id=program.id, company_id=other.id)
        with self.assertRaises(AccessError):
            theirs.with_user(self.agent).redeem(self.card.id)

    def test_card_of_another_programme_does_not_pay(self):
        club = self.make_program("Second club")
        with self.assertRaisesRegex(UserError, "Second club"):
            self.redeem(self.make_benefit(program_id=club.id))

    # ------------------------------------------------------------------- stock

    def test_last_piece_goes_once(self):
        mug = self.make_benefit(is_limited=True, stock=1)
        self.redeem(mug)
        self.assertEqual(mug.stock_left, 0)
        with self.assertRaisesRegex(UserError, "out of stock"):
            self.redeem(mug)
        self.assertEqual(self.card.points, 400)

    def test_cancelled_piece_is_in_stock_again(self):
        mug = self.make_benefit(is_limited=True, stock=1)
        self.redeem(mug).with_user(self.agent).action_cancel()
        self.assertEqual(mug.stock_left, 1)
        self.assertTrue(self.redeem(mug))

    def test_takers_of_limited_stock_collide(self):
        """Both update the benefit's row: the second waits, fails and is retried."""
        limited = self.make_benefit(is_limited=True, stock=9)
        unlimited = self.make_benefit("Cup")
        for _time in range(2):
            self.redeem(limited)
            self.redeem(unlimited)
        (limited | unlimited).invalidate_recordset()
        self.assertEqual((limited.take_count, unlimited.take_count), (2, 0))

    def test_takers_of_one_balance_collide_even_for_free(self):
        before = self.card.pool_id.take_count
        self.redeem(self.make_benefit(points=0))
        self.card.pool_id.invalidate_recordset()
        self.assertGreater(self.card.pool_id.take_count, before)

    # ---------------------------------------------------------------- vouchers

    def test_voucher_has_an_unguessable_code(self):
        benefit = self.make_benefit(kind="voucher", points=1)
        codes = {self.redeem(benefit).voucher_code for _time in range(20)}
        self.assertEqual(len(codes), 20)
        for code in codes:  # 26 characters of 5 bits hold 128 random bits
            self.assertRegex(code, r"^[A-Z2-7]{7}-[A-Z2-7]{7}-[A-Z2-7]{7}-[A-Z2-7]{5}$")

    def make_coupons(self):
        return self.env["loyalty.program"].create(
            {
                "name": "20 off",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "company_id": self.company.id,
                "rule_ids": [Command.create({"mode": "auto", "minimum_qty": 0})],
                "reward_ids": [
                    Command.create(
                        {"discount": 20, "discount_mode": "per_order"},
                    )
                ],
            }
        )

    def test_voucher_of_a_coupon_programme_pays_in_an_order(self):
        benefit = self.make_benefit(
            kind="voucher", coupon_program_id=self.make_coupons().id
        )
        redemption = self.redeem(benefit)
        self.assertEqual(redemption.state, "ready")
        self.assertEqual(redemption.coupon_id.partner_id, self.anna)
        order = self.make_quotation(self.anna, 100)
        status = order._try_apply_code(redemption.voucher_code)
        self.assertNotIn("error", status)
        for coupon, rewards in status.items():
            order._apply_program_reward(rewards, coupon)
        self.assertEqual(order.amount_total, 80)
        with self.assertRaisesRegex(UserError, order.name):
            redemption.with_user(self.agent).action_cancel()
        self.assertEqual(self.card.points, 400)

    def test_cancelled_voucher_is_worth_nothing(self):
        benefit = self.make_benefit(
            kind="voucher", coupon_program_id=self.make_coupons().id
        )
        redemption = self.redeem(benefit)
        redemption.with_user(self.agent).action_cancel()
        order = self.make_quotation(self.anna, 100)
        self.assertIn("error", order._try_apply_code(redemption.voucher_code))
        self.assertEqual(self.card.points, 500)

    def test_voucher_used_elsewhere_is_not_cancelled(self):
        """At a counter, for example, where no order of sales has it."""
        benefit = self.make_benefit(
            kind="voucher", coupon_program_id=self.make_coupons().id
        )
        redemption = self.redeem(benefit)
        redemption.coupon_id.points = 0
        with self.assertRaisesRegex(UserError, "is used already"):
            redemption.with_user(self.agent).action_cancel()
        self.assertEqual(redemption.state, "ready")
        self.assertEqual(self.card.points, 400)

    # ---------------------------------------------------------------- customers

    def test_customer_redeems_without_rights_of_an_employee(self):
        """As the portal does, once it knows whose card it is."""
        login = new_test_user(self.env, "anna_portal", groups="base.group_portal")
        login.partner_id.parent_id = self.anna
        trip = self.make_benefit("Trip", needs_approval=True).with_user(login).sudo()
        trip = trip.with_context(allowed_company_ids=self.company.ids)
        (entry,) = trip._get_catalogue(login.partner_id)
        self.assertTrue(entry["is_allowed"])
        request = trip._redeem(entry["card"], key="portal-1", partner=login.partner_id)
        self.assertEqual(request.requested_by_id, login)
        self.assertEqual(request.partner_id, login.partner_id)
        self.assertIn(self.boss, request.activity_ids.user_id)
        with self.assertRaises(AccessError):
            trip.with_user(login).sudo(False).redeem(self.card.id)

    def test_movements_are_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.anna.lang = "de_DE"
        mug = self.make_benefit()
        mug.with_context(lang="de_DE").name = "Becher"
        redemption = self.redeem(mug)
        redemption.with_user(self.agent).action_cancel()
        rows = self.card.pool_id.history_ids.filtered(
            lambda row: row.event == "benefit"
        )
        self.assertEqual(
            rows.sorted("id").mapped("description"), ["Becher", "“Becher” given back"]
        )

    # ------------------------------------------------------------------ merging

    def test_redemptions_follow_merged_customers(self):
        berta = self.make_partner("Berta")
        self.give(berta, 5)
        redemption = self.redeem(self.make_benefit())
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.anna | berta).ids, berta
        )
        self.assertEqual(redemption.partner_id, berta)
        pool = redemption.pool_id
        self.assertEqual((pool.commercial_partner_id, pool.points), (berta, 405))
        redemption.with_user(self.agent).action_cancel()
        self.assertEqual(pool.points, 505)
