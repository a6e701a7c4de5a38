"""What the primary needs while nobody asks for anything."""

import time

from . import procfs
from .rounds import Record, running_side_by_side

CONTENDERS = ("os", "rr")


def run(bench, publish):
    record = Record("idle")

    def prepare(service):
        service.await_ready()
        service.settle()

    with running_side_by_side(bench, record, record.take_part(bench, CONTENDERS), prepare) as services:
        # what runs now and then only is compiled and loaded by then
        time.sleep(bench.options.idle_after)

        def measure(key):
            primary = services[key].primary.pid
            before = procfs.cpu_ticks(primary)
            time.sleep(bench.options.idle_seconds)
            ticks = procfs.cpu_ticks(primary) - before
            return {"idleTicks": ticks,
                    "idleCpu": 100 * ticks / procfs.TICKS_PER_SECOND / bench.options.idle_seconds,
                    "idleRss": procfs.rss(primary) / 1e6}

        record.interleave(bench.options.slow_rounds, list(services), measure)
    publish("idle", record.result())
