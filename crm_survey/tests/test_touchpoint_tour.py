# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common_touchpoint import TouchpointCommon


@tagged("post_install", "-at_install")
class TestTouchpointTour(TouchpointCommon, HttpCase):
    """A consultant at the browser makes a touchpoint from a card."""

    def test_consultant_makes_a_touchpoint_from_a_card(self):
        self.touchpoint.unlink()
        self.make_policy()
        self.make_invoice(self.make_person("Ada"), "2026-03-02", 100.0)
        self.run_night("2026-03-08")
        self.env.ref("crm_survey.touchpoint_preset_ticket").survey_id = self.survey
        self.voice_manager.lang = "en_US"

        self.start_tour(
            "/odoo/touchpoints", "crm_survey_touchpoint", login="voice_manager"
        )

        touchpoint = self.env["crm.survey.touchpoint"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            (touchpoint.name, touchpoint.active, touchpoint.sampling_percent),
            ("Ticket solved", True, 50),
        )
        self.assertEqual(touchpoint.survey_id, self.survey)
        self.assertTrue(touchpoint.active_from)
