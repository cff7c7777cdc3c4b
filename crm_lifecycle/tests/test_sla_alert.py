# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .sla_alarm_common import AlarmCommon, at

ALERT = "odoo.addons.crm_lifecycle.models.service.crm_sla_alert"


@tagged("post_install", "-at_install")
class TestSlaAlert(AlarmCommon):
    """What a warning does, and who is told. Everything is due on Monday at 12:00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.outbox"].search([]).write({"state": "cancelled"})
        cls.ada.user_id = cls.keeper

    def warn(self, *actions, **vals):
        """Give one warning per action at 75 % of the target; return the ticket."""
        self.make_sla(
            *(
                {"moment": "percent", "amount": 75, "action": action, **vals}
                for action in actions
            )
        )
        ticket = self.make_alarmed()
        self.sweep(at("12:01"))
        return ticket

    def outbox_of(self, ticket):
        alerts = self.alerts.search([("clock_id.ticket_id", "=", ticket.id)])
        return self.env["crm.outbox"].search(
            [("res_model", "=", "crm.sla.alert"), ("res_id", "in", alerts.ids)]
        )

    # ----------------------------------------------------------------- activity

    def test_activity_says_what_is_due_and_when(self):
        self.agent.tz = "Asia/Shanghai"
        ticket = self.warn("activity")

        self.assert_table(
            self.get_warnings(ticket),
            ("summary", "user_id", "date_deadline", "res_name"),
            [
                (
                    "First reply is due 3/4/24, 9:00\u202fPM",
                    "sla_agent",
                    date(2024, 3, 4),
                    ticket.display_name,
                )
            ],
        )

    def test_activity_after_the_deadline_says_that_it_is_missed(self):
        self.agent.tz = "UTC"
        self.make_sla({"moment": "after", "amount": 10})
        ticket = self.make_alarmed()
        self.sweep(at("13:11"))

        self.assertEqual(
            self.get_warnings(ticket).summary,
            "First reply was due 3/4/24, 1:00\u202fPM and is missed",
        )

    def test_activity_is_written_in_the_language_of_who_is_told(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.agent.write({"lang": "zh_CN", "tz": "UTC"})
        label = self.env.ref("crm_lifecycle.field_crm_sla_target__metric")
        label.selection_ids.filtered(
            lambda row: row.value == "first_reply"
        ).with_context(lang="zh_CN").name = "首次回复"
        ticket = self.warn("activity")

        self.assertIn("首次回复", self.get_warnings(ticket).summary)

    # ------------------------------------------------------------- who is told

    def test_each_recipient_is_told(self):
        for recipient, user in (
            ("handler", self.agent),
            ("leader", self.leader),
            ("manager", self.keeper),
        ):
            with self.subTest(recipient):
                self.env["crm.sla.policy"].search([]).active = False
                ticket = self.warn("activity", recipient=recipient)
                self.assertEqual(self.get_warnings(ticket).user_id, user)

    def test_certain_person_is_told(self):
        ticket = self.warn("activity", recipient="user", user_id=self.keeper.id)
        self.assertEqual(self.get_warnings(ticket).user_id, self.keeper)

    def test_leader_stands_in_for_an_archived_handler(self):
        self.make_sla({"moment": "percent", "amount": 75})
        ticket = self.make_alarmed()
        self.agent.active = False
        self.sweep(at("12:01"))

        self.assertEqual(self.get_warnings(ticket).user_id, self.leader)

    def test_leader_of_the_team_above_stands_in(self):
        above = self.team.create({"name": "Service", "user_id": self.keeper.id})
        self.team.write({"user_id": False, "parent_id": above.id})
        ticket = self.warn("activity", recipient="leader")

        self.assertEqual(self.get_warnings(ticket).user_id, self.keeper)

    def test_tier_manager_stands_in_for_a_missing_salesperson(self):
        self.ada.user_id = False
        self.high.manager_ids = self.keeper
        self.env["crm.customer.profile"].sudo().create(
            {
                "partner_id": self.ada.id,
                "company_id": self.company.id,
                "tier_id": self.high.id,
            }
        )
        ticket = self.warn("activity", recipient="manager")

        self.assertEqual(self.get_warnings(ticket).user_id, self.keeper)

    def test_colleague_of_another_company_is_not_told(self):
        other = self.make_company("Other company")
        self.keeper.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        ticket = self.warn("activity", recipient="manager")

        self.assertEqual(self.get_warnings(ticket).user_id, self.leader)

    def test_nobody_to_tell_is_said_in_words_and_can_be_mended(self):
        self.ada.user_id = False
        self.make_sla({"moment": "percent", "amount": 75})
        ticket = self.make_alarmed(team_id=False, user_id=False)
        with mute_logger(ALERT):
            self.sweep(at("12:01"))
        alert = self.alerts.search([("clock_id.ticket_id", "=", ticket.id)])
        self.assertIn("There is nobody to tell", alert.error)
        self.assertFalse(alert.done_at)

        with freeze_time(at("12:30")):
            ticket.user_id = self.agent
            alert.with_user(self.env.ref("base.user_admin")).sudo().action_retry()
        self.assert_alerts(
            ticket, ("activity", "sla_agent", at("12:00"), at("12:30"), False)
        )
        self.assertEqual(len(self.get_warnings(ticket)), 1)

    def test_warning_that_came_to_late_is_not_given_again(self):
        self.make_sla({"moment": "percent", "amount": 75})
        ticket = self.make_alarmed()
        self.patch(type(self.alerts), "_find_recipient", lambda alert: 1 / 0)
        with mute_logger(ALERT):
            self.sweep(at("12:01"))
        alert = self.alerts.search([("clock_id.ticket_id", "=", ticket.id)])
        with freeze_time(at("12:10")):
            ticket.stage_id = self.solved
        alert.action_retry()

        self.assert_alerts(ticket, ("activity", False, at("12:00"), False, False))

    def test_only_managers_of_the_helpdesk_try_again(self):
        ticket = self.warn("activity")
        alert = self.alerts.search([("clock_id.ticket_id", "=", ticket.id)])
        with self.assertRaisesRegex(AccessError, "Only helpdesk managers"):
            alert.with_user(self.agent).action_retry()

    # --------------------------------------------------------------------- mail

    def test_mail_is_queued_once_for_each_warning(self):
        ticket = self.warn("mail", recipient="leader")
        rows = [("sla_leader@example.com", "sla_leader", "pending", "sla_alert")]
        columns = ("email", "partner_id", "state", "job")
        self.assert_table(self.outbox_of(ticket), columns, rows)

        self.env.cr.execute("UPDATE crm_sla_clock SET next_due = %s", [at("12:00")])
        self.clocks.invalidate_model()
        self.sweep(at("12:05"))

        self.assert_table(self.outbox_of(ticket), columns, rows)

    def test_mails_of_several_tickets_are_several(self):
        self.make_sla({"moment": "percent", "amount": 75, "action": "mail"})
        tickets = [self.make_alarmed() for _row in range(3)]
        self.sweep(at("12:01"))

        self.assertEqual(
            [self.outbox_of(ticket).email for ticket in tickets],
            ["sla_agent@example.com"] * 3,
        )

    def test_mail_tells_what_is_due_and_leads_to_the_ticket(self):
        self.leader.tz = "UTC"
        ticket = self.warn("mail", recipient="leader")
        mail = self.outbox_of(ticket)._make_mail()

        self.assertEqual(
            mail.subject, f"{ticket.number}: First reply is due 3/4/24, 1:00\u202fPM"
        )
        self.assertEqual(mail.email_to, "sla_leader@example.com")
        self.assertIn(f"/odoo/helpdesk.ticket/{ticket.id}", mail.body_html)
        self.assertIn("Ada", mail.body_html)

    @mute_logger(ALERT)
    def test_mail_that_was_deleted_is_an_error_in_words(self):
        self.env.ref("crm_lifecycle.mail_template_sla_alert").unlink()
        ticket = self.warn("mail")

        alert = self.alerts.search([("clock_id.ticket_id", "=", ticket.id)])
        self.assertIn("was deleted", alert.error)
        self.assertFalse(self.outbox_of(ticket))

    def test_colleague_without_address_is_an_error_in_words(self):
        self.leader.email = False
        with mute_logger(ALERT):
            ticket = self.warn("mail", recipient="leader")

        self.assert_alerts(
            ticket,
            (
                "mail",
                False,
                at("12:00"),
                False,
                "sla_leader has no valid mail address.",
            ),
        )
        self.assertFalse(self.outbox_of(ticket))

    # ------------------------------------------------------- hand over, priority

    def test_ticket_is_handed_over_with_its_warnings(self):
        self.make_sla(
            {"moment": "percent", "amount": 25},
            {
                "moment": "percent",
                "amount": 75,
                "action": "reassign",
                "recipient": "leader",
            },
        )
        ticket = self.make_alarmed()
        self.sweep(at("10:01"))
        self.assertEqual(self.get_warnings(ticket).user_id, self.agent)
        self.sweep(at("12:02"))

        self.assertEqual(ticket.user_id, self.leader)
        self.assertEqual(self.get_warnings(ticket).user_id, self.leader)
        self.assertEqual(ticket.span_ids.user_id, self.agent | self.leader)

    def test_priority_is_raised_by_one_up_to_the_highest(self):
        self.make_sla({"moment": "percent", "amount": 75, "action": "priority"})
        low, highest = (self.make_alarmed(priority=value) for value in "13")
        self.sweep(at("12:01"))

        self.assertEqual((low.priority, highest.priority), ("2", "3"))
        for ticket in (low, highest):
            self.assert_alerts(
                ticket, ("priority", False, at("12:00"), at("12:01"), False)
            )

    def test_priority_that_changes_the_policy_keeps_the_elapsed_time(self):
        self.make_sla({"moment": "percent", "amount": 75, "action": "priority"})
        urgent = self.make_sla(minutes=300)
        urgent.write({"priority": "2", "sequence": 1})
        ticket = self.make_alarmed(priority="1")
        self.sweep(at("12:01"))

        self.assertEqual(ticket.service_policy_id, urgent)
        self.assertEqual(ticket.clock_ids.deadline, at("14:00"))
        self.assertEqual(ticket.clock_ids.next_due, at("14:00"))
