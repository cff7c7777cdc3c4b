# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_loyalty.tests.common import LoyaltyCommon
from odoo.addons.crm_survey.tests.common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestStory(LoyaltyCommon, SurveyMetricCommon):
    """One customer across the addons: purchases make the tier, and the tier works.

    High takes sales of 1000 or more and gives double points, Medium 300 or more and
    one and a half; the programme gives a point per euro.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.high.write({"points_multiplier": 2.0, "ticket_priority": "3"})
        cls.medium.write({"points_multiplier": 1.5, "ticket_priority": "2"})
        cls.minimal.write({"points_multiplier": 1.0, "ticket_priority": False})
        policy = cls.make_policy(activate=False)
        cls.set_criteria(
            policy,
            {
                tier: [{"measure": "revenue", "has_minimum": True, "minimum": least}]
                for tier, least in ((cls.high, 1000), (cls.medium, 300))
            },
        )
        cls.activate(policy)

    def what_the_tier_does(self):
        """Return what a new order, ticket and answer of the customer get.

        :return: (points of an order over 100, priority of a ticket, tier on an answer)
        """
        before = self.card_of(self.anna).points
        order = self.make_quotation(self.anna, 100)
        order.action_confirm()
        return (
            self.card_of(self.anna).points - before,
            self.make_ticket(self.anna).priority,
            self.make_answer(9, self.anna).tier_id.code,
        )

    def test_tier_changes_points_tickets_and_answers(self):
        told = {"stranger": self.what_the_tier_does()}
        self.make_invoice(self.anna, "2024-01-10", 400)
        self.run_night("2024-01-10")
        told["400"] = self.what_the_tier_does()
        self.make_invoice(self.anna, "2024-02-10", 700)
        self.run_night("2024-02-10")
        told["400 + 700"] = self.what_the_tier_does()
        self.make_invoice(self.anna, "2024-03-10", -900)
        self.run_night("2024-03-10")
        told["400 + 700 - 900"] = self.what_the_tier_does()

        self.assertEqual(
            told,
            {
                "stranger": (100.0, "1", False),
                "400": (150.0, "2", "medium"),
                "400 + 700": (200.0, "3", "high"),
                "400 + 700 - 900": (100.0, "1", "minimal"),
            },
        )

    def test_answers_feed_the_profile_and_move_nobody(self):
        self.make_invoice(self.anna, "2024-01-10", 400)
        self.run_night("2024-01-10")
        self.make_answer(10, self.anna, at="2024-01-11 10:00:00")
        self.make_answer(5, self.anna, at="2024-01-12 10:00:00")

        run = self.run_night("2024-01-12")

        profile = self.profile_of(self.anna)
        # (100 + 50) / 2
        self.assertEqual((profile.satisfaction, profile.answer_count), (75.0, 2))
        self.assertEqual((run.updated, run.moved), (1, 0))
        self.assertEqual(len(self.history_of(self.anna)), 1)

    def test_night_after_answers_writes_nothing_twice(self):
        self.make_invoice(self.anna, "2024-01-10", 400)
        self.make_answer(7, self.anna, at="2024-01-11 10:00:00")
        self.run_night("2024-01-12")

        run = self.run_night("2024-01-12")

        self.assertEqual((run.created, run.updated, run.moved), (0, 0, 0))

    def test_one_change_reaches_everybody_who_listens(self):
        heard = []
        for name in ("first listener", "second listener"):
            self.listen(heard, name)
        self.make_invoice(self.anna, "2024-01-10", 400)
        self.run_night("2024-01-10")
        self.make_invoice(self.anna, "2024-02-10", 700)
        self.run_night("2024-02-10")

        self.run_job("ir_cron_dispatch")

        self.assertEqual(
            heard, [("first listener", "high"), ("second listener", "high")]
        )

    def listen(self, heard, name):
        """Extend the hook as an addon does: with super."""
        former = type(self.profiles)._on_profile_changed

        def _on_profile_changed(profiles, changes):
            result = former(profiles, changes)
            heard.extend((name, change.to_tier_id.code) for change in changes)
            return result

        self.patch(type(self.profiles), "_on_profile_changed", _on_profile_changed)

    # ---------------------------------------------------- what customers say earns

    def make_earning(self, event, points, **vals):
        """Return a rule that gives ``points`` for ``event``."""
        return self.env["crm.loyalty.earning.rule"].create(
            {
                "name": event,
                "event": event,
                "points": points,
                "program_id": self.program.id,
                "company_id": self.company.id,
                **vals,
            }
        )

    def earn(self, rules, *days):
        """Run ``rules`` for each of ``days``, whatever they have seen before."""
        for day in map(fields.Date.to_date, days):
            rules.closed_until = day - timedelta(days=1)
            rules._run_for_day(self.company, day)

    def earned(self, rules):
        """Return ``[(rule, customer, day, points)]`` of all that they gave or took."""
        rows = self.env["loyalty.history"].search(
            [("earning_rule_id", "in", rules.ids)], order="id"
        )
        return [
            (
                row.earning_rule_id.name,
                row.pool_id.commercial_partner_id.name,
                fields.Date.to_string(row.booked_on),
                row.change,
            )
            for row in rows
        ]

    def heal(self, item, at):
        """Take ``item`` from new or reopened to verified, by the buttons."""
        with freeze_time(at):
            if item.state == "new":
                item.action_classify()
            item.action_improve()
            item.verification_note = "All is well"
            item.action_verify()

    def test_answers_and_healed_complaints_earn_points_once(self):
        bob = self.make_partner("Bob")
        for partner in (self.anna, bob):
            self.set_tier(partner, self.env["crm.value.tier"])
        self.env["crm.feedback.rule"].create(
            {
                "name": "Listen",
                "company_id": self.company.id,
                "metric_class": "detractor",
                "action": "feedback",
            }
        )
        rules = (
            self.make_earning("answer", 5)
            | self.make_earning("answer", 10, name="praise", minimum_score=80)
            | self.make_earning("feedback_verified", 50)
        )
        told = self.make_answer(2, self.anna, at="2026-03-02 10:00:00")
        self.make_answer(9, bob, at="2026-03-02 10:00:00")
        item = told.feedback_ids
        item.write(
            {
                "cause_id": self.env["crm.feedback.cause"].create({"name": "Late"}).id,
                "no_action_reason": "A single mistake, put right",
                "user_id": self.env.uid,
            }
        )
        self.heal(item, "2026-03-05 10:00:00")
        days = ("2026-03-02", "2026-03-03", "2026-03-05")
        expected = [
            ("answer", "Anna", "2026-03-02", 5.0),
            ("answer", "Bob", "2026-03-02", 5.0),
            ("praise", "Bob", "2026-03-02", 10.0),
            ("feedback_verified", "Anna", "2026-03-05", 50.0),
        ]

        self.earn(rules, *days)
        self.assertCountEqual(self.earned(rules), expected)
        self.earn(rules, *days)
        self.assertCountEqual(self.earned(rules), expected)

        # Reopened and healed anew: it is the same complaint.
        item.action_start()
        self.heal(item, "2026-03-09 10:00:00")
        self.earn(rules, *days, "2026-03-09")
        self.assertCountEqual(self.earned(rules), expected)
        self.assertFalse(any(rules.mapped("error")))

    def test_merged_customers_keep_points_answers_and_tickets(self):
        twin = self.make_partner("Anna again")
        self.make_invoice(self.anna, "2024-01-10", 400)
        self.make_invoice(twin, "2024-01-10", 700)
        self.run_night("2024-01-10")
        for partner in (self.anna, twin):
            self.make_quotation(partner, 100).action_confirm()
        answer = self.make_answer(8, twin, at="2024-01-11 10:00:00")
        ticket = self.make_ticket(twin)
        points = [self.card_of(partner).points for partner in (self.anna, twin)]
        self.assertEqual(points, [150.0, 150.0])

        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.anna | twin).ids, self.anna, extra_checks=False)
        self.env.invalidate_all()
        self.run_night("2024-01-12")

        profile = self.profile_of(self.anna)
        self.assertEqual((profile.revenue, profile.tier_id), (1100.0, self.high))
        self.assertEqual(sum(self.card_of(self.anna).mapped("points")), 300.0)
        self.assertEqual(profile.answer_count, 1)
        self.assertEqual(answer.profile_id | ticket.profile_id, profile)

    def test_every_document_of_the_suite_links_to_the_profile(self):
        self.make_invoice(self.anna, "2024-01-10", 400)
        documents = [
            self.make_order(self.anna, "2024-01-11 12:00:00", 5, confirm=False),
            self.make_lead(self.anna),
            self.make_ticket(self.anna),
            self.make_answer(8, self.anna),
            self.env["crm.feedback"].create(
                {
                    "name": "Delivered late",
                    "partner_id": self.anna.id,
                    "company_id": self.company.id,
                }
            ),
        ]

        self.run_night("2024-01-12")

        self.assertEqual(
            {document._name: document.profile_id for document in documents},
            dict.fromkeys(
                self.profiles._get_profile_link_models(), self.profile_of(self.anna)
            ),
        )

    def test_staff_of_all_addons_open_the_customer(self):
        self.make_invoice(self.anna, "2024-01-10", 400)
        self.run_night("2024-01-10")
        self.user.group_ids = [
            Command.link(self.env.ref("survey.group_survey_user").id),
            Command.link(self.env.ref("sales_team.group_sale_salesman").id),
        ]
        profile = self.profile_of(self.anna).with_user(self.user)
        self.env.invalidate_all()

        views = profile.get_views([(False, "form"), (False, "list")])
        names = views["models"]["crm.customer.profile"]["fields"]

        (values,) = profile.web_read({name: {} for name in names})
        self.assertEqual(values["tier_id"], self.medium.id)
