# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestProfile(SurveyMetricCommon):
    """What the night knows of the customers' answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.firm = cls.make_partner("Firm", is_company=True)
        cls.buyer = cls.make_partner("Buyer", parent_id=cls.firm.id)
        cls.loner = cls.make_partner("Loner")
        for partner in (cls.firm, cls.loner):
            cls.make_invoice(partner, "2026-03-02", 100.0)

    def assert_profiles(self, expected):
        profiles = self.profiles.search([("company_id", "=", self.company.id)])
        columns = ("partner_id", "satisfaction", "answer_count")
        self.assert_table(profiles, columns, expected)

    def read_satisfaction(self, partner):
        self.env.cr.execute(
            "SELECT satisfaction FROM crm_customer_profile WHERE id = %s",
            [self.profile_of(partner).id],
        )
        return self.env.cr.fetchone()[0]

    def test_tiers_are_compared_by_the_satisfaction_of_who_answered(self):
        self.make_answer(10, self.firm, at="2026-03-03 10:00:00")
        self.make_answer(5, self.loner, at="2026-03-04 10:00:00")
        self.run_night("2026-03-31")
        rows = self.env["crm.tier.kpi"].search([("company_id", "=", self.company.id)])
        # (100 + 50) / 2: they bought for the same, so they share a tier
        self.assertEqual(
            [(row.satisfaction, row.customers) for row in rows], [(75.0, 2)]
        )

    def test_satisfaction_is_the_mean_over_the_commercial_entity(self):
        self.make_answer(10, self.firm, at="2026-03-03 10:00:00")
        self.make_answer(7, self.buyer, at="2026-03-04 10:00:00")
        self.make_answer(0, self.buyer, at="2026-03-05 10:00:00")
        self.run_night("2026-03-31")
        # (100 + 70 + 0) / 3
        self.assert_profiles([("Firm", 56.67, 3), ("Loner", 0.0, 0)])

    def test_customer_without_answers_has_no_satisfaction(self):
        self.make_answer(0, self.firm, at="2026-03-03 10:00:00")
        self.run_night("2026-03-31")
        self.assertEqual(self.read_satisfaction(self.firm), 0.0)
        self.assertIsNone(self.read_satisfaction(self.loner))

    def test_skipped_test_and_open_answers_do_not_count(self):
        self.make_answer(None, self.firm, at="2026-03-03 10:00:00")
        self.make_answer(10, self.firm, at="2026-03-03 10:00:00", test_entry=True)
        self.start_answer(self.firm)._save_lines(self.question, 10)
        reopened = self.make_answer(10, self.firm, at="2026-03-03 10:00:00")
        reopened.state = "in_progress"
        self.make_answer(10, self.firm, at="2026-03-03 10:00:00").test_entry = True
        self.run_night("2026-03-31")
        self.assert_profiles([("Firm", 0.0, 0), ("Loner", 0.0, 0)])

    def test_answers_without_contact_count_for_nobody(self):
        self.make_answer(10, at="2026-03-03 10:00:00")
        self.run_night("2026-03-31")
        self.assert_profiles([("Firm", 0.0, 0), ("Loner", 0.0, 0)])

    def test_night_knows_answers_until_the_end_of_its_day(self):
        self.make_answer(10, self.firm, at="2026-03-31 23:59:59")
        self.make_answer(0, self.firm, at="2026-04-01 00:00:00")
        self.run_night("2026-03-31")
        self.assert_profiles([("Firm", 100.0, 1), ("Loner", 0.0, 0)])
        self.run_night("2026-04-01")
        self.assert_profiles([("Firm", 50.0, 2), ("Loner", 0.0, 0)])

    def test_day_ends_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Shanghai"  # midnight is 16:00 UTC
        self.make_answer(10, self.firm, at="2026-03-31 15:59:59")
        self.make_answer(0, self.firm, at="2026-03-31 16:00:00")
        self.run_night("2026-03-31")
        self.assert_profiles([("Firm", 100.0, 1), ("Loner", 0.0, 0)])

    def test_second_night_writes_nothing(self):
        self.make_answer(7, self.firm, at="2026-03-03 10:00:00")
        self.run_night("2026-03-31")
        self.env.cr.execute("SELECT ctid, * FROM crm_customer_profile ORDER BY id")
        before = self.env.cr.fetchall()
        self.run_night("2026-03-31")
        self.env.cr.execute("SELECT ctid, * FROM crm_customer_profile ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_withdrawn_answer_empties_the_satisfaction(self):
        answer = self.make_answer(7, self.firm, at="2026-03-03 10:00:00")
        self.run_night("2026-03-31")
        answer.unlink()
        self.run_night("2026-03-31")
        self.assertIsNone(self.read_satisfaction(self.firm))

    def test_archived_customer_keeps_its_satisfaction(self):
        self.make_answer(7, self.loner, at="2026-03-03 10:00:00")
        self.loner.active = False
        self.run_night("2026-03-31")
        self.assert_profiles([("Firm", 0.0, 0), ("Loner", 70.0, 1)])

    def test_merged_customers_share_their_answers(self):
        self.make_answer(10, self.loner, at="2026-03-03 10:00:00")
        self.make_answer(5, self.firm, at="2026-03-03 10:00:00")
        self.run_night("2026-03-31")
        answers = self.survey.user_input_ids
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.loner | self.firm).ids, self.firm)
        self.run_night("2026-03-31")
        self.assert_profiles([("Firm", 75.0, 2)])
        self.assertEqual(answers.profile_id, self.profile_of(self.firm))

    def test_contact_that_changes_its_firm_takes_its_answers_along(self):
        self.make_answer(10, self.buyer, at="2026-03-03 10:00:00")
        self.run_night("2026-03-31")
        self.buyer.parent_id = self.make_partner("New firm", is_company=True)
        self.run_night("2026-03-31")
        self.assert_profiles([("Firm", 0.0, 0), ("Loner", 0.0, 0)])

    def test_tier_is_kept_as_it_was_when_answered(self):
        self.run_night("2026-03-31")
        tier = self.profile_of(self.firm).tier_id
        answer = self.make_answer(7, self.buyer)
        self.assertTrue(tier)
        self.assertEqual(answer.tier_id, tier)
        other = (self.high | self.minimal) - tier
        self.env.cr.execute(
            "UPDATE crm_customer_profile SET tier_id = %s", [other[0].id]
        )
        self.env.invalidate_all()
        answer._mark_done()
        self.assertEqual(answer.profile_id.tier_id, other[0])
        self.assertEqual(answer.tier_id, tier)

    def test_answer_from_before_the_profile_is_linked_but_had_no_tier(self):
        answer = self.make_answer(7, self.firm)
        self.assertFalse(answer.profile_id)
        self.run_night("2026-03-31")
        self.assertEqual(answer.profile_id, self.profile_of(self.firm))
        self.assertFalse(answer.tier_id)

    def test_profile_made_since_the_invitation_gives_the_tier(self):
        answer = self.start_answer(self.firm)
        answer._save_lines(self.question, 7)
        self.env.flush_all()
        self.profiles._run_night(self.company, self.env.cr.now().date())
        self.env.cr.execute("UPDATE survey_user_input SET profile_id = NULL")
        self.env.invalidate_all()
        answer._mark_done()
        self.assertEqual(answer.tier_id, self.profile_of(self.firm).tier_id)

    def test_button_opens_the_answers_of_the_customer(self):
        own = self.make_answer(7, self.buyer, at="2026-03-03 10:00:00")
        self.make_answer(7, self.loner, at="2026-03-03 10:00:00")
        self.make_answer(None, self.buyer, at="2026-03-03 10:00:00")
        self.run_night("2026-03-31")
        action = self.profile_of(self.firm).action_view_scored_answers()
        found = self.env["survey.user_input"].search(action["domain"])
        self.assertEqual(found, own)
