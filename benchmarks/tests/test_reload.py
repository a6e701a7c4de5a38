import unittest

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
