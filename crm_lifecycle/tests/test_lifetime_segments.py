# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

import numpy as np

from odoo.tests import tagged

from ..engine.lifetime_units import UNIT_DAYS
from ..engine.prediction import chance_if_alive, probability_alive
from .lifetimes import TODAY, LifetimeNightCommon

SEGMENT = "odoo.addons.crm_lifecycle.models.value.crm_lifetime_segment"


@tagged("post_install", "-at_install")
class TestLifetimeSegments(LifetimeNightCommon):
    """Companies that come back and people who do not each have their own model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(
            activate=False, lifetime_segment="kind", horizon_days=90
        )
        cls.activate(cls.policy)
        cls.make_random_customers(leaving=0.35, n=120, seed=5)
        cls.make_random_customers(leaving=0.02, n=90, seed=7)
        partners = (
            cls.env["account.move"]
            .search([("company_id", "=", cls.company.id)], order="partner_id")
            .partner_id.sorted("id")
        )
        cls.firms = partners[120:]
        cls.firms.is_company = True
        cls.env["account.move"].flush_model()

    def run_with(self, least):
        with patch(f"{SEGMENT}.LARGE_ENOUGH", least):
            self.run_night(TODAY.isoformat())
        return self.models.search([("company_id", "=", self.company.id)])

    def test_large_segments_have_their_own_parameters_and_back_tests(self):
        models = self.run_with(60)

        self.assert_table(
            models,
            ("segment", "segment_name", "is_used", "customers"),
            [
                (False, "Everybody", True, 210),
                ("company", "Companies", True, 90),
                ("person", "People", True, 120),
            ],
        )
        own = {model.segment: model for model in models}
        self.assertNotEqual(own["company"].parameters, own["person"].parameters)
        for model in models:
            self.assertGreater(model.backtest["n"], 0, model.segment_name)
        self.assertEqual(
            own["company"].backtest["n"] + own["person"].backtest["n"],
            own[False].backtest["n"],
        )

    def test_customers_are_foretold_by_the_model_of_their_segment(self):
        models = {model.segment: model for model in self.run_with(60)}
        horizon = self.policy.horizon_days / UNIT_DAYS

        for profile in self.get_profiles():
            key = "company" if profile.partner_id.is_company else "person"
            parameters = models[key].parameters
            x = np.array([profile.purchase_days - 1])
            first, last = profile.first_purchase_date, profile.last_purchase_date
            age = np.array([(TODAY - first).days / UNIT_DAYS])
            recency = np.array([(last - first).days / UNIT_DAYS])
            (alive,) = probability_alive(parameters, x, recency, age)
            (chance,) = chance_if_alive(parameters, x, age, horizon)
            self.assertAlmostEqual(profile.p_alive, alive, delta=0.00501)
            self.assertAlmostEqual(
                profile.silent_chance, 1 - alive * chance, delta=0.00501
            )

    def test_small_segments_have_the_parameters_of_the_company(self):
        models = self.run_with(100)  # 90 companies are too few

        self.assertEqual(sorted(models.mapped("segment_name")), ["Everybody", "People"])

    def test_rescoring_one_customer_gives_the_same(self):
        self.run_with(60)
        profile = self.profile_of(self.firms[0])
        before = (profile.p_alive, profile.expected_purchases, profile.clv_predicted)

        profile._rescore(TODAY)

        self.assertEqual(
            (profile.p_alive, profile.expected_purchases, profile.clv_predicted), before
        )

    def test_another_segmentation_is_learnt_at_once(self):
        self.run_with(60)
        version = self.policy._copy_for(self.company)
        version.lifetime_segment = False
        self.activate(version)

        self.run_night(TODAY.isoformat())

        self.assertFalse(self.get_model().segment_by)
        self.assertFalse(self.get_model()._get_segment_models())
