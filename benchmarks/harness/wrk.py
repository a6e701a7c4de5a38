"""The load generator."""

import json
import os
import signal
import subprocess
from dataclasses import dataclass, field

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "load", "load.lua")

CONNECTIONS = 64

BUCKETS_PER_SECOND = 10

ERRORS = ("connect", "read", "write", "timeout", "status")

LATENCIES = ("p50", "p90", "p99", "p99.9", "max")

# Long enough that a slow answer is a latency and not an error
ANSWER_TIMEOUT = 10


@dataclass(frozen=True)
class Outcome:
    """What one run of wrk saw. Latencies are in milliseconds, `started` is a time of the day."""

    requests: int
    seconds: float
    errors: dict
    latency: dict
    started: float = 0.0
    counts: list = field(default_factory=list)

    @property
    def rate(self):
        return self.requests / self.seconds

    @property
    def failed(self):
        return sum(self.errors.values())

    def metrics(self):
        """The figures to keep: a flat map."""
        if self.requests == 0:
            raise WrkError(f"not one request was answered; errors: {self.errors}")
        figures = {"rps": self.rate, "requests": self.requests, "errors": self.failed,
                   "errorKinds": {kind: count for kind, count in self.errors.items() if count}}
        figures.update(self.latency)
        return figures


class WrkError(Exception):
    """wrk could not be run, or said what nobody expected."""


def parse(output):
    """What wrk printed, as an Outcome."""
    for line in output.splitlines():
        if line.startswith("RESULT "):
            try:
                result = json.loads(line[len("RESULT "):])
            except ValueError as ex:
                raise WrkError(f"wrk printed a result that cannot be read: {line[:200]}") from ex
            if result["micros"] <= 0:
                raise WrkError("wrk ran for no time at all")
            return Outcome(requests=result["requests"], seconds=result["micros"] / 1e6,
                           errors={kind: result[kind] for kind in ERRORS},
                           latency={name: result[name] / 1000 for name in LATENCIES},
                           started=result["started"], counts=result["counts"])
    raise WrkError("wrk printed no result: " + output.strip()[-500:])


def command(url, seconds, connections=CONNECTIONS, close=False, count=False, sessions=None):
    """The command line. One thread: it shares the processors with what it measures."""
    line = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", f"{ANSWER_TIMEOUT}s", "-s", SCRIPT]
    if close:
        line += ["-H", "Connection: close"]
    line += [url, "--"]
    if count:
        line.append("count")
    if sessions:
        line.append(f"sessions={sessions}")
    return line


def run(processes, url, seconds, **options):
    """Runs wrk to its end."""
    with Run(processes, url, seconds, **options) as ran:
        return ran.outcome()


class Run:
    """wrk at work, for those who look at something else meanwhile."""

    def __init__(self, processes, url, seconds, **options):
        # wrk takes whole seconds
        self.seconds = max(1, round(seconds))
        self.process = processes.start("wrk", command(url, self.seconds, **options), stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stop()

    def end_early(self):
        """Lets wrk print what it has now."""
        self.process.popen.send_signal(signal.SIGINT)

    def outcome(self):
        """Waits for the end, and says what came out."""
        try:
            output, _ = self.process.popen.communicate(timeout=self.seconds + ANSWER_TIMEOUT + 20)
        except subprocess.TimeoutExpired as ex:
            raise WrkError("wrk did not end") from ex
        if self.process.popen.returncode != 0:
            raise WrkError(f"wrk ended with {self.process.popen.returncode}: " + output.decode()[-500:])
        return parse(output.decode())
