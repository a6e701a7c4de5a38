import unittest

from harness.bars import BARS, Bar, judge
from harness.contenders import ALL
from harness.report import SECTIONS, bars_table, count_errors, page, section_table, show
from harness.stats import Spread
from harness.throughput import method


def results(rounds, feature=17, workload="keepalive"):
    return {"java": {"feature": feature, "version": "v"}, "workloads": {workload: {"rounds": rounds, "absent": {}}}}


class BarTest(unittest.TestCase):

    def test_median_of_ratios_decides(self):
        bar = Bar("", "keepalive", "os", "rps", 1.0, reference="jvm")
        measured = bar.measured(results([{"os": {"rps": 90}, "jvm": {"rps": 100}},
                                         {"os": {"rps": 110}, "jvm": {"rps": 100}},
                                         {"os": {"rps": 300}, "jvm": {"rps": 200}}]))
        self.assertAlmostEqual(measured.median, 1.1)
        self.assertTrue(bar.reached(measured))

    def test_at_most(self):
        bar = Bar("", "keepalive", "os", "p99", 50, at_most=True)
        self.assertTrue(bar.reached(Spread(50, 1, 90, 3)))
        self.assertFalse(bar.reached(Spread(51, 1, 90, 3)))

    def test_nothing_measured_is_no_verdict(self):
        self.assertEqual({reached for _, _, reached in judge(results([]))}, {None})

    def test_start_up_has_one_bar_for_each_java(self):
        for java, limit in ((17, 0.45), (21, 0.45), (25, 0.40), (26, 0.40)):
            limits = [bar.limit for bar in BARS if bar.metric == "forkToListening" and bar.applies_to(java)]
            self.assertEqual(limits, [limit])

    def test_bars_name_contenders_that_are_there(self):
        for bar in BARS:
            self.assertIn(bar.contender, ALL)
            self.assertIn(bar.reference or bar.contender, ALL)


class TableTest(unittest.TestCase):

    def test_errors_are_summed_over_rounds(self):
        rounds = [{"os": {"errors": 2, "errorKinds": {"read": 2}}}, {"os": {"errors": 1, "errorKinds": {"status": 1}}}]
        self.assertEqual(count_errors(rounds, "os"), "3 (read 2, not 2xx 1)")

    def test_show(self):
        self.assertEqual(show(Spread(1.234, 1, 2, 3), 2, "x"), "1.23x (1.00–2.00)")
        self.assertEqual(show(None, 2), "–")

    def test_ratio_stands_beside_the_figure(self):
        section = next(section for section in SECTIONS if section.workload == "keepalive")
        lines = section_table(section, {"rounds": [{"jvm": {"rps": 1000, "errors": 0}, "os": {"rps": 900, "errors": 0}}]})
        self.assertEqual(lines[0], "|  | requests/s | of one JVM | errors |")
        self.assertIn("| cluster, `os` | 900 | 0.90x | 0 |", lines)

    def test_verdict(self):
        table = bars_table(results([{"os": {"rps": 90}, "jvm": {"rps": 100}}]))
        self.assertIn("| keep-alive, `os`, of one JVM | ≥ 1x | 0.90x | **fail** |", table)

    def test_page_says_who_is_missing(self):
        run = self.run_on_one_round()
        run["workloads"]["keepalive"]["absent"] = {"nginx": "nginx is not installed"}
        self.assertIn("- Missing (nginx is not installed): nginx, JVMs.", page([run], lambda feature, name: None))

    def test_page_says_what_an_earlier_run_measured(self):
        run = self.run_on_one_round()
        self.assertNotIn("Measured on", page([run], lambda feature, name: None))
        run["workloads"]["keepalive"].update(revision="old", startedAt="2025-12-31T00:00:00")
        self.assertIn("1 round. Measured on 2025-12-31, commit `old`.", page([run], lambda feature, name: None))

    def test_page_says_where_the_method_was_another_one(self):
        run = self.run_on_one_round()
        run["workloads"]["keepalive"]["method"].update(seconds=5, leadIn=15)
        self.assertIn("1 round. Measured for 5 s, after 15 s of load.", page([run], lambda feature, name: None))

    def test_page_says_that_the_method_is_not_known(self):
        run = self.run_on_one_round()
        del run["workloads"]["keepalive"]["method"]
        run["workloads"]["keepalive"].update(revision="old", startedAt="2025-12-31T00:00:00")
        self.assertIn("1 round. Measured on 2025-12-31, commit `old`, by an earlier version of the harness.",
                      page([run], lambda feature, name: None))

    def test_page_compares_with_the_jdk_that_it_describes(self):
        run, described = self.run_on_one_round(), self.run_on_one_round()
        described["java"]["feature"] = 25
        described["options"]["workers"] = described["workloads"]["keepalive"]["method"]["workers"] = 4
        text = page([run, described], lambda feature, name: None)
        self.assertEqual(text.count("1 round. Measured with `--workers 2`."), 1)
        self.assertNotIn("`--workers 4`", text)

    @staticmethod
    def run_on_one_round():
        run = results([{"jvm": {"rps": 1, "errors": 0}}])
        options = {"warm_up": 1, "seconds": 1, "workers": 2}
        run["workloads"]["keepalive"].update(revision="abc", method=method("keepalive", options))
        run.update({"startedAt": "2026-01-01", "revision": "abc", "command": "", "workerFlags": [], "tunedFlags": None,
                    "options": options, "failures": {},
                    "machine": {"cpu": "c", "processors": 2, "memory": 2 ** 30, "kernel": "k", "programs": {}}})
        return run
