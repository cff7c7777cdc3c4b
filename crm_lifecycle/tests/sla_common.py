# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command

from .common import LifecycleCommon


class PolicyCommon(LifecycleCommon):
    """Ada is of high value, Bob of medium value, Zoe is no customer.

    The test company has no other policies than those that a test makes; policies of
    all companies that the database already has are switched off.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["crm.sla.policy"]
        cls.policies.search([("preset_id", "=", False)]).active = False
        rules = cls.make_policy(activate=False)
        cls.set_criteria(
            rules,
            {
                tier: [{"measure": "revenue", "has_minimum": True, "minimum": least}]
                for tier, least in ((cls.high, 100), (cls.medium, 50), (cls.low, 1))
            },
        )
        rules.action_activate()
        cls.ada, cls.bob, cls.zoe = map(cls.make_partner, ("Ada", "Bob", "Zoe"))
        cls.make_invoices("2024-01-05", {cls.ada: 100, cls.bob: 50})
        cls.run_night("2024-03-01")
        cls.team = cls.make_team("Support")
        cls.consultant = cls.make_user(
            "lifecycle_consultant", "helpdesk_mgmt.group_helpdesk_manager"
        )

    @classmethod
    def make_team(cls, name, **vals):
        """Return a helpdesk team of the test company."""
        vals = {"name": name, "company_id": cls.company.id, **vals}
        return cls.env["helpdesk.ticket.team"].create(vals)

    @classmethod
    def make_sla(cls, name, targets=None, **vals):
        """Return a policy of the test company.

        :param dict targets: ``{metric: minutes}``, a first reply in four hours if None
        """
        targets = {"first_reply": 240} if targets is None else targets
        rows = [
            Command.create({"metric": metric, "target_minutes": minutes})
            for metric, minutes in targets.items()
        ]
        return cls.policies.create(
            {"name": name, "company_id": cls.company.id, "target_ids": rows, **vals}
        )

    def assert_matches(self, ticket, policy):
        """Assert the policy of one ticket; an empty one is none."""
        found = self.policies._match(ticket)[ticket.id]
        self.assertEqual(found.name, policy.name)
