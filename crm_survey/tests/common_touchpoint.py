# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from odoo.tests import freeze_time

from .common import SurveyMetricCommon

NOON = datetime(2026, 3, 10, 12)
DAY = timedelta(days=1)


class TouchpointCommon(SurveyMetricCommon):
    """Touchpoints, people who agreed to be asked, and the queue at given instants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.survey.touchpoint"].search([]).active = False
        cls.purpose = cls.env.ref("crm_lifecycle.consent_purpose_survey")
        cls.purpose.basis = "consent"
        cls.requests = cls.env["crm.survey.request"]
        cls.solved = cls.env["helpdesk.ticket.stage"].create(
            {"name": "Solved", "closed": True, "sla_effect": "solved"}
        )
        cls.touchpoint = cls.make_touchpoint()
        cls.voice_manager = cls.make_user("voice_manager", "crm_survey.group_manager")
        cls.voice_user = cls.make_user("voice_user", "crm_survey.group_user")

    @classmethod
    def make_touchpoint(cls, event="manual", since="2026-01-01 00:00:00", **vals):
        """Return a touchpoint that is on since an instant."""
        touchpoint = cls.env["crm.survey.touchpoint"].create(
            {
                "name": "Asked",
                "event": event,
                "survey_id": cls.survey.id,
                "company_id": cls.company.id,
                **vals,
            }
        )
        touchpoint.active_from = since
        return touchpoint

    @classmethod
    def make_person(cls, name, agrees=True, **vals):
        """Return a contact with an address who agreed to be asked, long ago."""
        email = f"{name.lower().replace(' ', '.')}@example.com"
        person = cls.make_partner(name, **{"email": email, **vals})
        if agrees:
            cls.env["crm.consent"]._record(
                person, cls.purpose, "Test", "2020-01-01 00:00:00"
            )
        return person

    @classmethod
    def ask(cls, partners, due_at=NOON, touchpoint=None, **vals):
        """Return the requests that put ``partners`` into the queue."""
        return (touchpoint or cls.touchpoint)._request(partners, due_at=due_at, **vals)

    def make_solved(self, at, partner=None):
        """Return a ticket that was solved at an instant."""
        with freeze_time(at):
            ticket = self.make_ticket(partner or self.ada)
            ticket.stage_id = self.solved
        return ticket

    @classmethod
    def decide(cls, now=NOON, company=None):
        """Let the budget decide and send; return who was asked."""
        company = company or cls.company
        released = cls.requests._run_budget(company, now)
        return released._send(now).partner_id

    def assert_queue(self, expected, requests=None):
        """Compare ``(contact, state, reason)`` of the queue with ``expected``."""
        requests = requests or self.requests.search(
            [("company_id", "=", self.company.id)]
        )
        self.env.invalidate_all()
        self.assertCountEqual(
            [(row.partner_id.name, row.state, row.reason) for row in requests],
            expected,
        )

    def mails(self, job="survey_invitation"):
        """Return the addresses in the outbox, in the order in which they came."""
        rows = self.env["crm.outbox"].search(
            [("job", "=", job), ("company_id", "=", self.company.id)], order="id"
        )
        return rows.mapped("email")
