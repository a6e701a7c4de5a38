"""From the launch to the first answer, and from the fork of a worker to its listening."""

from .contenders import FORKED, LISTENING
from .rounds import Record, running

CONTENDERS = ("jvm", "jvm-tuned", "os", "os-no-cache")


def run(bench, publish):
    record = Record("startup")

    def measure(key):
        with running(bench, key) as service:
            launched = service.primary.started
            metrics = {"firstAnswer": service.first_answer() - launched}
            if service.contender.kind == "cluster":
                listening = service.await_events(LISTENING, bench.workers)
                forked = service.events(FORKED)
                took = [listening[worker] - forked[worker] for worker in sorted(listening)]
                metrics.update({"forkToListening": took[0], "forkToListeningLater": max(took[1:], default=None),
                                "allListening": max(listening.values()) - launched})
            return metrics

    record.interleave(bench.options.rounds, record.take_part(bench, CONTENDERS), measure)
    publish("startup", record.result())
