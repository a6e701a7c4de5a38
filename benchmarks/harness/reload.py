"""A rolling reload under full load: how long it takes, and how far throughput and latency dip."""

import re
import signal
import threading
import time
from itertools import count
from statistics import median

from . import http, stats, wrk
from .contenders import Service
from .rounds import Record, running

CONTENDERS = ("os", "os-no-pause", "os-pause-5s", "os-warm-up", "os-standby")

ENDED = re.compile(r"\bReload to generation (\d+) (succeeded|failed)")

RELOAD_TIMEOUT = 300

PROBES_PER_SECOND = 20


class Prober:
    """Sends single requests at a steady pace, each on its own connection.

    Keeps when each was due, and how long after that it was answered: one that is sent late, as the one before it was
    stalled, would have been stalled itself.
    """

    def __init__(self, port):
        self.port = port
        self.probes = []
        self.failed = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="prober", daemon=True)

    def _run(self):
        begin, time_of_day = time.monotonic(), time.time()
        for number in count():
            offset = number / PROBES_PER_SECOND
            early = begin + offset - time.monotonic()
            # what is overdue is sent even at the end, or a stall there would count once
            if early > 0 and self._stop.wait(early):
                return
            try:
                http.get_ok(self.port, "/hello")
                self.probes.append((time_of_day + offset, (time.monotonic() - begin - offset) * 1000))
            except http.NoAnswer:
                self.failed += 1

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(15)


def by_second(probes, begin):
    """The latencies of what was due in each second, from (time, latency) pairs."""
    seconds = {}
    for at, latency in probes:
        seconds.setdefault(int(at - begin), []).append(latency)
    return seconds


def dip(outcome, probes, begin, end, after):
    """Compares what was before `begin` with the worst second until `after` seconds past `end` (times of the day)."""
    size = wrk.BUCKETS_PER_SECOND
    first = int((begin - outcome.started) * size)
    last = int((end + after - outcome.started) * size)
    before = median(stats.per_second(outcome.counts[:first], size))
    worst = stats.worst_window(outcome.counts, size, first, last)
    calm = [latency for at, latency in probes if at < begin]
    seconds = by_second([probe for probe in probes if begin <= probe[0] < end + after], begin)
    return {"before": before, "worstSecond": worst, "kept": worst / before, "latencyBefore": median(calm),
            "latencyMaxBefore": max(calm),
            "latencyWorstSecond": max(median(latencies) for latencies in seconds.values()),
            "latencyMax": max(max(latencies) for latencies in seconds.values())}


def run(bench, publish):
    record = Record("reload")
    options = bench.options

    def measure(key):
        with running(bench, key) as service:
            service.await_ready()
            wrk.run(bench.processes, service.url("/hello"), options.reload_warm_up)
            length = options.reload_before + RELOAD_TIMEOUT + options.reload_after
            with wrk.Run(bench.processes, service.url("/hello"), length, count=True) as ran:
                with Prober(service.port) as prober:
                    time.sleep(options.reload_before)
                    begin = time.time()
                    service.primary.popen.send_signal(signal.SIGHUP)
                    await_end(service)
                    end = time.time()
                    time.sleep(options.reload_after)
                ran.end_early()
                outcome = ran.outcome()
            metrics = {"reloadSeconds": end - begin, "errors": outcome.failed + prober.failed,
                       **dip(outcome, prober.probes, begin, end, options.reload_after)}
            record.series.setdefault(key, []).append(
                {"counts": stats.per_second(outcome.counts, wrk.BUCKETS_PER_SECOND),
                 "begin": begin - outcome.started, "end": end - outcome.started})
            return metrics

    record.interleave(options.slow_rounds, record.take_part(bench, CONTENDERS), measure)
    publish("reload", record.result())


def await_end(service: Service):
    deadline = time.monotonic() + RELOAD_TIMEOUT
    while time.monotonic() < deadline and service.alive():
        for _, line in list(service.primary.lines):
            match = ENDED.search(line)
            if match and match.group(2) == "succeeded":
                return
            if match:
                raise http.NoAnswer("the reload failed: " + line)
        time.sleep(0.02)
    raise http.NoAnswer("the reload did not end")
