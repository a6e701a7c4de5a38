"""Requests per second and latency of contenders that are warm."""

import os
import re
import time
from dataclasses import dataclass

from . import http, procfs, stats, wrk
from .rounds import Record, TROUBLE, running_side_by_side, say

# Longer than two heartbeats, which carry the workers' counts to the primary
COUNTS_ARE_IN = 2.5

SINGLE_REQUESTS = 100

# Of full load before each measurement, in seconds, to bring memory and caches back. Short, so that contenders follow each
# other closely: the same process was seen to answer a quarter less for half a minute, with as much processor time, as
# processors of virtual machines differ in speed from one moment to the next
LEAD_IN = 3

# Of full load in which connections are counted, in seconds
SPLIT = 2

# Seconds after which a warm-up looks how far it has come
LOOK = 5

# Seconds without progress after which a contender is warm
FLAT = 30

EVERYBODY = ("jvm", "jvm-tuned", "os", "rr", "nginx", "haproxy", "node-rr", "node-os")

JVMS = ("jvm", "jvm-tuned", "os", "rr")

SERVERS = ("jvm", "os", "rr", "haproxy")


@dataclass(frozen=True)
class Work:
    """One kind of request. `warm_up` and `length` multiply the seconds that the options give.

    The first work of a run lasts until everybody is warm, for at most the seconds that the options give.
    """

    name: str
    path: str
    contenders: tuple
    close: bool = False
    sessions: bool = False
    connections: int = wrk.CONNECTIONS
    warm_up: float = 0.1
    length: float = 1


WORKS = [
    Work("keepalive", "/hello", EVERYBODY),
    Work("close", "/hello", EVERYBODY, close=True),
    Work("session", "/session", SERVERS, sessions=True, warm_up=0.2),
    Work("cpu", "/cpu", SERVERS),
    Work("allocate", "/allocate", JVMS, connections=16, warm_up=0.2, length=1.6),
]


def method(name, options):
    """What a workload is measured with, of what the page tells under "How". `options` are those of the command."""
    if name == "replacement":
        return {}
    if name not in [work.name for work in WORKS]:
        return {"workers": options["workers"]}
    return {"workers": options["workers"], "seconds": options["seconds"], "leadIn": LEAD_IN, "flat": FLAT,
            "longestWarmUp": options["warm_up"]}


def run(bench, names, publish):
    """Measures some of the works with one set of processes, and publishes each as soon as it is done."""
    works = [work for work in WORKS if work.name in names]
    wanted = [key for key in EVERYBODY if any(key in work.contenders for work in works)]
    starting = Record("start")
    present = starting.take_part(bench, wanted)

    def prepare(service):
        service.await_ready()
        service.freeze()

    with running_side_by_side(bench, starting, present, prepare) as services:
        for work in works:
            first = work is works[0]
            record = Record(work.name)
            record.absent.update({key: starting.absent[key] for key in work.contenders if key in starting.absent})
            if work.sessions and not bench.redis:
                record.absent.update({key: "there is no Redis" for key in work.contenders})
            measure_work(bench, work, services, record, first)
            publish(work.name, record.result())


def measure_work(bench, work, services, record, first):
    keys = [key for key in work.contenders if key in services and key not in record.absent]
    if not keys:
        return
    options = {"close": work.close, "connections": work.connections}
    if work.sessions:
        with services[keys[0]].thawed():
            options["sessions"] = sessions_file(bench, services[keys[0]], work)
    for key in keys:
        try:
            with services[key].thawed():
                warm_up(bench, work, services[key], options, first, record)
        except TROUBLE as ex:
            record.failed(key, ex)

    def measure(key):
        with services[key].thawed():
            wrk.run(bench.processes, services[key].url(work.path), min(LEAD_IN, bench.options.warm_up), **options)
            metrics = measure_once(bench, work, services[key], options)
            if is_counted(work, services[key]) and not work.close:
                metrics["busiestConnections"] = split(bench, work, services[key], options)
            return metrics

    record.interleave(bench.options.rounds, keys, measure)


def warm_up(bench, work, service, options, until_warm, record):
    """Full load for a while; for the first work until it is warm."""
    key = service.contender.key
    longest = bench.options.warm_up * (1 if until_warm else work.warm_up)
    pids = service.pids()
    rates, compiling = [], []
    while len(rates) * LOOK < longest and not (until_warm and stats.is_warm(rates, compiling, FLAT // LOOK)):
        before = procfs.compiler_ticks(pids)
        outcome = wrk.run(bench.processes, service.url(work.path), min(LOOK, longest), **options)
        rates.append(outcome.rate)
        ticks = procfs.compiler_ticks(pids) - before
        compiling.append(ticks / procfs.TICKS_PER_SECOND / outcome.seconds)
    say(f"{work.name}: {key} warmed up, requests/s (share of a processor that compiled): "
        + " ".join(f"{rate:.0f} ({share:.2f})" for rate, share in zip(rates, compiling)))
    if until_warm:
        record.warm_ups[key] = {"seconds": len(rates) * LOOK, "warm": stats.is_warm(rates, compiling, FLAT // LOOK)}


def split(bench, work, service, options):
    """The busiest worker's share of the connections. Not counted while requests are, as to count takes processor time,
    and not right after it was stopped, when who wakes up first accepts most."""
    pids = Counts(service).pids
    with wrk.Run(bench.processes, service.url(work.path), SPLIT, **options) as ran:
        time.sleep(ran.seconds / 2)
        held = procfs.established(service.port, pids)
        ran.outcome()
    return stats.busiest_share(held)


def is_counted(work, service):
    return service.contender.kind == "cluster" and not work.sessions


def measure_once(bench, work, service, options):
    before = Counts(service) if is_counted(work, service) else None
    outcome = wrk.run(bench.processes, service.url(work.path), bench.options.seconds * work.length, **options)
    metrics = outcome.metrics()
    if before:
        # at once: it does not do anything for these requests later
        ticks = procfs.cpu_ticks(service.primary.pid) - before.primary_ticks
        metrics["primaryCpuPerRequest"] = ticks / procfs.TICKS_PER_SECOND / max(1, outcome.requests) * 1e6
        time.sleep(COUNTS_ARE_IN)
        metrics["busiestRequests"] = before.busiest_share_since(service)
        if work.close:
            metrics["busiestSingle"] = single_requests(service)
    return metrics


class Counts:
    """What the workers of a cluster had served at one moment."""

    def __init__(self, service):
        workers = service.cluster()["workers"]
        self.requests = {worker["pid"]: worker["requests"] for worker in workers if worker["state"] == "LISTENING"}
        self.pids = list(self.requests)
        self.primary_ticks = procfs.cpu_ticks(service.primary.pid)

    def busiest_share_since(self, service):
        now = Counts(service).requests
        return stats.busiest_share([now[pid] - count for pid, count in self.requests.items()])


def single_requests(service):
    """The busiest worker's share of requests that come one after the other, each on its own connection."""
    answers = [http.get_ok(service.port, "/pid")[1] for _ in range(SINGLE_REQUESTS)]
    return stats.busiest_share([answers.count(answer) for answer in set(answers)])


def sessions_file(bench, service, work):
    """Starts a session for each connection; a file with their cookies."""
    path = os.path.join(bench.directory, "sessions.txt")
    with open(path, "w", encoding="ascii") as file:
        for _ in range(work.connections):
            headers, _ = http.get_ok(service.port, work.path)
            cookie = re.match(r"SESSION=[^;]+", headers["set-cookie"][0])
            file.write(cookie.group() + "\n")
    return path
