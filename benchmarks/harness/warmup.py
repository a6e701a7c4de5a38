"""Full load on a cold start, and the memory at its end. Each contender is alone on the machine."""

from . import procfs, stats, wrk
from .rounds import Record, running

CONTENDERS = ("jvm", "jvm-tuned", "os", "os-warm-up")


def run(bench, publish):
    record = Record("warmup")

    def measure(key):
        with running(bench, key) as service:
            service.await_ready()
            outcome = wrk.run(bench.processes, service.url("/hello"), bench.options.cold_seconds, count=True)
            pids = service.pids()
            metrics = outcome.metrics()
            # what all of them share is counted once, by shares
            metrics.update({"pss": procfs.pss(pids) / 1e6, "primaryRss": procfs.rss(service.primary.pid) / 1e6,
                            "processes": len(pids)})
            seconds = stats.per_second(outcome.counts, wrk.BUCKETS_PER_SECOND)
            metrics["secondsUntilFlat"] = stats.seconds_until_flat(seconds)
            record.series.setdefault(key, []).append(seconds)
            if service.contender.kind != "cluster":
                del metrics["primaryRss"]
            return metrics

    record.interleave(bench.options.slow_rounds, record.take_part(bench, CONTENDERS), measure)
    publish("warmup", record.result())
