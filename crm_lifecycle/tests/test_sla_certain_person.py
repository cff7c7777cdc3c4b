# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.tests import tagged

from .sla_alarm_common import AlarmCommon, at


@tagged("post_install", "-at_install")
class TestSlaCertainPerson(AlarmCommon):
    """Warnings for a certain person reach somebody who is there and may know."""

    def warn_keeper(self, *actions):
        """Warn the keeper with these actions at 75 % of the target."""
        self.make_sla(
            *(
                {
                    "moment": "percent",
                    "amount": 75,
                    "action": action,
                    "recipient": "user",
                    "user_id": self.keeper.id,
                }
                for action in actions
            )
        )
        return self.make_alarmed()

    def test_handler_is_told_instead_of_who_has_left(self):
        ticket = self.warn_keeper("activity")
        self.keeper.active = False
        self.sweep(at("12:01"))

        self.assertEqual(self.get_warnings(ticket).user_id, self.agent)

    def test_handler_is_told_instead_of_who_is_of_another_company(self):
        other = self.make_company("Other company")
        ticket = self.warn_keeper("activity")
        self.keeper.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.sweep(at("12:01"))

        self.assertEqual(self.get_warnings(ticket).user_id, self.agent)

    def test_other_activities_stay_with_who_had_the_ticket(self):
        ticket = self.warn_keeper("reassign")
        own = ticket.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id
        )
        self.sweep(at("12:01"))

        self.assertEqual((ticket.user_id, own.user_id), (self.keeper, self.agent))
