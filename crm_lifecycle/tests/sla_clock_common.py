# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from freezegun import freeze_time

from odoo import Command, fields

from .common import LifecycleCommon

WEEK = range(5)
OFFICE = ((9, 12), (13, 17))  # seven hours a day


class ClockCommon(LifecycleCommon):
    """Tickets of a test company that works from 9 to 12 and 13 to 17, Monday to Friday.

    Everything happens at instants that a test names, UTC; 2024-03-04 is a Monday.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = [("preset_id", "=", False)]
        cls.env["crm.sla.policy"].search(others).active = False
        cls.office = cls.make_calendar("Office")
        cls.company.resource_calendar_id = cls.office
        stages = cls.env["helpdesk.ticket.stage"]
        cls.new, cls.waiting, cls.solved, cls.cancelled = stages.create(
            [
                {
                    "name": name,
                    "sequence": place,
                    "closed": effect in ("solved", "cancelled"),
                    "company_id": cls.company.id,
                    "sla_effect": effect,
                    "wait_reason": "customer" if effect == "wait" else False,
                }
                for place, (name, effect) in enumerate(
                    (
                        ("New", "run"),
                        ("Waiting", "wait"),
                        ("Solved", "solved"),
                        ("Cancelled", "cancelled"),
                    )
                )
            ]
        )
        cls.agent = cls.make_user("sla_agent", "helpdesk_mgmt.group_helpdesk_user")
        cls.other_agent = cls.make_user(
            "sla_other_agent", "helpdesk_mgmt.group_helpdesk_user"
        )
        cls.ada = cls.make_partner("Ada", email="ada@example.com")

    @classmethod
    def make_calendar(cls, name, hours=OFFICE, days=WEEK, tz="UTC", **vals):
        """Return a calendar with the same ``(from, to)`` hours on each of ``days``."""
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": tz,
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": name,
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": "morning" if start < 12 else "afternoon",
                        }
                    )
                    for day in days
                    for start, end in hours
                ],
                **vals,
            }
        )

    @classmethod
    def make_sla(cls, targets, **vals):
        """Return a policy with ``{metric: minutes, or values of the target}``."""
        return cls.env["crm.sla.policy"].create(
            {
                "name": "Policy",
                "company_id": cls.company.id,
                "target_ids": [
                    Command.create(
                        {"metric": metric}
                        | (
                            found
                            if isinstance(found, dict)
                            else {"target_minutes": found}
                        )
                    )
                    for metric, found in targets.items()
                ],
                **vals,
            }
        )

    @contextmanager
    def at(self, instant):
        """Do what follows at ``instant``, like "2024-03-04 09:00"; UTC."""
        with freeze_time(instant):
            yield fields.Datetime.to_datetime(f"{instant}:00"[:19])

    def open_ticket(self, instant, **vals):
        """Return a ticket of Ada that was created at ``instant``."""
        with self.at(instant):
            return self.make_ticket(
                vals.pop("partner", self.ada),
                **{"stage_id": self.new.id, "user_id": False, **vals},
            )

    def change(self, instant, ticket, **vals):
        """Write ``vals`` on tickets at ``instant``."""
        with self.at(instant):
            ticket.write(vals)

    def reply(self, instant, ticket, author=None, **vals):
        """Post a message on the ticket: of the agent, unless an author is given."""
        author = author or self.agent.partner_id
        with self.at(instant):
            return ticket.message_post(
                body="Hello",
                author_id=author.id,
                **{
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    **vals,
                },
            )

    def clocks_of(self, ticket, metric=None):
        """Return the clocks of a ticket in the order in which they were opened."""
        self.env.invalidate_all()
        found = ticket.clock_ids.sorted("id")
        return found.filtered(lambda clock: metric in (None, clock.metric))

    def tell(self, ticket, metric, now=None):
        """Return ``(state, minutes)`` of the last clock of a kind, as of ``now``."""
        clock = self.clocks_of(ticket, metric)[-1:]
        with self.at(now or "2024-03-04 09:00"):
            return clock.state, round(clock.elapsed_minutes, 2)

    def assert_deadline(self, ticket, metric, expected):
        """The open clock's deadline is ``expected``, like "2024-03-04 09:00"."""
        deadline = self.clocks_of(ticket, metric)[-1:].deadline
        self.assertEqual(deadline and str(deadline)[:16], expected)

    def spans_of(self, ticket):
        """Return ``[(kind, from, to)]`` of a ticket, in order, to the minute."""
        self.env.invalidate_all()
        return [
            (
                span.kind,
                str(span.date_from)[:16],
                str(span.date_to)[:16] if span.date_to else None,
            )
            for span in ticket.span_ids.sorted("id")
        ]
