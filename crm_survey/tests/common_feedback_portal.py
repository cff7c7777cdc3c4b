# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase

from .common_feedback import FeedbackCommon


class FeedbackPortalCommon(FeedbackCommon, HttpCase):
    """Ada and Eve are customers with a login; Ada is logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada, cls.eve = cls.make_users(
            {f"portal_{name}": "base.group_portal" for name in ("ada", "eve")}
        )

    def setUp(self):
        super().setUp()
        self.log_in(self.ada)

    def log_in(self, user):
        self.authenticate(user.login, user.login)
