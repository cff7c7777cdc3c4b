# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import doctest

from odoo.tests import BaseCase, tagged

from ..engine import net_promoter, nps, nps_class, scale


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    def test_examples_in_docstrings_hold(self):
        for module in (nps, scale):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module.__name__)
            self.assertEqual(result.failed, 0, module.__name__)

    def test_every_answer_has_the_class_of_reichheld(self):
        classes = [nps_class(value) for value in range(11)]
        self.assertEqual(
            classes, ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2
        )

    def test_score_runs_from_minus_to_plus_100(self):
        self.assertEqual(net_promoter(8, 0, 0).value, 100.0)
        self.assertEqual(net_promoter(0, 0, 8).value, -100.0)
        self.assertEqual(net_promoter(4, 8, 4).value, 0.0)

    def test_sample_is_small_below_the_asked_number_only(self):
        self.assertTrue(net_promoter(4, 0, 0, min_count=5).is_small)
        self.assertFalse(net_promoter(5, 0, 0, min_count=5).is_small)
