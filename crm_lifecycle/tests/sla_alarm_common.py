# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import freeze_time

from .common import LifecycleCommon

MONDAY = datetime(2024, 3, 4)


def at(clock, day=0):
    """Return an instant of the week of Monday 4 March 2024: ``at("09:30", day=1)``."""
    hours, minutes = map(int, clock.split(":"))
    return MONDAY + timedelta(days=day, hours=hours, minutes=minutes)


class AlarmCommon(LifecycleCommon):
    """Tickets that are promised a first reply within four hours.

    Service hours are Monday to Friday from 9 to 17, UTC. Ada's ticket of Monday 9:00
    is due at 13:00 and belongs to the agent, whose team has a leader.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.sla.policy"].search([]).active = False
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Nine to five",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "morning",
                        }
                    )
                    for day in range(5)
                ],
            }
        )
        cls.agent, cls.leader, cls.keeper = (
            cls.make_user(f"sla_{name}", "helpdesk_mgmt.group_helpdesk_user")
            for name in ("agent", "leader", "keeper")
        )
        for user in cls.agent | cls.leader | cls.keeper:
            user.write({"email": f"{user.login}@example.com", "name": user.login})
        stages = cls.env["helpdesk.ticket.stage"]
        cls.open, cls.waiting, cls.solved = stages.create(
            [
                {"name": "To do", "sequence": -3, "sla_effect": "run"},
                {"name": "Waiting", "sequence": -2, "sla_effect": "wait"},
                {"name": "Solved", "closed": True, "sla_effect": "solved"},
            ]
        )
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Support",
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "user_ids": [Command.set((cls.agent | cls.leader).ids)],
            }
        )
        cls.ada = cls.make_partner("Ada", email="ada@example.com")
        cls.clocks, cls.alerts = cls.env["crm.sla.clock"], cls.env["crm.sla.alert"]

    @classmethod
    def make_sla(cls, *steps, minutes=240, metric="first_reply", **vals):
        """Return a policy of one target with these steps (dictionaries)."""
        return cls.env["crm.sla.policy"].create(
            {
                "name": "Promise",
                "company_id": cls.company.id,
                "target_ids": [
                    Command.create(
                        {
                            "metric": metric,
                            "target_minutes": minutes,
                            "step_ids": [Command.create(step) for step in steps],
                            **vals,
                        }
                    )
                ],
            }
        )

    @classmethod
    def make_alarmed(cls, when=None, **vals):
        """Return a ticket of Ada, created at ``when`` (Monday 9:00)."""
        with freeze_time(when or at("09:00")):
            ticket = cls.make_ticket(
                cls.ada,
                **{
                    "team_id": cls.team.id,
                    "user_id": cls.agent.id,
                    "stage_id": cls.open.id,
                    **vals,
                },
            )
            cls.env.flush_all()
        return ticket

    def sweep(self, when):
        """Run the job as of ``when``."""
        with freeze_time(when):
            self.run_job("ir_cron_sla")

    def assert_alerts(self, ticket, *expected):
        """Assert all warnings of the ticket: (action, who, due, given, error)."""
        self.assert_table(
            self.alerts.search([("clock_id.ticket_id", "=", ticket.id)]),
            ("action", "user_id", "due_at", "done_at", "error"),
            expected,
        )

    def get_warnings(self, ticket):
        """Return the open activities that warn about the ticket."""
        kind = self.env.ref("crm_lifecycle.mail_activity_type_sla")
        return ticket.activity_ids.filtered(lambda act: act.activity_type_id == kind)
