import unittest
from unittest import mock

from harness import reload, wrk


class DipTest(unittest.TestCase):

    def test_worst_second_after_the_signal(self):
        # ten seconds of 100, a dip to half in the third second after the signal, and a stop of the load at the end
        counts = [10] * 100 + [10] * 20 + [5] * 10 + [10] * 40 + [0] * 10
        outcome = wrk.Outcome(0, 1, {}, {}, started=1000, counts=counts)
        probes = [(1001, 2), (1002, 4), (1012.1, 50), (1012.2, 70), (1013, 5)]
        dip = reload.dip(outcome, probes, begin=1010, end=1013, after=3)
        self.assertEqual((dip["before"], dip["worstSecond"], dip["kept"]), (100, 50, 0.5))
        self.assertEqual((dip["latencyBefore"], dip["latencyWorstSecond"], dip["latencyMax"]), (3, 60, 70))


class ProberTest(unittest.TestCase):
    """On a clock that only stalls and waits move."""

    def setUp(self):
        self.now = 0

    def wait(self, seconds):
        self.now += seconds
        return self.now >= 2

    def run_with(self, stall_at, stall=1.5):
        def get_ok(*_):
            if stall_at <= self.now < stall_at + 0.01:
                self.now += stall

        prober = reload.Prober(1)
        with mock.patch.object(reload, "time", monotonic=lambda: self.now, time=lambda: 1000 + self.now), \
                mock.patch.object(reload.http, "get_ok", get_ok), mock.patch.object(prober, "_stop", wait=self.wait):
            prober._run()
        return prober.probes

    def test_a_stall_counts_for_all_that_were_due_in_it(self):
        probes = self.run_with(stall_at=0.25)
        late = [(round(at - 1000, 2), round(latency)) for at, latency in probes if latency > 1]
        self.assertEqual(late, [(round(0.25 + 0.05 * i, 2), 1500 - 50 * i) for i in range(30)])
        seconds = reload.by_second(probes, 1000)
        self.assertEqual([len(seconds[second]) for second in range(2)], [20, 20])

    def test_a_stall_at_the_end_counts_too(self):
        self.assertEqual(len([latency for _, latency in self.run_with(stall_at=1.9) if latency > 1]), 30)
