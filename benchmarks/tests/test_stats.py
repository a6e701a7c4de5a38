import unittest

from harness.stats import (Spread, busiest_share, is_warm, per_second, percentile, ratios, seconds_until_flat, series,
                           worst_window)

ROUNDS = [{"a": {"rps": 50}, "b": {"rps": 100}}, {"a": {"rps": 180}, "b": {"rps": 200}}, {"b": {"rps": 10}},
          {"a": {"rps": 30}, "b": {"rps": 20}}]


class SpreadTest(unittest.TestCase):

    def test_median_and_range(self):
        self.assertEqual(Spread.of([3, 1, 10]), Spread(3, 1, 10, 3))

    def test_values_that_are_missing_do_not_count(self):
        self.assertEqual(Spread.of([None, 4, None, 2]), Spread(3, 2, 4, 2))

    def test_nothing(self):
        self.assertIsNone(Spread.of([None]))


class RatiosTest(unittest.TestCase):

    def test_within_each_round(self):
        # not the ratio of the medians, which would be 0.83
        self.assertEqual(ratios(ROUNDS, "a", "rps", "b"), [0.5, 0.9, 1.5])

    def test_another_metric_of_the_reference(self):
        rounds = [{"a": {"fork": 2}, "b": {"first": 8}}]
        self.assertEqual(ratios(rounds, "a", "fork", "b", "first"), [0.25])

    def test_a_reference_of_zero_gives_no_ratio(self):
        self.assertEqual(ratios([{"a": {"n": 1}, "b": {"n": 0}}], "a", "n", "b"), [])

    def test_a_zero_of_the_contender_counts(self):
        self.assertEqual(ratios([{"a": {"n": 0}, "b": {"n": 2}}], "a", "n", "b"), [0])

    def test_series_keeps_the_rounds(self):
        self.assertEqual(series(ROUNDS, "a", "rps"), [50, 180, None, 30])


class TimelineTest(unittest.TestCase):

    def test_worst_window_wanders(self):
        # whole seconds from the start would have 10 each
        self.assertEqual(worst_window([5, 5, 0, 0, 5, 5, 5], 3), 5)

    def test_worst_window_between(self):
        self.assertEqual(worst_window([0, 4, 4, 4, 0], 2, 1, 4), 8)

    def test_window_that_does_not_fit(self):
        self.assertIsNone(worst_window([1, 2], 3))

    def test_per_second_drops_what_is_left(self):
        self.assertEqual(per_second([1, 2, 3, 4, 5], 2), [3, 7])

    def test_flat_from_the_last_slow_second_on(self):
        self.assertEqual(seconds_until_flat([10, 100, 50, 95, 100, 100, 100, 100]), 3)

    def test_flat_from_the_start(self):
        self.assertEqual(seconds_until_flat([99, 100, 100, 100, 100, 100]), 0)

    def test_warm_when_nothing_new_is_reached(self):
        self.assertTrue(is_warm([10, 50, 100, 90, 104, 80], [0.9, 0.5, 0.1, 0.05, 0.01, 0.01], 3))

    def test_not_warm_while_compilers_work(self):
        self.assertFalse(is_warm([10, 50, 100, 90, 104, 80], [0.9, 0.5, 0.1, 0.05, 0.06, 0.01], 3))

    def test_not_warm_after_a_rise(self):
        self.assertFalse(is_warm([10, 50, 100, 90, 120, 80], [0] * 6, 3))

    def test_warm_without_compilers(self):
        self.assertTrue(is_warm([100] * 4, [0] * 4, 3))

    def test_not_warm_before_there_is_a_past(self):
        self.assertFalse(is_warm([100] * 3, [0] * 3, 3))

    def test_too_short_to_tell(self):
        self.assertIsNone(seconds_until_flat([1, 2, 3]))


class ShareTest(unittest.TestCase):

    def test_busiest(self):
        self.assertEqual(busiest_share([1, 3]), 0.75)

    def test_nothing(self):
        self.assertIsNone(busiest_share([0, 0]))

    def test_percentile_is_nearest_rank(self):
        self.assertEqual(percentile(list(range(1, 101)), 99), 99)
        self.assertEqual(percentile([7], 50), 7)
        self.assertIsNone(percentile([], 50))
