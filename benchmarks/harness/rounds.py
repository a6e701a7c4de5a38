"""Interleaved rounds: A B A B …, so that what changes on the machine meanwhile meets all alike."""

import sys
import time
from contextlib import contextmanager
from datetime import datetime, timezone

from . import contenders
from .http import NoAnswer
from .wrk import WrkError

# What is wrong with one contender, and no reason to stop measuring the others
TROUBLE = (NoAnswer, WrkError, OSError, KeyError, ValueError)


def say(text):
    print(f"{datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


class Record:
    """What one workload gave: rounds, and who is missing for which reason."""

    def __init__(self, name):
        self.name = name
        self.began = time.monotonic()
        self.started_at = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self.rounds = []
        self.series = {}
        self.warm_ups = {}
        self.absent = {}

    def take_part(self, bench, keys):
        """Those of some contenders that can be measured; the others are noted."""
        present = []
        for key in keys:
            chosen = bench.options.contenders is None or key in bench.options.contenders
            reason = contenders.ALL[key].missing(bench) if chosen else "it was not asked for"
            if reason:
                self.absent[key] = reason
            else:
                present.append(key)
        return present

    def failed(self, key, ex):
        reason = str(ex).strip() or type(ex).__name__
        say(f"{self.name}: {key} FAILED: {reason}")
        self.absent[key] = "failed: " + reason.splitlines()[0]

    def interleave(self, rounds, keys, measure):
        """Measures each contender once in each round. One that fails is left out from then on."""
        for number in range(rounds):
            entry = {}
            self.rounds.append(entry)
            for key in keys:
                if key in self.absent:
                    continue
                try:
                    entry[key] = measure(key)
                    say(f"{self.name} {number + 1}/{rounds} {key}: {brief(entry[key])}")
                except TROUBLE as ex:
                    self.failed(key, ex)

    def result(self):
        return {"startedAt": self.started_at, "seconds": round(time.monotonic() - self.began), "rounds": self.rounds,
                "series": self.series, "warmUps": self.warm_ups, "absent": self.absent}


def brief(metrics):
    return ", ".join(f"{name} {value:.4g}" for name, value in metrics.items() if isinstance(value, (int, float)))


def start(bench, key):
    """Starts a contender; where that fails, nothing of it is left."""
    contender = contenders.ALL[key]
    with bench.processes.stopped_on_failure():
        return contender.start(bench, contender)


@contextmanager
def running(bench, key):
    """A contender from its start to its end."""
    service = start(bench, key)
    try:
        yield service
    finally:
        service.stop()


@contextmanager
def running_side_by_side(bench, record, keys, prepare):
    """Several contenders at once, by key. Those that do not start are noted in the record."""
    services = {}
    try:
        for key in keys:
            say(f"{record.name}: starting {key}")
            try:
                with bench.processes.stopped_on_failure():
                    services[key] = start(bench, key)
                    prepare(services[key])
            except TROUBLE as ex:
                services.pop(key, None)
                record.failed(key, ex)
        yield services
    finally:
        for service in services.values():
            service.stop()
