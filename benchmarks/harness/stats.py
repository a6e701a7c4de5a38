"""Medians and their spread. Pure."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """A median, and the smallest and largest value beside it."""

    median: float
    low: float
    high: float
    count: int

    @staticmethod
    def of(values):
        """The spread of some numbers, or None where there are none."""
        numbers = [value for value in values if value is not None]
        if not numbers:
            return None
        return Spread(median(numbers), min(numbers), max(numbers), len(numbers))


def series(rounds, contender, metric):
    """One metric of one contender in each round; None in a round that lacks it."""
    return [entry.get(contender, {}).get(metric) for entry in rounds]


def ratios(rounds, contender, metric, reference, reference_metric=None):
    """What a contender has of what the reference has, each within one round.

    A round that lacks one of them gives no ratio, nor does a reference of zero.
    """
    own = series(rounds, contender, metric)
    other = series(rounds, reference, reference_metric or metric)
    return [a / b for a, b in zip(own, other) if a is not None and b]


def worst_window(counts, size, start=0, end=None):
    """The smallest sum of `size` neighbouring counts that lie within [start, end).

    A window wanders over all places, so it does not matter where a second begins.
    None where no window fits.
    """
    end = len(counts) if end is None else min(end, len(counts))
    start = max(start, 0)
    sums = [sum(counts[i:i + size]) for i in range(start, end - size + 1)]
    return min(sums) if sums else None


def per_second(counts, buckets_per_second):
    """Sums of whole seconds; what is left at the end is dropped."""
    whole = len(counts) // buckets_per_second
    return [sum(counts[i * buckets_per_second:(i + 1) * buckets_per_second]) for i in range(whole)]


def seconds_until_flat(counts, share=0.9, tail=5):
    """The second from which on throughput stays above `share` of the median of the last `tail` seconds.

    None where there are not enough seconds to tell.
    """
    if len(counts) <= tail:
        return None
    level = median(counts[-tail:]) * share
    below = [second for second, count in enumerate(counts) if count < level]
    return below[-1] + 1 if below else 0


def is_warm(rates, compiling, window, gain=1.05, busy=0.05):
    """Whether throughput no longer rises and the compilers have come to rest, over the last `window` looks.

    `compiling` is what the compilers took of a processor in each look. Under full load they wait for a processor
    most of the time, so that throughput stands still for half a minute and more before it doubles.
    """
    return (len(rates) > window and max(rates[-window:]) <= gain * max(rates[:-window])
            and max(compiling[-window:]) <= busy)


def percentile(values, percent):
    """The nearest-rank percentile, or None where there are no values."""
    if not values:
        return None
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]


def busiest_share(counts):
    """The share of the largest of some counts in their sum, or None where there is nothing."""
    total = sum(counts)
    return max(counts) / total if total else None
