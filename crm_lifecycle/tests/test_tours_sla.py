# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .sla_common import PolicyCommon


@tagged("post_install", "-at_install")
class SlaTours(PolicyCommon, HttpCase):
    """A consultant sets service levels at the browser, without any code."""

    def test_consultant_starts_from_a_preset(self):
        self.consultant.lang = "en_US"
        ticket = self.make_ticket(self.ada, severity="major")
        self.start_tour(
            "/odoo/service-levels",
            "crm_lifecycle_service_levels",
            login="lifecycle_consultant",
        )
        policies = self.policies.search([("company_id", "=", self.company.id)])

        self.assertEqual(
            [
                (policy.name, policy.target_ids.mapped("target_minutes"))
                for policy in policies
            ],
            [
                ("Complex issues", [1440, 4320]),
                ("Major issues", [450, 2880]),
                ("All other tickets", [1440]),
            ],
        )
        self.assertEqual(self.policies._match(ticket)[ticket.id], policies[1])
