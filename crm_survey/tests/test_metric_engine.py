# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import doctest
from collections import Counter
from itertools import permutations
from math import comb

import numpy as np
from scipy import stats

from odoo.tests import BaseCase, tagged

from ..engine import (
    bands,
    drivers,
    estimate_mean,
    estimate_nps,
    estimate_share,
    intervals,
    mean_trend_test,
    nps_interval,
    relative_weights,
    tally,
    trend,
    trend_test,
    wilson_interval,
)


@tagged("post_install", "-at_install")
class TestMetricEngine(BaseCase):
    def assert_ends(self, found, expected, digits):
        self.assertEqual([round(end, digits) for end in found], expected)

    def test_examples_in_docstrings_hold(self):
        for module in (bands, drivers, intervals, tally, trend):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module.__name__)
            self.assertEqual(result.failed, 0, module.__name__)

    def test_wilson_interval_has_newcombes_worked_numbers(self):
        """Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3.

        The tests of the R package propint have the first two as well; scipy agrees.
        """
        expected = {
            (81, 263): [0.2553, 0.3662],
            (15, 148): [0.0624, 0.1605],
            (0, 20): [0.0, 0.1611],
            (1, 29): [0.0061, 0.1718],
        }
        for (successes, n), ends in expected.items():
            self.assert_ends(wilson_interval(successes, n), ends, 4)
            oracle = stats.binomtest(successes, n).proportion_ci(method="wilson")
            self.assert_ends(
                wilson_interval(successes, n), np.round(oracle, 9).tolist(), 9
            )
            mirrored = wilson_interval(n - successes, n)
            self.assert_ends(mirrored, [round(1 - end, 4) for end in ends[::-1]], 4)
        # 10 and 11: where rounding would leave the range of a share
        for n in (6, 7, 10, 11):
            self.assertEqual(wilson_interval(0, n)[0], 0.0)
            self.assertEqual(wilson_interval(n, n)[1], 1.0)

    def test_nps_interval_has_published_numbers(self):
        """Fagerland, Lydersen & Laake (2014): 1 and 7 of 21, 6 and 16 of 161 differ.

        The R package contingencytables has the second as ``cavo_2012``; the third is
        what ``PropCIs::scoreci.mp(25, 28, 618, 0.90)`` answers.
        """
        self.assert_ends(nps_interval(1, 13, 7), [-51.7, -2.6], 1)
        self.assert_ends(nps_interval(6, 139, 16), [-12.40, -0.54], 2)
        self.assert_ends(nps_interval(28, 565, 25, 0.90), [-1.48, 2.47], 2)

    def test_nps_interval_is_the_same_seen_from_the_other_side(self):
        low, high = nps_interval(12, 5, 3)
        self.assert_ends(nps_interval(3, 5, 12), [round(-high, 6), round(-low, 6)], 6)

    def test_nps_interval_covers_the_truth_as_often_as_it_says(self):
        """All 231 samples of 20 answers, weighed by their chance: 93 to 98 of 100."""
        n = 20
        for high, middle in ((0.5, 0.3), (0.3, 0.4), (0.75, 0.2)):
            low = 1 - high - middle
            covered = 0.0
            for up in range(n + 1):
                for down in range(n + 1 - up):
                    ends = nps_interval(up, n - up - down, down)
                    if ends[0] <= 100 * (high - low) <= ends[1]:
                        rest = n - up - down
                        ways = comb(n, up) * comb(n - up, down)
                        covered += ways * high**up * low**down * middle**rest
            self.assertTrue(0.93 <= covered <= 0.98, covered)

    def test_all_alike_keeps_its_distance_from_certainty(self):
        """Wald's interval would have no width; the score interval learns from n."""
        few, many = estimate_nps(5, 0, 0), estimate_nps(500, 0, 0)
        self.assertEqual((few.value, few.high), (100.0, 100.0))
        self.assertLess(few.low, 20)
        self.assertGreater(many.low, 98)

    def test_published_nps_and_csat(self):
        """Bain's examples: 70 − 10 = 60; CSAT: 40 of 50 chose 4 or 5 = 80 %."""
        self.assertEqual(estimate_nps(70, 20, 10).value, 60.0)
        self.assertEqual(estimate_share(40, 50).value, 80.0)

    def test_mean_has_students_interval(self):
        """Student (1908): ten differences of sleep, mean 1.58, s 1.23 (n − 1).

        R says 0.7001 to 2.4599 (``t.test`` of ``sleep``, paired).
        """
        hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
        found = estimate_mean({hour: hours.count(hour) for hour in hours})
        self.assertEqual((found.count, round(found.value, 2)), (10, 1.58))
        self.assert_ends((found.low, found.high), [0.7001, 2.4599], 4)

    def test_small_samples_say_so(self):
        self.assertTrue(estimate_nps(4, 0, 0, min_count=5).is_small)
        self.assertFalse(estimate_nps(4, 0, 1, min_count=5).is_small)
        self.assertTrue(estimate_mean({}).is_small)
        self.assertTrue(trend_test((9, 0), (1, 3), min_count=5).is_small)
        self.assertEqual(trend_test((9, 0), (1, 3), min_count=5).direction, 0)

    def test_trend_has_newcombes_worked_numbers(self):
        """Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10.

        statsmodels' ``confint_proportions_2indep(method="newcomb")`` agrees.
        """
        expected = {
            ((48, 32), (56, 14)): [5.24, 33.39],
            ((3, 7), (9, 1)): [17.05, 80.90],
            ((0, 29), (5, 51)): [-3.81, 19.26],
            ((0, 10), (10, 0)): [60.75, 100.0],
        }
        for (before, after), ends in expected.items():
            found = trend_test(before, after)
            self.assert_ends((found.low, found.high), ends, 2)

    def test_trend_of_net_promoters(self):
        found = trend_test((100, 100, 100), (160, 80, 60))
        self.assertEqual(round(found.change, 1), 33.3)
        self.assertTrue(found.low < found.change < found.high)
        self.assertEqual(found.direction, 1)
        self.assertLess(found.p_value, 0.001)
        back = trend_test((160, 80, 60), (100, 100, 100))
        self.assertEqual((back.direction, round(back.change, 1)), (-1, -33.3))

    def test_trend_of_means_is_welchs(self):
        """Against scipy: two months of answers to five points, of any size."""
        rng = np.random.default_rng(1947)
        for _sample in range(20):
            before, after = (
                rng.choice(5, rng.integers(5, 40), p=rng.dirichlet(np.ones(5))).tolist()
                for _month in range(2)
            )
            found = mean_trend_test(Counter(before), Counter(after))
            oracle = stats.ttest_ind(after, before, equal_var=False)
            low, high = oracle.confidence_interval()
            self.assertAlmostEqual(found.p_value, oracle.pvalue)
            self.assertAlmostEqual(found.low, low)
            self.assertAlmostEqual(found.high, high)
            self.assertEqual(bool(found.direction), oracle.pvalue < 0.05)

    def test_answers_all_alike_can_move_and_can_be_too_few(self):
        """3 and 3 alike fall so 2 of 20 times, 5 and 5 alike 2 of 252 times."""
        self.assertAlmostEqual(mean_trend_test({4: 3}, {5: 3}).p_value, 2 / 20)
        self.assertAlmostEqual(mean_trend_test({4: 5}, {5: 5}).p_value, 2 / 252)
        self.assertAlmostEqual(mean_trend_test({4: 5}, {5: 4}).p_value, 1 / 126)
        directions = [
            mean_trend_test({before: 5}, {after: 5}).direction
            for before, after in ((4, 5), (5, 4), (4, 4))
        ]
        self.assertEqual(directions, [1, -1, 0])
        # Handlers' shares of work are no whole numbers; their rounding is no change.
        part = mean_trend_test({3.4: 3.67}, {3.4: 6.66})
        self.assertEqual((part.direction, part.p_value), (0, 1.0))
        many = mean_trend_test({4: 5_000}, {5: 5_000})
        self.assertEqual(many.p_value, 2 / comb(200, 100))
        few = mean_trend_test({4: 30}, {5: 9}, min_count=10)
        self.assertEqual((few.direction, few.is_small), (0, True))
        self.assertTrue(mean_trend_test({4: 30}, {5: 1}).is_small)
        self.assertIsNone(mean_trend_test({}, {5: 9}).change)

    def test_weights_are_those_that_r_prints(self):
        """rwa(mtcars, "mpg", …) of the R package rwa, each car counted twice."""
        cars = {
            "mpg": "21 21 22.8 21.4 18.7 18.1 14.3 24.4 22.8 19.2 17.8 16.4 17.3 15.2 "
            "10.4 10.4 14.7 32.4 30.4 33.9 21.5 15.5 15.2 13.3 19.2 27.3 26 30.4 15.8 "
            "19.7 15 21.4",
            "cyl": "6 6 4 6 8 6 8 4 4 6 6 8 8 8 8 8 8 4 4 4 4 8 8 8 8 4 4 4 8 6 8 4",
            "disp": "160 160 108 258 360 225 360 146.7 140.8 167.6 167.6 275.8 275.8 "
            "275.8 472 460 440 78.7 75.7 71.1 120.1 318 304 350 400 79 120.3 95.1 351 "
            "145 301 121",
            "hp": "110 110 93 110 175 105 245 62 95 123 123 180 180 180 205 215 230 66 "
            "52 65 97 150 150 245 175 66 91 113 264 175 335 109",
            "gear": "4 4 4 3 3 3 3 4 4 4 4 3 3 3 3 3 3 4 4 4 3 3 3 3 3 4 5 5 5 5 5 4",
        }
        y, *X = (np.array(column.split() * 2, float) for column in cars.values())
        found = relative_weights(np.column_stack(X), y, resamples=5)
        self.assertEqual(
            [round(driver.weight, 7) for driver in found.drivers],
            [0.2284797, 0.2221469, 0.2321744, 0.0963886],
        )
        self.assertEqual(
            [round(driver.share, 2) for driver in found.drivers],
            [29.32, 28.51, 29.80, 12.37],
        )
        self.assertEqual(round(found.r_squared, 7), 0.7791896)
        signs = [driver.correlation > 0 for driver in found.drivers]
        self.assertEqual(signs, [False, False, False, True])

    def test_weights_make_the_explained_variance(self):
        X, y = self.make_answers()
        found = relative_weights(X, y, resamples=50)
        total = sum(driver.weight for driver in found.drivers)
        self.assertAlmostEqual(total, found.r_squared)
        self.assertAlmostEqual(found.r_squared, self.explain(X, y, (0, 1, 2)))

    def test_weights_are_near_those_of_all_orders(self):
        """Lindeman, Merenda & Gold: the mean gain of a question over all 6 orders."""
        X, y = self.make_answers()
        orders = list(permutations(range(3)))
        gains = np.zeros(3)
        for order in orders:
            for place, column in enumerate(order):
                gains[column] += self.explain(X, y, order[: place + 1])
                gains[column] -= self.explain(X, y, order[:place])
        found = relative_weights(X, y, resamples=50)
        for driver, gain in zip(found.drivers, gains / len(orders), strict=True):
            self.assertAlmostEqual(driver.weight, gain, delta=0.02)
            self.assertTrue(driver.low <= driver.share <= driver.high)

    def test_questions_nobody_answers_apart_move_nothing(self):
        X, y = self.make_answers()
        X[:, 1] = 4
        found = relative_weights(X, y, resamples=20)
        self.assertEqual(found.drivers[1].weight, 0.0)

    def test_incomplete_rows_are_left_out_and_few_make_no_ranking(self):
        X, y = self.make_answers()
        X[0, 0] = np.nan
        self.assertEqual(relative_weights(X, y, resamples=5).count, 199)
        few = relative_weights(X[:30], y[:30])
        self.assertEqual((few.count, few.is_small, few.drivers), (29, True, ()))
        alike = relative_weights(X[1:], np.ones(199))
        self.assertEqual((alike.is_small, alike.drivers), (True, ()))
        # Ten answers for each of four questions are 40.
        wide = np.column_stack([X, X[:, 0] - X[:, 1] ** 2])
        for count in (39, 41):
            found = relative_weights(wide[1 : count + 1], y[1 : count + 1], resamples=5)
            self.assertEqual((found.count, found.is_small), (count, count < 40))

    def make_answers(self):
        """200 participations: two questions answered much alike, and a third."""
        rng = np.random.default_rng(7)
        mood = rng.normal(size=200)
        X = np.column_stack(
            [
                mood + rng.normal(size=200),
                mood + rng.normal(size=200),
                rng.normal(size=200),
            ]
        )
        return X, X @ [1.0, 0.5, 0.3] + rng.normal(size=200)

    def explain(self, X, y, columns):
        """Return the share of the variance that a regression explains."""
        design = np.column_stack(
            [np.ones(len(y)), *(X[:, column] for column in columns)]
        )
        rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return 1 - rest.var() / y.var()
