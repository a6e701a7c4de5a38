import unittest

from harness import wrk

OUTPUT = """Running 2s test @ http://127.0.0.1:8080/hello
  1 threads and 64 connections
  Socket errors: connect 1, read 2, write 0, timeout 3
  Non-2xx or 3xx responses: 4
RESULT {"requests":3000,"micros":1500000,"connect":1,"read":2,"write":0,"status":4,"timeout":3,\
"p50":500,"p90":800,"p99":2500,"p99.9":9000,"max":12000,"started":100.250,"counts":[1,2,3]}
"""


class ParseTest(unittest.TestCase):

    def test_figures(self):
        outcome = wrk.parse(OUTPUT)
        self.assertEqual(outcome.rate, 2000)
        self.assertEqual(outcome.latency, {"p50": 0.5, "p90": 0.8, "p99": 2.5, "p99.9": 9, "max": 12})
        self.assertEqual((outcome.started, outcome.counts), (100.25, [1, 2, 3]))

    def test_every_kind_of_error_counts(self):
        metrics = wrk.parse(OUTPUT).metrics()
        self.assertEqual(metrics["errors"], 10)
        self.assertEqual(metrics["errorKinds"], {"connect": 1, "read": 2, "timeout": 3, "status": 4})

    def test_nothing_answered_is_no_figure(self):
        with self.assertRaisesRegex(wrk.WrkError, "'timeout': 7"):
            wrk.Outcome(0, 1.0, {"timeout": 7}, {}).metrics()

    def test_no_result(self):
        with self.assertRaisesRegex(wrk.WrkError, "unable to connect"):
            wrk.parse("unable to connect to 127.0.0.1:1 Connection refused\n")

    def test_a_result_that_is_cut_off(self):
        with self.assertRaises(wrk.WrkError):
            wrk.parse('RESULT {"requests":3')


class CommandTest(unittest.TestCase):

    def test_close(self):
        self.assertIn("Connection: close", wrk.command("http://h/", 5, close=True))
        self.assertNotIn("-H", wrk.command("http://h/", 5))

    def test_arguments_of_the_script_come_last(self):
        self.assertEqual(wrk.command("http://h/", 5, count=True, sessions="f")[-4:],
                         ["http://h/", "--", "count", "sessions=f"])
