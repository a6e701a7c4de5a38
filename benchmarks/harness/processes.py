"""Starts processes, each in a group of its own, and stops every one of them."""

import os
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager

from . import procfs

STOP_TIMEOUT = 20


class Process:
    """A process that runs, and the lines of its output with the time at which each came."""

    def __init__(self, name, popen, log, on_stop):
        self.name = name
        self.popen = popen
        self.pid = popen.pid
        self.started = time.monotonic()
        self.lines = []
        self._on_stop = on_stop
        self._reader = None
        if log:
            self._reader = threading.Thread(target=self._read, args=(log,), name=f"output of {name}", daemon=True)
            self._reader.start()

    def _read(self, log):
        with open(log, "ab") as file:
            for line in self.popen.stdout:
                self.lines.append((time.monotonic(), line.decode("utf-8", "replace").rstrip("\n")))
                file.write(line)
                file.flush()

    def ended(self):
        return self.popen.poll() is not None

    def tail(self, lines=8):
        return "\n".join(line for _, line in self.lines[-lines:])

    def freeze(self):
        """Keeps the processes of its group from running."""
        self._signal_group(signal.SIGSTOP)

    def thaw(self):
        """Ends what `freeze` began."""
        self._signal_group(signal.SIGCONT)

    def _signal_group(self, number):
        if not self.ended():
            os.killpg(self.pid, number)

    def stop(self):
        """Ends the process and whatever is left of its group."""
        try:
            self.thaw()
            self._signal(signal.SIGTERM)
            try:
                self.popen.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                pass
        finally:
            self._kill_group()
            self._on_stop(self)

    def _signal(self, number):
        if not self.ended():
            self.popen.send_signal(number)

    def _kill_group(self):
        deadline = time.monotonic() + STOP_TIMEOUT
        # the group's number cannot be taken by another group while a member of it lives
        while (not self.ended() or procfs.group(self.pid)) and time.monotonic() < deadline:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.popen.poll()
            time.sleep(0.02)
        if self._reader:
            self._reader.join(2)
        if self.popen.stdout and not self.popen.stdout.closed and not (self._reader and self._reader.is_alive()):
            self.popen.stdout.close()


class Processes:
    """All that this program has started and not stopped yet."""

    def __init__(self, directory, environment=None):
        self.directory = directory
        self.environment = environment or {}
        self._running = []

    def start(self, name, command, stdout=None, cwd=None):
        """Starts a process. Its output goes to a file, unless the caller takes it."""
        os.makedirs(self.directory, exist_ok=True)
        log = None if stdout else os.path.join(self.directory, name + ".log")
        if log:
            with open(log, "a", encoding="utf-8") as file:
                file.write("$ " + " ".join(command) + "\n")
        # where this program is killed, the kernel ends what it started and is not frozen
        guard = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
        popen = subprocess.Popen(guard + command, stdin=subprocess.DEVNULL, stdout=stdout or subprocess.PIPE,
                                 stderr=subprocess.STDOUT, start_new_session=True, cwd=cwd or self.directory,
                                 env={**os.environ, **self.environment})
        process = Process(name, popen, log, self._forget)
        self._running.append(process)
        return process

    def _forget(self, process):
        if process in self._running:
            self._running.remove(process)

    @contextmanager
    def stopped_on_failure(self):
        """Stops what was started meanwhile, should that end with an exception."""
        before = list(self._running)
        try:
            yield
        except BaseException:
            for process in reversed([process for process in self._running if process not in before]):
                process.stop()
            raise

    def stop_all(self):
        while self._running:
            process = self._running[-1]
            try:
                process.stop()
            finally:
                self._forget(process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # a second Ctrl-C must not leave anything behind
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self.stop_all()
