# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.fit import EngineError
from .common import LifecycleCommon

FIT = "odoo.addons.crm_lifecycle.models.value.crm_lifetime_fit"


@tagged("post_install", "-at_install")
class TestLifetimeBreakdown(LifecycleCommon):
    """A model that cannot be learnt costs nobody the night."""

    def test_night_goes_on_by_the_simple_rule_and_says_so(self):
        self.make_policy()
        ada = self.make_partner("Ada")
        self.make_invoice(ada, "2024-01-10", 100)

        with (
            patch(
                "odoo.addons.crm_lifecycle.engine.lifetime.choose_purchase_fit",
                side_effect=EngineError("The numbers make no sense."),
            ),
            mute_logger(FIT),
        ):
            run = self.run_night("2024-03-01")

        self.assertEqual((run.state, run.customers), ("done", 1))
        self.assertGreater(self.profile_of(ada).expected_purchases, 0)
        models = self.env["crm.lifetime.model"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assert_table(
            models,
            ("kind", "is_used", "reason"),
            [("simple", True, "thin"), ("simple", False, "unfinished")],
        )
        kept_out = models.filtered(lambda model: not model.is_used)
        self.assertIn("kept out", kept_out.sentence)

    def test_customer_is_scored_again_after_an_update_of_the_addon(self):
        """What an older version calibrated with lacks what single customers need."""
        policy = self.make_policy()
        ada = self.make_partner("Ada")
        self.make_invoice(ada, "2024-01-10", 100)
        self.run_night("2024-03-01")
        old = {name: policy.calibration[name] for name in ("cut_points", "bounds")}
        policy.calibration = old
        self.make_invoice(ada, "2024-02-10", 50)

        self.profile_of(ada)._rescore(self.env["crm.run"].search([])[0].run_date)

        self.assertEqual(self.profile_of(ada).revenue, 150.0)
        self.assertIn("lifetime", policy.calibration)
