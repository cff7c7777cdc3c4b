# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .winback_common import WinbackCommon


@tagged("post_install", "-at_install")
class TestWinback(WinbackCommon):
    """A win-back case from its opening to the purchase that closes it."""

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target, extra_checks=False)
        self.env.invalidate_all()

    # ----------------------------------------------------------------- opening

    def test_case_begins_with_owner_deadline_and_steps(self):
        case = self.open_case(self.ada, self.user)

        self.assert_table(
            case,
            ("partner_id", "user_id", "state", "value_at_risk", "date_deadline"),
            [("Ada", self.user.name, "new", 900.0, date(2024, 7, 21))],
        )
        self.assertEqual(case.tier_id, self.profile_of(self.ada).tier_id)
        self.assert_table(
            case.activity_ids,
            ("summary", "user_id", "date_deadline"),
            [
                ("Call", self.user.name, date(2024, 7, 6)),
                ("Visit", self.user.name, date(2024, 7, 11)),
            ],
        )

    def test_form_shows_what_will_be(self):
        form = Form(self.cases.with_user(self.user))
        form.partner_id = self.ada

        self.assertEqual(form.user_id, self.user)
        self.assertEqual(form.date_deadline, date(2024, 7, 21))
        self.assertEqual(form.save().state, "new")

    def test_case_of_a_contact_is_the_customers(self):
        contact = self.make_partner("Ada's clerk", parent_id=self.ada.id)

        self.assertEqual(self.open_case(contact).partner_id, self.ada)

    def test_customer_has_one_open_case(self):
        self.open_case(self.ada)

        with self.assertRaisesRegex(
            UserError, "Ada already has an open win-back case, owned by"
        ):
            self.open_case(self.ada)

    def test_two_people_at_once_open_one_case(self):
        self.open_case(self.ada)
        self.patch(type(self.cases), "_check_free", lambda self, vals_list: None)

        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.open_case(self.ada)

    def test_next_case_after_the_first_is_closed(self):
        first = self.open_case(self.ada)
        first.action_withdraw()

        second = self.open_case(self.ada)

        self.assertEqual((first.state, second.state), ("cancelled", "new"))
        with self.assertRaisesRegex(UserError, "already has an open win-back case"):
            first.action_reopen()

    def test_no_active_policy_and_no_figures(self):
        newcomer = self.make_partner("Newcomer", user_id=self.user.id)
        self.env["crm.value.policy"]._get_active(self.company).state = "archived"

        case = self.open_case(newcomer, self.user)

        self.assertEqual(case.date_deadline, date(2024, 7, 31))  # 30 days
        self.assertFalse(case.activity_ids)
        self.assertIn("has no value tier, so no steps were planned", case.notice)
        with self.assertRaisesRegex(UserError, "Newcomer has no figures yet"):
            case.action_view_profile()

    def test_case_stays_with_its_customer(self):
        case = self.open_case(self.ada, self.user)
        for vals in ({"partner_id": self.bob.id}, {"is_hold_out": True}):
            with (
                self.subTest(vals),
                self.assertRaisesRegex(UserError, "A case stays with its customer"),
            ):
                case.write(vals)
        for vals in ({"state": "won"}, {"came_back_on": "2024-07-02"}):
            with (
                self.subTest(vals),
                self.assertRaisesRegex(UserError, "What became of a case is measured"),
            ):
                case.write(vals)
        with self.assertRaisesRegex(UserError, "Only a campaign chooses"):
            self.cases.with_user(self.user).create(
                {"partner_id": self.cleo.id, "is_hold_out": True}
            )

    # ------------------------------------------------------------ plan and owner

    def test_deleted_plan_loses_nothing(self):
        former = self.open_case(self.ada)
        self.plan.unlink()

        case = self.open_case(self.cleo)

        self.assertEqual(former.activity_ids.mapped("summary"), ["Call", "Visit"])
        self.assertFalse(case.activity_ids)
        self.assertIn("has no plan of win-back steps: plan them yourself", case.notice)

    def test_deleted_template_leaves_the_others(self):
        self.plan.template_ids.filtered(lambda row: row.summary == "Call").unlink()

        self.assertEqual(self.open_case(self.ada).activity_ids.summary, "Visit")

    def test_archived_plan_plans_nothing(self):
        self.plan.active = False

        case = self.open_case(self.ada)

        self.assertFalse(case.activity_ids)
        self.assertIn("has no plan of win-back steps", case.notice)

    def test_plan_of_another_company_plans_nothing(self):
        self.plan.company_id = self.make_company("Other company")

        self.assertFalse(self.open_case(self.ada).activity_ids)

    def test_archived_account_manager_is_replaced_from_the_start(self):
        self.profile_of(self.ada).tier_id.manager_ids = self.manager
        self.user.active = False

        case = self.open_case(self.ada, self.analyst)

        self.assertEqual(case.user_id, self.manager)
        self.assertEqual(case.activity_ids.user_id, self.manager)
        self.assertIn(
            f"The account manager {self.user.name} is archived: {self.manager.name} "
            "owns the case.",
            " ".join(case.message_ids.mapped("body")),
        )

    def test_owner_is_somebody_who_may_work_the_case(self):
        other = self.make_company("Other company")
        stranger = self.make_user("stranger", "crm_lifecycle.group_user", other)
        seller = self.make_user("seller", "sales_team.group_sale_salesman")
        self.profile_of(self.ada).tier_id.manager_ids = stranger | self.manager
        for name, manager in {"another company": stranger, "no group": seller}.items():
            with self.subTest(name):
                self.ada.user_id = manager
                case = self.open_case(self.ada, self.analyst)
                self.assertEqual(case.user_id, self.manager)
                case.action_withdraw()

    def test_archived_owner_hands_the_case_over(self):
        case = self.open_case(self.ada, self.analyst)
        self.assertEqual(case.user_id, self.user)
        self.user.active = False
        self.assertIn("is archived: somebody else has to own the case", case.notice)

        self.follow()

        self.assertEqual(case.user_id, self.analyst)  # who opened it
        self.assertEqual(case.activity_ids.user_id, self.analyst)
        self.assertFalse(case.notice)
        self.assertIn(
            f"{self.user.name} is archived: {self.analyst.name} owns the case now.",
            " ".join(case.message_ids.mapped("body")),
        )

    # ------------------------------------------------------------------ results

    def test_worked_customer_who_buys_is_won_back(self):
        case = self.open_case(self.ada)
        self.do_step(case)
        self.assertEqual(case.state, "in_progress")

        self.buy(self.ada, "2024-07-09")
        self.follow()

        self.assert_table(case, ("state", "came_back_on"), [("won", date(2024, 7, 9))])
        self.assertFalse(case.activity_ids)
        self.assertIn("No longer needed: Visit.", case.message_ids[:1].body)

    def test_customer_who_buys_before_any_step_came_by_himself(self):
        case = self.open_case(self.ada)

        self.buy(self.ada, "2024-07-09")
        self.follow()

        self.assertEqual(case.state, "returned")

    def test_message_to_the_customer_is_a_step(self):
        case = self.open_case(self.ada)
        case.message_post(
            body="Note", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.assertFalse(case.first_step_at)

        case.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

        self.assertTrue(case.first_step_at)
        self.assertEqual(case.state, "in_progress")

    def test_message_on_the_customers_own_page_is_a_step(self):
        case = self.open_case(self.ada)
        self.ada.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

        self.buy(self.ada, "2024-07-09")
        self.follow()

        self.assertEqual(case.state, "won")

    def test_word_of_the_customer_is_an_answer_and_no_step(self):
        for partner, kind in ((self.ada, "email"), (self.bob, "comment")):
            case = self.open_case(partner)
            clerk = self.make_partner("Clerk", parent_id=partner.id)
            with self.subTest(kind):
                case.message_post(
                    body="Well",
                    message_type=kind,
                    author_id=clerk.id,
                    subtype_xmlid="mail.mt_comment",
                )
                case._refresh_steps()

                self.assertEqual(case.answered_on, date(2024, 7, 1))
                self.assertFalse(case.first_step_at)

    def test_purchase_before_the_case_wins_nothing(self):
        case = self.open_case(self.ada)
        self.make_invoice(self.ada, "2024-06-20", 100)  # written down late
        self.run_night("2024-07-02")

        self.follow()

        self.assertEqual(case.state, "new")

    def test_purchase_on_the_day_of_opening_counts_if_it_was_not_known(self):
        self.buy(self.cleo, "2024-07-01")
        known = self.open_case(self.cleo)
        unknown = self.open_case(self.ada)
        self.buy(self.ada, "2024-07-01")

        self.follow()

        self.assertEqual((known.state, unknown.state), ("new", "returned"))

    def test_purchases_of_others_and_of_other_companies_win_nothing(self):
        other = self.make_company("Other company")
        self.make_policy(other)
        case = self.open_case(self.ada)
        self.make_invoice(self.ada, "2024-07-05", 100, company=other)
        self.run_night("2024-07-06", other)
        self.buy(self.bob, "2024-07-06")

        self.follow()

        self.assertEqual(case.state, "new")

    def test_following_costs_the_same_for_one_and_for_many(self):
        partners = self.make_customers(*(f"Buyer {n}" for n in range(12)))
        self.make_history([(partner, "2024-03-01", 50) for partner in partners])
        self.run_night("2024-07-01")

        def count(buyers, day):
            for partner in buyers:
                self.open_case(partner)
            self.make_history([(partner, day, 50) for partner in buyers])
            self.run_night(day)
            self.env.flush_all()
            self.env.invalidate_all()
            case = type(self.cases)
            with patch.object(case, "_close", lambda cases, state: None):
                before = self.cr.sql_log_count
                self.cases._find_purchases()
                return self.cr.sql_log_count - before

        count(partners[:1], "2024-07-02")
        few, many = (
            count(partners[1:2], "2024-07-03"),
            count(partners[2:], "2024-07-04"),
        )
        self.assertEqual(few, many)

    def test_button_finds_the_purchase_at_once(self):
        case = self.open_case(self.ada, self.user)
        self.assertEqual(
            case.action_find_purchase()["params"]["message"],
            "No purchase since the case was opened.",
        )
        self.do_step(case)
        self.make_invoice(self.ada, "2024-07-01", 100)

        case.action_find_purchase()

        self.assertEqual(case.state, "won")

    def test_lost_needs_a_reason(self):
        case = self.open_case(self.ada, self.user)
        with self.assertRaisesRegex(UserError, "Choose first why Ada leaves"):
            case.action_lost()
        self.assertEqual((case.state, len(case.activity_ids)), ("new", 2))

        case.reason_id = self.env.ref("crm_lifecycle.churn_reason_price")
        case.action_lost()

        self.assertEqual((case.state, case.closed_on), ("lost", date(2024, 7, 1)))
        with self.assertRaisesRegex(UserError, "The case of Ada is closed already"):
            case.action_lost()

    def test_offer_needs_words(self):
        case = self.open_case(self.ada, self.user)
        with self.assertRaisesRegex(
            UserError, "Write down first what you offer to Ada"
        ):
            case.action_make_offer()

        case.offer = "10 % off"
        case.action_make_offer()

        self.assertEqual(
            (case.offered_on, case.state), (date(2024, 7, 1), "in_progress")
        )

    def test_offer_by_mail_is_a_step(self):
        self.ada.email = "ada@example.com"
        case = self.open_case(self.ada, self.user)
        case.offer = "10 % off"
        action = case.action_send_offer()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.user)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("10 % off", composer.body)

        composer._action_send_mail()

        self.assertTrue(case.first_step_at)

    # --------------------------------------------- merged, moved, archived, rights

    def test_case_follows_a_merged_customer(self):
        case = self.open_case(self.ada)

        self.merge(self.ada, self.bob)

        self.assertEqual((case.partner_id, case.state), (self.bob, "new"))
        self.assertEqual(case.activity_ids.mapped("summary"), ["Call", "Visit"])

    def test_of_two_open_cases_the_targets_stays_with_all_steps(self):
        case, kept = self.open_case(self.ada), self.open_case(self.bob)

        self.merge(self.ada, self.bob)

        self.assertEqual((case.state, kept.state), ("cancelled", "new"))
        self.assertEqual((case | kept).partner_id, self.bob)
        self.assertEqual(
            sorted(kept.activity_ids.mapped("summary")),
            ["Call", "Call", "Visit", "Visit"],
        )
        self.assertIn("who has an open case", case.message_ids[:1].body)

    def test_three_customers_with_cases_become_one(self):
        cases = [self.open_case(partner) for partner in (self.ada, self.cleo)]

        self.merge(self.ada | self.cleo, self.bob)

        self.assertEqual(sorted(c.state for c in cases), ["cancelled", "new"])
        self.assertEqual({case.partner_id for case in cases}, {self.bob})

    def test_case_follows_who_becomes_part_of_another_company(self):
        case = self.open_case(self.ada)
        self.bob.is_company = True
        self.ada.parent_id = self.bob
        self.env.flush_all()

        self.run_night("2024-07-02")

        self.assertEqual((case.partner_id, case.state), (self.bob, "new"))

    def test_archived_customer_keeps_his_case(self):
        case = self.open_case(self.ada)
        self.ada.active = False

        self.follow()

        self.assertEqual((case.state, len(case.activity_ids)), ("new", 2))
        self.assertIn("Ada is archived. The case stays open", case.notice)

    def test_each_works_the_own_cases(self):
        ada, bob = self.open_case(self.ada), self.open_case(self.bob)
        found = {
            name: self.cases.with_user(user).search([]).mapped("partner_id.name")
            for name, user in {"user": self.user, "analyst": self.analyst}.items()
        }
        self.assertEqual(found["user"], ["Ada"])
        self.assertEqual(sorted(found["analyst"]), ["Ada", "Bob"])
        with self.assertRaises(AccessError):
            bob.with_user(self.user).action_answered()
        with self.assertRaises(AccessError):
            ada.with_user(self.portal).read(["state"])
        ada.with_user(self.user).action_answered()
        self.assertEqual(ada.answered_on, date(2024, 7, 1))
