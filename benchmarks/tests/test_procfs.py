import unittest

from harness import procfs

ROLLUP = """55a6c8a00000-7ffd4c5e2000 ---p 00000000 00:00 0                          [rollup]
Rss:              {rss} kB
Pss:              {pss} kB
Pss_Dirty:         11 kB
"""

TCP = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 4242 1 0000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 0000 20 4 30 10 -1
"""


class ParseTest(unittest.TestCase):

    def test_stat_of_a_name_with_parentheses_and_spaces(self):
        text = "71 (a (b) c) S 7 70 70 0 -1 4194304 1 2 3 4 150 50 9 9 20 0 12 0 5000 1 2\n"
        self.assertEqual(procfs.parse_stat(text), {"state": "S", "ppid": 7, "pgrp": 70, "ticks": 200})

    def test_pss_of_several_processes(self):
        rollups = [ROLLUP.format(rss=900, pss=100), ROLLUP.format(rss=900, pss=250)]
        self.assertEqual(procfs.sum_pss(rollups), 350 * 1024)

    def test_sizes_leave_out_what_is_none(self):
        self.assertEqual(procfs.parse_sizes("Name:\tjava\nVmRSS:\t  12 kB\nThreads:\t3\n"), {"VmRSS": 12288})

    def test_sockets(self):
        self.assertEqual(procfs.parse_sockets(TCP), [
            {"port": 8080, "state": procfs.LISTEN, "queue": 3, "inode": "4242"},
            {"port": 8080, "state": procfs.ESTABLISHED, "queue": 0, "inode": "4243"}])

    def test_descendants(self):
        stats = {1: {"ppid": 0}, 5: {"ppid": 1}, 6: {"ppid": 5}, 7: {"ppid": 5}, 8: {"ppid": 1}}
        self.assertEqual(procfs.descendants(5, procfs.parent_map(stats)), [5, 6, 7])
