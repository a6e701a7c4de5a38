"""What is to be reached, and whether it was. Pure: computed from the rounds, nothing is known beforehand."""

from dataclasses import dataclass
from typing import Optional

from .stats import Spread, ratios, series


@dataclass(frozen=True)
class Bar:
    """A limit of a figure, or of its ratio to that of a reference.

    `java` is the feature release that the bar is for; None: all of them.
    """

    what: str
    workload: str
    contender: str
    metric: str
    limit: float
    at_most: bool = False
    reference: Optional[str] = None
    reference_metric: Optional[str] = None
    unit: str = "x"
    java: Optional[int] = None

    def applies_to(self, java):
        """Bars that depend on the JDK are for that release and later, or for what is older than 25."""
        if self.java is None:
            return True
        return java >= 25 if self.java == 25 else java < 25

    def measured(self, results):
        """The spread of what is compared with the limit, or None where it was not measured."""
        rounds = results["workloads"].get(self.workload, {}).get("rounds", [])
        if self.reference:
            return Spread.of(ratios(rounds, self.contender, self.metric, self.reference, self.reference_metric))
        return Spread.of(series(rounds, self.contender, self.metric))

    def reached(self, spread):
        return spread.median <= self.limit if self.at_most else spread.median >= self.limit


def ratio(what, workload, contender, metric, reference, limit, **options):
    return Bar(what, workload, contender, metric, limit, reference=reference, **options)


BARS = [
    ratio("fork to listening, of one JVM's first answer", "startup", "os", "forkToListening", "jvm", 0.45,
          reference_metric="firstAnswer", at_most=True, java=17),
    ratio("fork to listening, of one JVM's first answer", "startup", "os", "forkToListening", "jvm", 0.40,
          reference_metric="firstAnswer", at_most=True, java=25),
    ratio("first answer of the cluster, of one JVM's", "startup", "os", "firstAnswer", "jvm", 1.0, at_most=True),
    Bar("kill -9 to the replacement accepting, with a standby", "replacement", "one-worker-standby", "accepting", 50,
        at_most=True, unit=" ms"),
    ratio("keep-alive, `os`, of one JVM", "keepalive", "os", "rps", "jvm", 1.0),
    ratio("keep-alive, `round-robin`, of one JVM", "keepalive", "rr", "rps", "jvm", 1.0),
    ratio("keep-alive, `os`, of nginx", "keepalive", "os", "rps", "nginx", 1.3),
    ratio("keep-alive, `os`, of HAProxy", "keepalive", "os", "rps", "haproxy", 1.3),
    ratio("keep-alive, `round-robin`, of nginx", "keepalive", "rr", "rps", "nginx", 1.3),
    ratio("keep-alive, `round-robin`, of HAProxy", "keepalive", "rr", "rps", "haproxy", 1.3),
    ratio("connection per request, `os`, of one JVM", "close", "os", "rps", "jvm", 0.95),
    ratio("connection per request, `round-robin`, of one JVM", "close", "rr", "rps", "jvm", 0.90),
    ratio("connection per request, `os`, of Node's round-robin", "close", "os", "rps", "node-rr", 1.5),
    ratio("connection per request, `round-robin`, of Node's round-robin", "close", "rr", "rps", "node-rr", 1.5),
    Bar("busiest worker's share of 64 keep-alive connections, `os`", "keepalive", "os", "busiestConnections", 0.55,
        at_most=True, unit=""),
    ratio("p99.9 of the allocating handler, of one JVM's", "allocate", "os", "p99.9", "jvm", 1.0, at_most=True),
    ratio("requests answered on a cold start, of one JVM's", "warmup", "os", "requests", "jvm", 0.9, java=25),
    Bar("worst second of a reload, of the throughput before", "reload", "os", "kept", 0.7),
    ratio("memory (PSS) of all processes, of one JVM's", "warmup", "os", "pss", "jvm", 1.2, at_most=True),
    Bar("resident memory of the primary under load", "warmup", "os", "primaryRss", 60, at_most=True, unit=" MB",
        java=25),
    Bar("CPU of an idle primary (below 0.1 % of a processor counts as none)", "idle", "os", "idleCpu", 0.1,
        at_most=True, unit=" %"),
]


def judge(results):
    """Each bar that is for this JDK, with what was measured (a Spread or None) and whether it was reached."""
    judged = []
    for bar in BARS:
        if bar.applies_to(results["java"]["feature"]):
            spread = bar.measured(results)
            judged.append((bar, spread, None if spread is None else bar.reached(spread)))
    return judged
