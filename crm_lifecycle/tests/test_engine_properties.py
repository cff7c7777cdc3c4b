# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.abc_classes import get_classes
from ..engine.cluster_rules import round_between
from ..engine.preference import get_grade, get_shares
from ..engine.rfm import find_cut_points, get_marks
from ..engine.rfm_scale import get_recency_cuts
from ..engine.rfm_segments import CELLS, get_segment_code

amounts = st.lists(st.integers(-1_000, 1_000_000), min_size=1, max_size=60)
shuffled = amounts.flatmap(
    lambda rows: st.tuples(st.just(rows), st.permutations(range(len(rows))))
)
scales = st.sampled_from([0.01, 0.5, 3, 100])
quickly = settings(max_examples=80, deadline=None, derandomize=True)


def mark(values):
    return get_marks(values, find_cut_points(values)).tolist()


@tagged("post_install", "-at_install")
class TestEngineProperties(BaseCase):
    """What holds for any customers whatever."""

    @quickly
    @given(amounts)
    def test_every_customer_has_one_mark_and_one_segment(self, values):
        marks = mark(values)

        self.assertEqual(len(marks), len(values))
        self.assertLessEqual(set(marks), {1, 2, 3, 4, 5})
        for row in marks:
            self.assertIn((row, row, row), CELLS)
            self.assertTrue(get_segment_code(row, row, row))

    @quickly
    @given(amounts)
    def test_more_is_never_marked_lower_and_equal_is_marked_equal(self, values):
        pairs = sorted(zip(values, mark(values), strict=True))
        for (value, found), (more, higher) in zip(pairs, pairs[1:], strict=False):
            self.assertLessEqual(found, higher)
            if value == more:
                self.assertEqual(found, higher)

    @quickly
    @given(amounts)
    def test_who_has_mark_n_beats_at_least_so_many_fifths(self, values):
        for value, found in zip(values, mark(values), strict=True):
            below = sum(other < value for other in values)
            self.assertGreaterEqual(below * 5, (found - 1) * len(values) - 1e-6)

    @quickly
    @given(shuffled)
    def test_order_of_rows_changes_no_mark_and_no_class(self, given_rows):
        values, order = given_rows
        mixed = [values[place] for place in order]
        for judge in (mark, lambda rows: get_classes(rows).tolist()):
            found = judge(values)
            self.assertEqual(judge(mixed), [found[place] for place in order])

    @quickly
    @given(amounts, scales)
    def test_scaling_all_amounts_changes_no_mark_and_no_class(self, values, scale):
        scaled = [value * scale for value in values]

        self.assertEqual(mark(scaled), mark(values))
        self.assertEqual(get_classes(scaled).tolist(), get_classes(values).tolist())

    @quickly
    @given(amounts)
    def test_class_a_is_the_smallest_group_that_brings_its_share(self, values):
        classes = get_classes(values).tolist()
        total = sum(value for value in values if value > 0)
        best = [row for row, found in zip(values, classes, strict=True) if found == "A"]
        if not total:
            self.assertEqual(set(classes), {"C"})
            return
        self.assertGreaterEqual(sum(best) * 100, 70 * total * (1 - 1e-9))
        without_last = [row for row in best if row > min(best)]
        self.assertLess(sum(without_last) * 100, 70 * total)

    @quickly
    @given(amounts)
    def test_classes_fall_with_the_revenue_and_nothing_is_c(self, values):
        pairs = sorted(zip(values, get_classes(values).tolist(), strict=True))
        for (_less, lower), (_more, higher) in zip(pairs, pairs[1:], strict=False):
            self.assertGreaterEqual(lower, higher)
        self.assertEqual({found for value, found in pairs if value <= 0} - {"C"}, set())

    @quickly
    @given(amounts)
    def test_shares_add_up_to_all_or_nothing_and_have_one_grade(self, values):
        shares = get_shares(values)
        expected = 100 if any(value > 0 for value in values) else 0

        self.assertAlmostEqual(sum(shares), expected)
        self.assertLessEqual([get_grade(row) for row in shares].count("core"), 2)

    @quickly
    @given(
        st.lists(st.integers(0, 4000), min_size=4, max_size=4, unique=True).map(sorted),
        st.integers(0, 5000),
    )
    def test_fixed_recency_is_marked_as_people_say_it(self, limits, days_ago):
        today = 45_000
        (found,) = get_marks([today - days_ago], get_recency_cuts(limits, today))

        self.assertEqual(found, 5 - sum(days_ago > limit for limit in limits))

    @quickly
    @given(st.floats(-1e7, 1e7), st.floats(1e-3, 1e6))
    def test_round_number_parts_two_values(self, low, width):
        high = low + width
        if low < high:
            self.assertLess(low, round_between(low, high))
            self.assertLessEqual(round_between(low, high), high)
