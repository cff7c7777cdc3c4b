# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_feedback import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackSources(FeedbackCommon):
    """Tickets, imports, figures of the customer, and what happens to customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["helpdesk.ticket.stage"]
        cls.new, cls.solved = stages.create(
            [
                {"name": "New here", "company_id": cls.company.id, "sequence": 1},
                {
                    "name": "Solved here",
                    "company_id": cls.company.id,
                    "closed": True,
                    "sequence": 90,
                },
            ]
        )

    def make_complaint(self, **vals):
        return self.make_ticket(
            self.partner, is_complaint=True, stage_id=self.new.id, **vals
        )

    # ------------------------------------------------------------------ tickets

    def test_complaint_is_one_feedback(self):
        ticket = self.make_complaint(description="<p>It is <b>broken</b></p>")
        ticket.write({"is_complaint": False})
        ticket.write({"is_complaint": True})
        item = ticket.feedback_ids
        self.assertEqual(len(item), 1)
        self.assertEqual(
            (item.kind, item.source, item.source_key, item.verbatim, item.partner_id),
            (
                "complaint",
                "ticket",
                f"ticket,{ticket.id}",
                "It is *broken*",
                self.partner,
            ),
        )

    def test_other_tickets_are_no_feedback_until_somebody_says_so(self):
        ticket = self.make_ticket(self.partner)
        self.assertFalse(ticket.feedback_ids)
        ticket.is_complaint = True
        self.assertEqual(len(ticket.feedback_ids), 1)

    def test_category_makes_it_a_complaint(self):
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Anger", "is_complaint": True}
        )
        ticket = self.make_ticket(self.partner)
        ticket.category_id = category
        self.assertEqual(len(ticket.feedback_ids), 1)

    def test_category_that_turns_to_complaints_brings_its_open_tickets(self):
        categories = self.env["helpdesk.ticket.category"]
        anger = categories.create({"name": "Anger"})
        shouting = categories.create({"name": "Shouting", "parent_id": anger.id})
        vals = {"stage_id": self.new.id, "category_id": anger.id}
        opened = self.make_ticket(self.partner, name="Open", **vals)
        below = self.make_ticket(
            self.partner, **vals | {"name": "Below", "category_id": shouting.id}
        )
        solved = self.make_ticket(self.partner, **vals | {"stage_id": self.solved.id})
        archived = self.make_ticket(self.partner, active=False, **vals)
        double = self.make_ticket(self.partner, duplicate_id=opened.id, **vals)
        elsewhere = self.make_ticket(self.partner, stage_id=self.new.id)
        anger.is_complaint = True
        self.assertEqual(
            (opened | below).feedback_ids.sorted("name").mapped("source_key"),
            [f"ticket,{below.id}", f"ticket,{opened.id}"],
        )
        self.assertEqual(opened.feedback_ids.received_at, opened.create_date)
        self.assertFalse((solved | archived | double | elsewhere).feedback_ids)
        anger.is_complaint = False
        anger.is_complaint = True
        self.assertEqual(
            self.feedback.search_count([("partner_id", "=", self.partner.id)]), 2
        )

    def test_solved_ticket_answers_its_feedback_and_back(self):
        ticket = self.make_complaint()
        item = ticket.feedback_ids
        self.assertEqual(len(item.activity_ids), 1)
        ticket.stage_id = self.solved
        self.assertEqual(item.state, "answered")
        self.assertTrue(item.answered_at)
        self.assertFalse(item.activity_ids)
        ticket.stage_id = self.new
        self.assertEqual(item.state, "in_work")
        self.assertEqual(len(item.activity_ids), 1)
        item.write({"cause_id": self.cause.id, "no_action_reason": "Once"})
        item._move("improved")
        ticket.stage_id = self.solved
        self.assertEqual(item.state, "improved")

    def test_deleted_ticket_leaves_its_feedback(self):
        ticket = self.make_complaint()
        item = ticket.feedback_ids
        ticket.unlink()
        self.assertTrue(item.exists())
        self.assertFalse(item.ticket_id)

    def test_who_closes_tickets_needs_no_right_on_feedback(self):
        agent = self.make_user("agent", "helpdesk_mgmt.group_helpdesk_manager")
        ticket = self.make_complaint()
        ticket.with_user(agent).stage_id = self.solved
        self.assertEqual(ticket.feedback_ids.state, "answered")

    # ------------------------------------------------------------------- import

    def load(self, *rows):
        columns = ["source_key", "name", "source", "score", "cause_id", "verbatim"]
        result = self.feedback.with_user(self.voice_manager).load(columns, list(rows))
        self.assertEqual(result["messages"], [])
        return self.feedback.browse(result["ids"])

    def test_reviews_are_imported_once(self):
        row = ("g-1", "Shop", "review", "40", "Came too late", "Never again")
        other = ("g-2", "Shop", "review", "90", "", "Fine")
        first = self.load(row, other, row)
        again = self.load(row, other)
        self.assertEqual(first[0], first[2])
        self.assertEqual(first[:2], again)
        self.assertEqual(again.mapped("score"), [40.0, 90.0])
        self.assertEqual(again[0].cause_id, self.cause)
        self.assertEqual(again[0].source_key, "import,review,g-1")

    def count_import_queries(self, size):
        """Import ``size`` reviews of customers with a cause; return the queries."""
        rows = [
            (f"{size}-{n}", "Shop", "review", "40", "Came too late", "Slow")
            for n in range(size)
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(len(self.load(*rows)), size)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_import_takes_five_queries_more_for_a_row(self):
        """One to find the cause; four of core to plan the owner's activity."""
        self.count_import_queries(2)  # fills the caches
        few, many = self.count_import_queries(10), self.count_import_queries(30)
        self.assertLessEqual(many - few, 5 * (30 - 10))

    def test_import_without_key_adds(self):
        row = ("", "Shop", "review", "40", "", "Again")
        self.assertEqual(len(self.load(row) | self.load(row)), 2)

    def test_imported_key_takes_nobodys_place(self):
        self.make_rule(action="feedback")
        answer = self.make_said(2)
        item = self.load((f"answer,{answer.id}", "Shop", "review", "90", "", "Ha"))
        self.assertNotEqual(item, self.feedback_of(answer))
        self.assertEqual(self.feedback_of(answer).score, 20.0)

    def test_same_voice_in_one_call_is_one_record(self):
        vals = {"name": "A", "source_key": "x,1", "company_id": self.company.id}
        items = self.feedback._receive(
            [vals, {"name": "B", "company_id": self.company.id}, {**vals, "name": "C"}]
        )
        self.assertEqual([item.name for item in items], ["A", "B", "A"])

    def test_import_dialog_offers_a_sheet(self):
        (template,) = self.feedback.get_import_templates()
        self.assertEqual(
            template["template"], "/crm_survey/static/xls/feedback_import.xlsx"
        )

    # ------------------------------------------------------------- the customer

    def test_profile_counts_what_is_open(self):
        self.make_policy()
        self.make_invoice(self.partner, "2026-03-02", 100.0)
        complaint = self.make_feedback(
            kind="complaint", received_at="2026-03-20 10:00:00"
        )
        self.make_feedback(kind="suggestion", received_at="2026-03-20 10:00:00")
        self.make_feedback(kind="complaint", received_at="2025-01-20 10:00:00")._move(
            "answered"
        )
        ticket = self.make_complaint()
        ticket.feedback_ids.sudo().received_at = "2026-03-21 10:00:00"
        self.run_night("2026-03-31")
        profile = self.profile_of(self.partner)
        # one typed in and one by ticket, which counts once
        self.assertEqual(profile.open_complaint_count, 2)
        self.assertEqual(profile.open_feedback_count, 3)
        self.assertEqual(profile.complaint_count, 2)
        complaint._move("answered")
        ticket.stage_id = self.solved
        self.run_night("2026-04-01")
        self.assertEqual(profile.open_complaint_count, 0)
        self.assertEqual(profile.open_feedback_count, 1)
        self.assertEqual(profile.feedback_count, 4)
        self.assertEqual(self.partner.with_user(self.owner).feedback_count, 4)

    def count_open(self):
        """Return how many complaints of the customer are open."""
        self.env.flush_all()
        found = self.profiles.sudo()._get_complaint_query(self.company)
        return dict(self.env.execute_query(found)).get(self.partner.id, 0)

    def test_open_complaint_is_one_by_ticket_and_feedback(self):
        given_up = self.solved.copy({"name": "Given up", "sla_effect": "cancelled"})
        ticket = self.make_complaint()
        item = ticket.feedback_ids
        self.assertEqual(self.count_open(), 1)
        ticket.stage_id = given_up
        # The feedback waits for its owner; the ticket says that it is no complaint.
        self.assertEqual((item.state, self.count_open()), ("new", 0))
        item._move("not_recovered")
        self.assertEqual(self.count_open(), 1)
        item._move("answered")
        ticket.stage_id = self.solved
        ticket.stage_id = given_up
        self.assertEqual((item.state, self.count_open()), ("answered", 0))

    def test_open_complaint_whose_ticket_says_nothing_is_its_own(self):
        item = self.make_feedback(kind="complaint", source="survey")
        ticket = self.make_ticket(self.partner, stage_id=self.new.id)
        item.ticket_id = ticket
        self.assertEqual(self.count_open(), 1)
        ticket.is_complaint = True
        self.assertEqual(self.count_open(), 1)
        ticket.with_context(tracking_disable=True).stage_id = self.solved
        item._move("in_work")
        self.assertEqual(self.count_open(), 1)

    def test_feedback_counts_in_its_company(self):
        other = self.make_company("Other company")
        self.make_feedback(kind="complaint", company_id=other.id)
        self.assertEqual(self.count_open(), 0)

    def test_open_feedback_complaint_holds_the_tier(self):
        policy = self.make_policy(hold_on_complaint=True)
        small = {self.make_partner(f"S{n}"): 10.0 for n in range(4)}
        self.make_invoices("2026-03-02", {self.partner: 100.0, **small})
        self.run_night("2026-03-31")
        profile = self.profile_of(self.partner)
        before = profile.tier_id
        self.make_feedback(kind="complaint")
        rich = self.make_partner("Rich")
        others = {self.make_partner(f"P{n}"): 500.0 for n in range(9)}
        self.make_invoices("2026-04-01", {rich: 900.0, **others})
        self.run_night("2026-04-02")
        self.assertEqual(policy.hold_on_complaint, True)
        self.assertEqual(profile.tier_id, before)
        self.feedback.search([("partner_id", "=", self.partner.id)])._move("answered")
        self.run_night("2026-04-03")
        self.assertNotEqual(profile.tier_id, before)

    def test_verified_feedback_is_an_event_once(self):
        item = self.make_feedback(kind="complaint", cause_id=self.cause.id)
        self.make_feedback(kind="complaint")
        item._move("improved")
        item._move("verified", now=fields.Datetime.to_datetime("2026-03-05 10:00:00"))
        events = self.env["crm.customer.event"]
        query = events._get_event_queries(
            self.company,
            fields.Datetime.to_datetime("2026-03-05").date(),
            fields.Datetime.to_datetime("2026-03-05").date(),
        )["feedback_verified"]
        self.env.flush_all()
        rows = self.env.execute_query_dict(query)
        self.assertEqual(
            [
                (row["partner_id"], str(row["day"]), row["key"], row["value"])
                for row in rows
            ],
            [(self.partner.id, "2026-03-05", f"crm.feedback,{item.id}", None)],
        )
        self.assertIn("feedback_verified", dict(events._get_event_selection()))

    def test_merged_customer_brings_the_feedback(self):
        item = self.make_feedback()
        target = self.make_partner("Ada Byron", email="ada@example.com")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | target).ids, target, extra_checks=False)
        item.invalidate_recordset()
        self.assertEqual(item.partner_id, target)
        self.assertEqual(item.verbatim, False)

    def test_answer_that_was_somebody_else_s_brings_scores_and_feedback(self):
        self.make_rule()
        answer, other = self.make_said(2), self.make_said(1)
        item, known = self.feedback_of(answer), self.feedback_of(other)
        bob, cid = self.make_partner("Bob"), self.make_partner("Cid")
        for partner in (bob, cid):
            self.make_invoice(partner, "2026-03-02", 100.0)
        self.make_policy()
        self.run_night("2026-03-31")
        known.partner_id = cid
        (answer | other).with_user(self.survey_manager).write({"partner_id": bob.id})
        scores = self.env["crm.survey.score"].search(
            [("user_input_id", "in", (answer | other).ids)]
        )
        self.assertEqual(scores.mapped("partner_id"), bob)
        self.assertEqual((item.partner_id, item.profile_id.partner_id), (bob, bob))
        self.assertEqual(known.partner_id, cid)

    def test_deleted_customer_leaves_the_voice(self):
        partner = self.make_partner("Bob")
        item = self.make_feedback(partner, verbatim="Late")
        partner.unlink()
        self.assertEqual((item.exists().verbatim, item.partner_id.ids), ("Late", []))

    def test_feedback_of_an_answer_is_not_deleted(self):
        self.make_rule(action="feedback")
        item = self.feedback_of(self.make_said(2))
        with self.assertRaisesRegex(UserError, "is not deleted"):
            item.unlink()
