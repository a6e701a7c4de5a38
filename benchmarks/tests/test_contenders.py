import os
import tempfile
import unittest

from harness.contenders import FORKED, LISTENING, PEERS, fill

PREFIX = "2026-11-22T14:28:27.021Z  INFO 8118 --- [app] [main] io.github.clusterboot.primary.Primary : "


class EventsTest(unittest.TestCase):

    def test_lines_of_the_primary(self):
        self.assertEqual(FORKED.search(PREFIX + "Worker 12 (slot 0, pid 8141) forked").group(1), "12")
        self.assertEqual(LISTENING.search(PREFIX + "Worker 1 (slot 0, pid 8141) is listening after 7.5 s").group(1), "1")

    def test_other_lines(self):
        self.assertIsNone(LISTENING.search(PREFIX + "Worker 1 (slot 0, pid 8141) is online"))
        self.assertIsNone(LISTENING.search(PREFIX + "Worker 1 (slot 0, pid 8141) stands by after 2.0 s"))


class FillTest(unittest.TestCase):

    def test_nothing_is_left_to_fill_in(self):
        values = {"directory": "/d", "port": 1, "processors": 2, "servers": "server 127.0.0.1:3;"}
        for template in ("nginx.conf", "haproxy.cfg"):
            with self.subTest(template), tempfile.TemporaryDirectory() as directory:
                with open(fill(template, directory, values), encoding="utf-8") as file:
                    lines = [line for line in file if not line.startswith("#")]
                self.assertNotIn("@", "".join(lines))
                self.assertIn("server 127.0.0.1:3;", "".join(lines))
                self.assertTrue(os.path.exists(os.path.join(PEERS, template)))
