# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .winback_common import WinbackCommon


@tagged("post_install", "-at_install")
class TestWinbackCampaign(WinbackCommon):
    """Some are left alone by everybody, so that the campaign's effect can be seen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.crowd = cls.make_customers(*(f"Customer {n:02}" for n in range(10)))
        cls.make_history(
            [
                (partner, day, 100)
                for partner in cls.crowd
                for day in ("2023-05-01", "2023-11-01")
            ]
        )
        cls.run_night("2024-07-01")

    def start(self, **vals):
        """Return a running campaign on the crowd and its held-out cases."""
        campaign = self.make_campaign(self.crowd, hold_out_percent=20.0, **vals)
        campaign.with_user(self.analyst).action_start()
        self.env.invalidate_all()
        return campaign, campaign.case_ids.filtered("is_hold_out")

    # ----------------------------------------------------------------- starting

    def test_share_is_held_out_and_nothing_planned_for_it(self):
        campaign, held = self.start(offer="10 % off")

        self.assertEqual(campaign.state, "running")
        self.assertEqual((len(campaign.case_ids), len(held)), (10, 2))
        self.assertFalse(held.activity_ids)
        treated = campaign.case_ids - held
        self.assertEqual(set(treated.mapped("offer")), {"10 % off"})
        self.assertEqual(
            {len(case.activity_ids) for case in treated},
            {2},  # call and visit
        )

    def test_seed_chooses_the_same(self):
        first, held = self.start(seed=7)
        partners = held.partner_id
        first.action_close()
        first.case_ids.filtered(lambda case: case.state == "new")._close("lost")

        again, held = self.start(seed=7)

        self.assertEqual(held.partner_id, partners)
        self.assertEqual(again.seed, 7)

    def test_customers_with_a_case_are_left_out_and_told(self):
        self.open_case(self.crowd[0])

        campaign, _held = self.start()

        self.assertEqual(len(campaign.case_ids), 9)
        self.assertIn(
            "1 customers were left out: they have an open case.",
            " ".join(campaign.message_ids.mapped("body")),
        )

    def test_too_few_customers_for_a_hold_out_group(self):
        campaign = self.make_campaign(self.crowd[:3], hold_out_percent=10.0)

        with self.assertRaisesRegex(
            UserError, r"3 customers are too few to hold out 10.0 %"
        ):
            campaign.action_start()

        self.assertEqual((campaign.state, len(campaign.case_ids)), ("draft", 0))

    def test_nobody_fits(self):
        campaign = self.make_campaign(self.env["res.partner"])

        with self.assertRaisesRegex(UserError, "There is nobody to win back"):
            campaign.action_start()

    def test_campaign_starts_once(self):
        campaign, _held = self.start()

        with self.assertRaisesRegex(UserError, "has been started already"):
            campaign.action_start()

    def test_running_campaign_keeps_its_groups(self):
        campaign, held = self.start()
        for vals in ({"hold_out_percent": 1.0}, {"domain": "[]"}, {"state": "draft"}):
            with (
                self.subTest(vals),
                self.assertRaisesRegex(UserError, "Once a campaign runs"),
            ):
                campaign.with_user(self.manager).write(vals)
        with self.assertRaisesRegex(UserError, "Only a campaign that has not started"):
            campaign.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "are counted in its result"):
            held.with_user(self.manager).unlink()

    def test_domain_is_checked(self):
        for domain in ("[('no_field', '=', 1)]", "nonsense", "[('id', 'in', open())]"):
            with (
                self.subTest(domain),
                self.assertRaisesRegex(ValidationError, "cannot be searched"),
                self.cr.savepoint(),
            ):
                self.make_campaign(self.crowd, domain=domain)

    def test_only_analysts_start(self):
        campaign = self.make_campaign(self.crowd)

        with self.assertRaises(AccessError):
            campaign.with_user(self.user).action_start()

    # ------------------------------------------------------- left alone by everybody

    def test_held_out_customer_gets_no_step_from_anybody(self):
        _campaign, held = self.start()
        case, partner = held[0], held[0].partner_id
        clerk = self.make_partner("Clerk", parent_id=partner.id)
        template = self.env.ref("crm_lifecycle.mail_template_winback_offer")
        outbox = self.env["crm.outbox"]
        partner.email = clerk.email = "held.out@example.com"
        activities = self.env["mail.activity"].search_count([])
        attempts = {
            "another case": lambda env: env["crm.winback.case"].create(
                {"partner_id": partner.id, "company_id": self.company.id}
            ),
            "a case of a contact": lambda env: env["crm.winback.case"].create(
                {"partner_id": clerk.id, "company_id": self.company.id}
            ),
            "activity on the case": lambda env: case.with_env(env).activity_schedule(
                "mail.mail_activity_data_todo", user_id=env.uid
            ),
            "activity on the customer": lambda env: partner.with_env(
                env
            ).activity_schedule(
                "crm_lifecycle.mail_activity_type_winback", user_id=env.uid
            ),
            "activity on a contact": lambda env: clerk.with_env(env).activity_schedule(
                "crm_lifecycle.mail_activity_type_winback", user_id=env.uid
            ),
            "message": lambda env: case.with_env(env).message_post(
                body="Come back",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            ),
            "mail": lambda env: (
                env["mail.mail"]
                .sudo()
                .create(
                    {"model": "crm.winback.case", "res_id": case.id, "body_html": "Hi"}
                )
            ),
            "outbox": lambda env: (
                env["crm.outbox"]
                .sudo()
                ._queue("winback_offer", "once", template, case, partner)
            ),
            "outbox, another template": lambda env: (
                env["crm.outbox"]
                .sudo()
                ._queue("winback", "once", template, clerk, clerk)
            ),
            "offer": lambda env: case.with_env(env).action_make_offer(),
            "edit": lambda env: case.with_env(env).write({"offer": "Half price"}),
            "lost": lambda env: case.with_env(env).action_lost(),
        }
        for who in (self.analyst, self.manager):
            for name, attempt in attempts.items():
                with (
                    self.subTest(f"{who.login}: {name}"),
                    self.assertRaisesRegex(UserError, "belongs to the hold-out group"),
                    self.cr.savepoint(),
                ):
                    attempt(self.env(user=who))
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)
        self.assertFalse(outbox.search([("partner_id", "in", (partner | clerk).ids)]))

    def test_activity_cannot_be_moved_to_a_held_out_customer(self):
        _campaign, held = self.start()
        activity = self.ada.activity_schedule(
            "crm_lifecycle.mail_activity_type_winback", user_id=self.user.id
        )

        with self.assertRaisesRegex(UserError, "belongs to the hold-out group"):
            activity.res_id = held[0].partner_id.id
            activity.flush_recordset()

    def test_held_out_customer_is_served_as_ever(self):
        _campaign, held = self.start()
        partner = held[0].partner_id

        partner.activity_schedule("mail.mail_activity_data_todo", user_id=self.user.id)
        partner.message_post(
            body="Your order", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        held[0].message_post(
            body="A note", message_type="comment", subtype_xmlid="mail.mt_note"
        )

        self.assertEqual(len(partner.activity_ids), 1)
        self.assertEqual((held[0].state, held[0].first_step_at), ("new", False))

    def test_held_out_customer_is_free_after_the_end(self):
        campaign, held = self.start()
        type(self).today = date(2024, 10, 1)
        self.addCleanup(setattr, type(self), "today", date(2024, 7, 1))

        self.follow()

        self.assertEqual(campaign.state, "done")
        self.assertEqual(set(held.mapped("state")), {"lost"})
        self.assertEqual(self.open_case(held[0].partner_id).state, "new")

    def test_archived_held_out_customer_stays_counted(self):
        campaign, held = self.start()
        held[0].partner_id.active = False

        self.follow()

        self.assertEqual((campaign.held_count, held[0].state), (2, "new"))

    def test_held_out_customer_may_be_merged(self):
        campaign, held = self.start()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})

        wizard._merge((held[0].partner_id | self.ada).ids, self.ada, extra_checks=False)
        self.env.invalidate_all()

        self.assertEqual((held[0].partner_id, campaign.held_count), (self.ada, 2))
        with self.assertRaisesRegex(UserError, "belongs to the hold-out group"):
            self.open_case(self.ada)

    def test_steps_of_a_merged_customer_do_not_reach_who_is_held_out(self):
        campaign, held = self.start()
        case, kept = self.open_case(self.ada), held[0]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})

        wizard._merge(
            (self.ada | kept.partner_id).ids, kept.partner_id, extra_checks=False
        )
        self.env.invalidate_all()

        self.assertEqual((case.state, kept.state), ("cancelled", "new"))
        self.assertFalse((case | kept).activity_ids)
        self.assertIn(
            "No longer needed: Call, Visit.",
            " ".join(case.message_ids.mapped("body")),
        )
        self.assertEqual(campaign.held_count, 2)

    # ------------------------------------------------------------------- counting

    def test_uplift_counts_everybody_where_chance_put_him(self):
        campaign, held = self.start()
        treated = campaign.case_ids - held
        self.do_step(treated[0])
        treated[3].reason_id = self.env.ref("crm_lifecycle.churn_reason_price")
        treated[3].action_lost()
        buyers = [treated[0], treated[1], treated[2], treated[3], held[0]]
        self.make_history([(case.partner_id, "2024-07-20", 50) for case in buyers])
        self.run_night("2024-07-20")

        self.follow()

        self.assertEqual(
            [case.state for case in buyers],
            # worked; by themselves; given up and back all the same; held out
            ["won", "returned", "returned", "returned", "returned"],
        )
        self.assert_table(
            campaign,
            ("treated_count", "treated_back", "held_count", "held_back"),
            [(8, 4, 2, 1)],
        )
        self.assertEqual(campaign.uplift, 0.0)
        self.assertRegex(campaign.sentence, "Too few customers to tell")

    def test_purchase_after_the_end_does_not_count(self):
        campaign, held = self.start(date_until="2024-07-10")
        self.buy(held[0].partner_id, "2024-07-11")

        self.follow()

        self.assertEqual((campaign.held_count, campaign.held_back), (2, 0))

    def test_newcombes_example(self):
        campaign, _held = self.start()
        self.patch(
            type(campaign),
            "_count_cases",
            lambda rows: {
                (campaign.id, False): (70, 56),
                (campaign.id, True): (80, 48),
            },
        )
        campaign.invalidate_recordset()

        self.assertAlmostEqual(campaign.uplift, 0.2)
        self.assertAlmostEqual(campaign.uplift_low, 0.0524, 4)
        self.assertAlmostEqual(campaign.uplift_high, 0.3339, 4)
        self.assertEqual(
            campaign.sentence,
            "The campaign brought back 20.0 points more than doing nothing (with 95 % "
            "certainty between +5.2 and +33.4 points).",
        )

    def test_without_hold_out_nothing_is_claimed(self):
        campaign = self.make_campaign(self.crowd, hold_out_percent=0.0)
        campaign.action_start()

        self.assertEqual((campaign.treated_count, campaign.held_count), (10, 0))
        self.assertRegex(campaign.sentence, "Nobody was held out")

    def test_ended_by_hand(self):
        campaign, held = self.start()

        campaign.with_user(self.analyst).action_close()

        self.assertEqual(
            (campaign.state, campaign.date_until), ("done", date(2024, 7, 1))
        )
        self.assertEqual(set(held.mapped("state")), {"lost"})
