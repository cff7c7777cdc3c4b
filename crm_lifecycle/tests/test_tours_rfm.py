# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestToursRfm(LifecycleCommon, HttpCase):
    """A consultant at the browser gives segments to the cells of the RFM grid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_user("tour_consultant", "crm_lifecycle.group_manager").lang = "en_US"

    def test_consultant_paints_the_grid(self):
        policy = self.make_policy(activate=False)
        before = policy._get_rfm_segments()

        self.start_tour(
            "/odoo/tier-policies", "crm_lifecycle_rfm_grid", login="tour_consultant"
        )

        loyal = self.env.ref("crm_lifecycle.rfm_segment_loyal").id
        self.env.invalidate_all()
        self.assertEqual(
            policy._get_rfm_segments(), before | {(1, 1, 1): loyal, (1, 2, 1): loyal}
        )

    def test_grid_in_use_is_only_read(self):
        self.make_policy()

        self.start_tour(
            "/odoo/tier-policies",
            "crm_lifecycle_rfm_grid_in_use",
            login="tour_consultant",
        )
