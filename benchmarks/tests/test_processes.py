import signal
import subprocess
import sys
import tempfile
import time
import unittest

from harness import procfs
from harness.processes import Processes


class ProcessesTest(unittest.TestCase):

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.processes = Processes(directory.name)
        self.addCleanup(self.processes.stop_all)

    def test_nothing_of_a_group_is_left(self):
        # the child ignores TERM, and outlives the shell
        process = self.processes.start("shell", ["sh", "-c", "(trap '' TERM; echo up; sleep 100) & wait"])
        while not process.lines:
            time.sleep(0.01)
        child = [pid for pid in procfs.group(process.pid) if pid != process.pid][0]
        process.stop()
        self.assertTrue(procfs.is_dead(child))
        self.assertEqual(procfs.group(process.pid), [])

    def test_frozen_group_does_not_run_and_can_be_stopped(self):
        process = self.processes.start("shell", ["sh", "-c", "sleep 100 & echo up; wait"])
        while not process.lines:
            time.sleep(0.01)
        process.freeze()
        self.await_states(process, {"T"})
        process.thaw()
        self.await_states(process, {"S"})
        process.freeze()
        process.stop()
        self.assertEqual(process.popen.returncode, -signal.SIGTERM)

    def await_states(self, process, states):
        deadline = time.monotonic() + 20
        while {procfs.stat(pid)["state"] for pid in procfs.group(process.pid)} != states:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def test_process_whose_first_thread_alone_has_ended_is_not_dead(self):
        process = self.processes.start("threads", [sys.executable, "-c", "import ctypes, threading, time; "
                                                   "threading.Thread(target=time.sleep, args=(100,)).start(); "
                                                   "ctypes.CDLL(None).pthread_exit(None)"])
        deadline = time.monotonic() + 20
        while procfs.stat(process.pid)["state"] != "Z" and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(procfs.stat(process.pid)["state"], "Z")
        self.assertFalse(procfs.is_dead(process.pid))
        process.stop()
        self.assertTrue(procfs.is_dead(process.pid))

    def test_what_was_started_before_a_failure_is_stopped(self):
        kept = self.processes.start("kept", ["sleep", "100"])
        with self.assertRaises(OSError):
            with self.processes.stopped_on_failure():
                lost = self.processes.start("lost", ["sleep", "100"], stdout=subprocess.DEVNULL)
                raise OSError("the next one does not start")
        self.assertTrue(lost.ended())
        self.assertFalse(kept.ended())

    def test_lines_come_with_their_time(self):
        before = time.monotonic()
        process = self.processes.start("echo", ["sh", "-c", "echo one; sleep 0.1; echo two"])
        process.popen.wait(10)
        process.stop()
        (first, one), (second, two) = process.lines
        self.assertEqual((one, two), ("one", "two"))
        self.assertTrue(before < first < second)
