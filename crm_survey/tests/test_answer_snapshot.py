# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_answer import SurveyAnswerCommon


@tagged("post_install", "-at_install")
class TestAnswerSnapshot(SurveyAnswerCommon):
    """Credit is fair: who worked, and who the customer was, when it was asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.make_invoice(cls.ada, "2026-03-02", 100.0)
        cls.run_night("2026-03-31")
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Service", "company_id": cls.company.id}
        )
        helpdesk = "helpdesk_mgmt.group_helpdesk_user"
        cls.anne = cls.make_user("anne", helpdesk)
        cls.bert = cls.make_user("bert", helpdesk)

    def make_worked_ticket(self, *spans, partner=None):
        """Return a ticket with spans ``(kind, minutes, user)``, one after another."""
        ticket = self.make_ticket(
            partner or self.ada, team_id=self.team.id, user_id=self.anne.id
        )
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM crm_ticket_span WHERE ticket_id = %s", [ticket.id]
        )
        start = fields.Datetime.now() - timedelta(days=9)
        for kind, minutes, user in spans:
            end = start + timedelta(minutes=minutes)
            self.env["crm.ticket.span"].create(
                {
                    "ticket_id": ticket.id,
                    "kind": kind,
                    "date_from": start,
                    "date_to": end,
                    "user_id": user.id if user else False,
                }
            )
            start = end
        return ticket

    def get_shares(self, invited):
        return {row.user_id.login: row.share for row in invited.credit_ids}

    def test_share_is_the_time_that_the_ticket_ran_with_each(self):
        none = self.env["res.users"]
        ticket = self.make_worked_ticket(
            ("run", 30, none),  # with nobody: nobody's work
            ("run", 90, self.anne),
            ("pause", 600, self.anne),  # waiting for the customer
            ("run", 30, self.bert),
        )
        invited = self.invite(self.ada, ticket)
        self.assertEqual(self.get_shares(invited), {"anne": 75.0, "bert": 25.0})
        self.assertEqual(invited.team_id, self.team)

    def test_ticket_that_never_ran_is_its_users(self):
        invited = self.invite(self.ada, self.make_worked_ticket())
        self.assertEqual(self.get_shares(invited), {"anne": 100.0})

    def test_orders_and_invoices_are_the_salespersons(self):
        order = self.make_order(self.ada, "2026-03-03", 10.0, user_id=self.bert.id)
        invoice = self.make_invoice(
            self.ada, "2026-03-04", 10.0, invoice_user_id=self.anne.id
        )
        self.assertEqual(self.get_shares(self.invite(self.ada, order)), {"bert": 100.0})
        self.assertEqual(
            self.get_shares(self.invite(self.ada, invoice)), {"anne": 100.0}
        )

    def test_nobody_worked_without_a_document(self):
        self.assertFalse(self.invite().credit_ids)

    def test_what_changes_later_changes_nothing(self):
        ticket = self.make_worked_ticket(("run", 60, self.anne))
        invited = self.invite(self.ada, ticket)
        profile = self.profile_of(self.ada)
        tier, stage = profile.tier_id, profile.stage_id
        self.assertTrue(tier)
        frozen = invited.read(["tier_id", "stage_id", "team_id", "snapshot_at"])
        other_tier = (self.high | self.low) - tier
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_customer_profile SET tier_id = %s, stage_id = NULL
                WHERE id = %s""",
            [other_tier[0].id, profile.id],
        )
        self.env.invalidate_all()
        ticket.write({"user_id": self.bert.id, "team_id": False})
        invited._take_snapshot()
        self.assertEqual(
            invited.read(["tier_id", "stage_id", "team_id", "snapshot_at"]), frozen
        )
        self.assertEqual(self.get_shares(invited), {"anne": 100.0})
        answer = invited._vote(9)
        self.assertEqual(
            (answer.tier_id, answer.stage_id, answer.team_id, answer.company_id),
            (tier, stage, self.team, self.company),
        )
        self.assertEqual(
            (answer.touchpoint_id, answer.res_model, answer.res_id),
            (self.touchpoint, "helpdesk.ticket", ticket.id),
        )
        self.assertEqual(answer.credit_ids, invited.credit_ids)
        score = self.env["crm.survey.score"].search([("user_input_id", "=", answer.id)])
        self.assertEqual((score.tier_id, score.team_id), (tier, self.team))

    def test_customer_without_a_tier_when_asked_has_none_later(self):
        newcomer = self.make_partner("Newcomer", email="new@example.com")
        profile = self.profiles.sudo().create(
            {"partner_id": newcomer.id, "company_id": self.company.id}
        )
        invited = self.invite(newcomer)
        self.assertFalse(invited.tier_id)
        answer = invited._start_answer()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_customer_profile SET tier_id = %s WHERE id = %s",
            [self.high.id, profile.id],
        )
        self.env.invalidate_all()
        answer._vote(self.question, 9)
        self.assertEqual((answer.state, answer.profile_id.tier_id), ("done", self.high))
        self.assertFalse(answer.tier_id)

    def test_contact_of_a_company_has_the_companys_tier(self):
        person = self.make_partner(
            "Person", email="p@example.com", parent_id=self.ada.id
        )
        invited = self.invite(person)
        self.assertEqual(invited.tier_id, self.profile_of(self.ada).tier_id)
        self.assertTrue(invited.tier_id)

    def test_who_was_not_invited_has_the_tier_of_the_moment(self):
        answer = self.make_answer(9, self.ada)
        self.assertEqual(answer.tier_id, self.profile_of(self.ada).tier_id)
        self.assertFalse(answer.touchpoint_id)

    def test_answers_are_grouped_by_what_was_frozen(self):
        ticket = self.make_worked_ticket(("run", 60, self.anne))
        self.invite(self.ada, ticket)._vote(9)
        answers = self.env["survey.user_input"]
        for name in ("tier_id", "stage_id", "team_id", "touchpoint_id", "channel"):
            with self.subTest(field=name):
                groups = answers.formatted_read_group(
                    [("survey_id", "=", self.survey.id)], [name], ["metric_score:sum"]
                )
                self.assertEqual([row["metric_score:sum"] for row in groups], [90.0])

    def test_a_hundred_take_the_queries_of_one(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "email": f"p{n}@example.com"} for n in range(101)]
        )
        tickets = self.env["helpdesk.ticket"].concat(
            *(
                self.make_ticket(partner, user_id=self.anne.id, team_id=self.team.id)
                for partner in partners
            )
        )
        requests = self.touchpoint._request(partners, tickets)

        def count_queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._take_snapshot()
            return self.env.cr.sql_log_count - before

        one = count_queries(requests[:1])
        self.assertEqual(count_queries(requests[1:]), one)
        self.assertEqual(one, 2)
        self.assertEqual(len(requests.credit_ids), 101)
