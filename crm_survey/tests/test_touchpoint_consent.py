# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common_touchpoint import DAY, NOON, TouchpointCommon


@tagged("post_install", "-at_install")
class TestTouchpointConsent(TouchpointCommon):
    """Who says no has withdrawn the consent; only people let us ask again."""

    def refuse(self, partner, at):
        """Press the button of the stop page at an instant."""
        request = self.ask(partner, key="stop").with_context(lang="en_US")
        with freeze_time(at):
            request._opt_out()

    def has_consent(self, partner, at):
        return self.env["crm.consent"].has_consent(partner, "survey", at)

    def test_stop_page_withdraws_the_consent_with_its_date_and_source(self):
        ada, bob = self.make_person("Ada"), self.make_person("Bob")
        other = self.purpose.copy({"code": "calls"})
        consents = self.env["crm.consent"]
        calls = consents._record(ada, other, "Test", "2020-01-01 00:00:00")
        self.refuse(ada, NOON)
        (row,) = ada.consent_ids - calls
        self.assertEqual(
            (row.withdrawn_at, row.withdrawn_source, row.source),
            (NOON, "Stop page of the invitation to “Recommendation”", "Test"),
        )
        self.assertFalse(calls.withdrawn_at)
        self.assertTrue(self.has_consent(ada, NOON - timedelta(seconds=1)))
        self.assertFalse(self.has_consent(ada, NOON))
        self.assertTrue(self.has_consent(bob, NOON))
        self.refuse(ada, NOON + DAY)
        self.assertEqual(ada.consent_ids - calls, row)
        self.assertEqual(row.withdrawn_at, NOON)

    def test_who_never_agreed_objects_by_the_contact_too(self):
        self.purpose.basis = "interest"
        people = self.make_person("Ada", agrees=False)
        people |= self.make_person("Bob", agrees=False)
        self.assertTrue(self.has_consent(people[0], NOON))
        with freeze_time(NOON):
            people.is_survey_opt_out = True
            people |= self.make_person("Cid", agrees=False, is_survey_opt_out=True)
        for person in people:
            self.assertFalse(self.has_consent(person, NOON))
            self.assertEqual(
                person.consent_ids.withdrawn_source, "“No surveys” on the contact"
            )

    def test_new_consent_lifts_the_opt_out_only_when_somebody_says_so(self):
        ada = self.make_person("Ada")
        self.refuse(ada, NOON)
        consents = self.env["crm.consent"].with_user(self.voice_manager)
        old = ada.consent_ids.with_user(self.voice_manager)
        with freeze_time(NOON + 2 * DAY):
            with self.assertRaises(UserError):
                old.action_lift_opt_out()
            new = consents._record(ada, self.purpose, "Letter", NOON + DAY)
            self.assertTrue(self.has_consent(ada, NOON + 2 * DAY))
            self.assertTrue(ada.is_survey_opt_out)
            request = self.ask(ada, NOON + 2 * DAY, key="again")
            self.decide(NOON + 2 * DAY)
            self.assertEqual(request.reason, "opt_out")
            self.assertTrue(new.is_opt_out_left)
            new.action_lift_opt_out()
        self.assertFalse(ada.is_survey_opt_out)
        self.assertIn("Letter", ada.message_ids[0].body)
        self.assertFalse(self.has_consent(ada, NOON + timedelta(hours=23)))
        self.assertEqual(old.withdrawn_at, NOON)
        self.assertEqual(self.decide(NOON + 4 * DAY), ada)
