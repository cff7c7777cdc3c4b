# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import LifecycleCommon

JAN, FEB, MAR, APR = (f"2026-0{month}-01 12:00:00" for month in (1, 2, 3, 4))


@tagged("post_install", "-at_install")
class TestConsent(LifecycleCommon):
    """Who may be addressed for a purpose, at which instant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["crm.consent"]
        cls.purpose = cls.env["crm.consent.purpose"].create(
            {"name": "Newsletter", "code": "newsletter", "text": "We write monthly."}
        )
        cls.ada = cls.make_partner("Ada")
        cls.bob = cls.make_partner("Bob")

    def record(self, partner, given_at, until_at=None):
        return self.consents._record(partner, self.purpose, "Test", given_at, until_at)

    def withdraw(self, partner, at):
        at = fields.Datetime.to_datetime(at)
        self.consents._withdraw(partner, self.purpose, "Test", at)

    def assert_consent(self, partner, expected):
        """Compare the answers in the middle of January, February, … with these."""
        instants = [f"2026-0{month}-15 12:00:00" for month in range(1, 5)]
        answers = [
            self.consents.has_consent(partner, "newsletter", at) for at in instants
        ]
        self.assertEqual(answers, expected)
        for at, answer in zip(instants, answers, strict=True):
            query = self.consents._get_consent_query(self.purpose, at)
            ids = [row[0] for row in self.env.execute_query(query)]
            self.assertEqual(ids.count(partner.id), int(answer))

    def test_preset_asks_for_consent_to_surveys(self):
        purpose = self.env.ref("crm_lifecycle.consent_purpose_survey")
        self.assertEqual((purpose.code, purpose.basis), ("survey", "consent"))

    def test_nobody_agreed_by_silence(self):
        self.assert_consent(self.ada, [False] * 4)

    def test_consent_counts_from_its_beginning_to_its_end(self):
        self.record(self.ada, FEB, APR)
        self.assert_consent(self.ada, [False, True, True, False])
        self.assert_consent(self.bob, [False] * 4)

    def test_consent_without_an_end_lasts(self):
        self.record(self.ada, FEB)
        self.assert_consent(self.ada, [False, True, True, True])

    def test_withdrawal_ends_everything_said_before(self):
        self.record(self.ada, JAN)
        self.record(self.ada, FEB)
        self.withdraw(self.ada, MAR)
        self.assert_consent(self.ada, [True, True, False, False])

    def test_withdrawal_of_one_row_ends_the_others_too(self):
        self.record(self.ada, JAN)
        self.record(self.ada, FEB).withdrawn_at = MAR
        self.assert_consent(self.ada, [True, True, False, False])

    def test_yes_after_a_withdrawal_counts(self):
        self.record(self.ada, JAN)
        self.withdraw(self.ada, FEB)
        self.record(self.ada, MAR)
        self.assert_consent(self.ada, [True, False, True, True])

    def test_legitimate_interest_reaches_everybody_who_did_not_object(self):
        self.purpose.basis = "interest"
        self.withdraw(self.ada, FEB)
        self.assert_consent(self.ada, [True, False, False, False])
        self.assert_consent(self.bob, [True] * 4)
        self.record(self.ada, APR)
        self.assert_consent(self.ada, [True, False, False, True])

    def test_interest_does_not_end_with_an_old_consent(self):
        self.purpose.basis = "interest"
        self.record(self.ada, JAN, FEB)
        self.assert_consent(self.ada, [True] * 4)

    def test_consent_to_one_company_is_none_to_another(self):
        self.record(self.ada, JAN).company_id = self.make_company("Other company")
        self.assert_consent(self.ada, [False] * 4)

    def test_other_purpose_is_not_agreed_to(self):
        other = self.purpose.copy({"code": "calls"})
        self.record(self.ada, JAN)
        self.assertFalse(self.consents.has_consent(self.ada, other, FEB))
        self.assertFalse(self.consents.has_consent(self.ada, "unknown", FEB))

    def test_consent_keeps_the_words_it_was_given_to(self):
        before = self.record(self.ada, JAN)
        self.purpose.text = "We write weekly."
        after = self.record(self.bob, FEB)
        self.assertEqual((before.text_version, before.text), (1, "We write monthly."))
        self.assertEqual((after.text_version, after.text), (2, "We write weekly."))
        self.purpose.text = "We write weekly."
        self.assertEqual(self.purpose.text_version, 2)

    def test_proof_is_not_rewritten(self):
        consent = self.record(self.ada, JAN).with_user(self.manager)
        for vals in ({"partner_id": self.bob.id}, {"given_at": FEB}, {"text": "No"}):
            with self.assertRaises(UserError):
                consent.write(vals)
        consent.until_at = APR
        self.assert_consent(self.ada, [True, True, True, False])

    def test_consent_needs_a_person(self):
        with self.assertRaises(ValidationError):
            self.consents.create({"purpose_id": self.purpose.id, "source": "Test"})

    def test_merged_contacts_keep_what_both_said(self):
        self.record(self.ada, JAN)
        self.record(self.bob, JAN)
        self.withdraw(self.bob, MAR)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ada | self.bob).ids, self.ada)
        self.assertEqual(len(self.ada.consent_ids), 2)
        self.assert_consent(self.ada, [True, True, False, False])

    def test_proof_stays_when_the_contact_goes(self):
        consent = self.record(self.ada, JAN)
        self.ada.unlink()
        self.assertTrue(consent.exists())
        self.assertFalse(consent.partner_id)

    def test_selected_contacts_are_recorded_at_once(self):
        wizard = self.env["crm.consent.record"].with_user(self.user)
        wizard = wizard.with_context(
            active_model="res.partner", active_ids=(self.ada | self.bob).ids
        )
        form = Form(wizard)
        form.purpose_id = self.purpose
        form.source = "Trade fair"
        form.given_at = JAN
        found = self.consents.search(form.save().action_record()["domain"])
        self.assertEqual(found.partner_id, self.ada | self.bob)
        self.assertEqual(set(found.mapped("source")), {"Trade fair"})
        self.assert_consent(self.bob, [True] * 4)

    def test_contact_shows_purposes_in_force(self):
        self.record(self.ada, JAN)
        self.record(self.ada, FEB)
        self.assertEqual(self.ada.with_user(self.user).consent_count, 1)
        self.record(self.ada, MAR).with_user(self.user).action_withdraw()
        self.env.invalidate_all()
        self.assertEqual(self.ada.consent_count, 0)
        action = self.ada.action_view_consents()
        self.assertEqual(len(self.consents.search(action["domain"])), 3)

    def test_other_companies_consents_are_not_seen(self):
        consent = self.record(self.ada, JAN)
        consent.company_id = self.make_company("Other company")
        found = self.consents.with_user(self.user).search([("id", "=", consent.id)])
        self.assertFalse(found)
