# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_loyalty.engine import (
    breakage,
    earning,
    effect,
    ledger,
    points,
    referral,
)


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    """The examples in the docstrings of the engine hold."""

    def test_examples_hold(self):
        for module in (breakage, earning, effect, ledger, points, referral):
            result = doctest.testmod(module)

            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)
