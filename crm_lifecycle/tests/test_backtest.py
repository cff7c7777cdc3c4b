# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import numpy as np

from odoo.tests import BaseCase, tagged

from ..engine.backtest import area_under_curve, backtest, decile_shares


@tagged("post_install", "-at_install")
class TestBacktest(BaseCase):
    """What the back-test prints is counted by hand here."""

    def test_figures_of_four_customers(self):
        """Σ predicted 5, Σ actual 4; errors .5, 0, 1, .5; 3 of 4 pairs in order."""
        found = backtest([0, 1, 0, 3], [0.5, 1.0, 1.0, 2.5], [30, 10, 20, 40])

        self.assertEqual(
            found.as_dict(),
            {
                "n": 4,
                "actual": 4.0,
                "predicted": 5.0,
                "bias": 0.25,
                "mae": 0.5,
                "correlation": found.correlation,
                "auc": 0.875,
                "auc_recency": 0.5,
                "deciles": [0.3, 0.3, 0.175, 0.05, 0.05, 0.05, 0.05, 0.025, 0.0, 0.0],
            },
        )
        self.assertAlmostEqual(found.correlation, 0.952579, 6)

    def test_ranks_count_pairs(self):
        random = np.random.default_rng(1)
        bought = random.random(200) < 0.3
        score = random.integers(0, 9, 200) + 2.0 * bought
        pairs = [
            (mine > other) + (mine == other) / 2
            for mine in score[bought]
            for other in score[~bought]
        ]

        self.assertAlmostEqual(
            area_under_curve(bought, score), sum(pairs) / len(pairs), 12
        )

    def test_order_of_customers_changes_nothing(self):
        random = np.random.default_rng(2)
        actual, predicted = random.integers(0, 4, 300), random.integers(0, 5, 300) / 2
        idle = random.integers(0, 99, 300)
        turned = random.permutation(300)

        first = backtest(actual, predicted, idle)
        second = backtest(actual[turned], predicted[turned], idle[turned])

        self.assertEqual(first.deciles, second.deciles)
        self.assertEqual(first.auc, second.auc)
        self.assertAlmostEqual(first.mae, second.mae, 12)

    def test_deciles_of_a_perfect_ranking(self):
        found = decile_shares(np.arange(20.0), np.arange(20.0))

        self.assertEqual(found[0], round((19 + 18) / 190, 6))
        self.assertEqual(found[9], round(1 / 190, 6))

    def test_figures_that_do_not_exist_are_none(self):
        nobody = backtest([], [], [])
        self.assertEqual(
            (nobody.n, nobody.bias, nobody.mae, nobody.auc), (0, None, None, None)
        )
        silent = backtest([0, 0], [0.1, 0.2], [1, 2])
        self.assertEqual(
            (silent.bias, silent.auc, silent.correlation, silent.deciles),
            (None, None, None, []),
        )
        everybody = backtest([1, 1], [1.0, 1.0], [1, 2])
        self.assertEqual(
            (everybody.bias, everybody.auc, everybody.correlation), (0, None, None)
        )
