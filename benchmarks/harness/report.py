"""The page: Markdown, from the results of one or more JDKs. Pure."""

from dataclasses import dataclass

from . import throughput
from .bars import judge
from .contenders import ALL
from .stats import Spread, ratios, series
from .wrk import ERRORS


@dataclass(frozen=True)
class Column:
    """A figure of a workload; `scale` turns it into its unit. `against`: with its ratio to the reference."""

    metric: str
    title: str
    digits: int = 0
    against: bool = False
    scale: float = 1


@dataclass(frozen=True)
class Section:
    workload: str
    title: str
    text: str
    columns: tuple
    reference: str = "jvm"
    plot: str = ""
    errors: bool = False


LATENCY = (Column("p50", "p50 ms", 1), Column("p99", "p99 ms", 1, True), Column("p99.9", "p99.9 ms", 1, True),
           Column("max", "max ms", 0))

RATE = Column("rps", "requests/s", 0, True)

SPLIT = (Column("busiestConnections", "busiest worker: connections %", 0, scale=100),
         Column("busiestRequests", "requests %", 0, scale=100))

SECTIONS = [
    Section("keepalive", "Keep-alive", "A small answer, 64 connections that are kept alive.",
            (RATE, Column("p50", "p50 ms", 1), Column("p99", "p99 ms", 1)) + SPLIT, errors=True, plot="throughput"),
    Section("close", "Connection per request",
            "The same answer, and each request says `Connection: close`. The primary's CPU is that per request, which "
            "here is per connection. Single: 100 requests one after the other.",
            (RATE, Column("p99", "p99 ms", 1), Column("primaryCpuPerRequest", "primary's CPU µs", 1),
             Column("busiestRequests", "busiest worker: requests %", 0, scale=100),
             Column("busiestSingle", "single %", 0, scale=100)), errors=True),
    Section("session", "Session", "Counts in a session that is kept in Redis; 64 sessions.",
            (RATE, Column("p99", "p99 ms", 1)), errors=True),
    Section("cpu", "CPU-bound", "Counts primes below 10,000 by trial division.",
            (RATE, Column("p99", "p99 ms", 1)), errors=True),
    Section("allocate", "Allocating", "Makes about 1 MB of garbage for each request; 16 connections.",
            (RATE,) + LATENCY, errors=True, plot="allocate"),
    Section("startup", "Start-up",
            "From the launch to the first answer. Fork to listening is the first worker's, which starts alone; a later "
            "worker starts while others serve.",
            (Column("firstAnswer", "first answer s", 2, True), Column("forkToListening", "fork to listening s", 2),
             Column("forkToListeningLater", "later worker s", 2), Column("allListening", "all listening s", 2)),
            plot="startup"),
    Section("warmup", "Warm-up and memory",
            "Full keep-alive load from the moment at which everybody listens, alone on the machine. Flat: the second "
            "from which on throughput stays above 0.9 of what the last five seconds have. Memory is that of all "
            "processes at the end, shared pages by shares (PSS).",
            (Column("requests", "requests", 0, True), Column("secondsUntilFlat", "flat after s", 0),
             Column("pss", "PSS MB", 0, True), Column("primaryRss", "primary's RSS MB", 0),
             Column("processes", "processes", 0)), errors=True, plot="warmup"),
    Section("replacement", "Replacement after kill -9",
            "The only worker that serves is killed. A client connects, waits in the backlog, and is answered by the "
            "replacement. `cluster.restart.stable-after` is 1 s, and each worker runs for longer before it is killed, "
            "so that each death is a first failure, after which a restart is immediate.",
            (Column("accepting", "accepting ms", 0, True), Column("firstAnswerAfterKill", "first answer ms", 0, True)),
            reference="one-worker"),
    Section("reload", "Reload",
            "`HUP` under full keep-alive load. The worst second is the worst stretch of one second between the signal "
            "and ten seconds after the end. Latency is that of 20 single requests a second beside the load. It counts "
            "from when a request was due, so that a stall counts for all that were due in it.",
            (Column("reloadSeconds", "length s", 1), Column("before", "requests/s before", 0),
             Column("worstSecond", "worst second", 0), Column("kept", "kept", 2),
             Column("latencyBefore", "latency before ms", 1), Column("latencyWorstSecond", "worst second ms", 1),
             Column("latencyMax", "max ms", 0)), reference="os", errors=True, plot="reload"),
    Section("idle", "Idle primary",
            "CPU of the primary while nobody asks, of one processor, from a minute after the start on.",
            (Column("idleCpu", "CPU %", 2), Column("idleRss", "RSS MB", 0)), reference="os"),
]


# Of the headings; Tomcat is what the starter brings
SERVERS = {"tomcat": "", "jetty": ", Jetty", "netty": ", WebFlux on Reactor Netty"}

# How a workload was measured, for where that is not what "How" says
METHOD = {"seconds": "for {:g} s", "leadIn": "after {:g} s of load", "flat": "warm after {:g} s without progress",
          "longestWarmUp": "warmed up for at most {:g} s", "workers": "with `--workers {}`"}


def number(value, digits):
    return f"{value:,.{digits}f}"


def show(spread, digits, suffix=""):
    """A median with its range."""
    if spread is None:
        return "–"
    if spread.count == 1 or spread.low == spread.high:
        return number(spread.median, digits) + suffix
    return f"{number(spread.median, digits)}{suffix} ({number(spread.low, digits)}–{number(spread.high, digits)})"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def count_errors(rounds, key):
    """All errors of a contender, by kind."""
    kinds = {}
    total = 0
    for entry in rounds:
        metrics = entry.get(key, {})
        total += metrics.get("errors", 0)
        for kind, count in metrics.get("errorKinds", {}).items():
            kinds[kind] = kinds.get(kind, 0) + count
    if not kinds:
        return str(total)
    names = {"status": "not 2xx"}
    return f"{total} (" + ", ".join(f"{names.get(kind, kind)} {kinds[kind]}" for kind in ERRORS if kind in kinds) + ")"


def section_table(section, workload):
    rounds = workload["rounds"]
    keys = [key for key in ALL if any(key in entry for entry in rounds)]
    columns = [column for column in section.columns
               if any(Spread.of(series(rounds, key, column.metric)) for key in keys)]
    reference = section.reference if section.reference in keys else None
    header = [""]
    for column in columns:
        header.append(column.title)
        if column.against and reference:
            header.append("of " + ALL[reference].title)
    if section.errors:
        header.append("errors")
    rows = []
    for key in keys:
        row = [ALL[key].title]
        for column in columns:
            values = [None if value is None else value * column.scale for value in series(rounds, key, column.metric)]
            row.append(show(Spread.of(values), column.digits))
            if column.against and reference:
                row.append("" if key == reference
                           else show(Spread.of(ratios(rounds, key, column.metric, reference)), 2, "x"))
        if section.errors:
            row.append(count_errors(rounds, key))
        rows.append(row)
    return table(header, rows)


def bars_table(results):
    rows = []
    for bar, spread, reached in judge(results):
        if reached is None and results.get("server", "tomcat") != "tomcat":
            continue
        digits = 0 if bar.unit == " ms" or bar.unit == " MB" else 2
        limit = ("≤ " if bar.at_most else "≥ ") + f"{bar.limit:g}{bar.unit}"
        verdict = "not measured" if reached is None else "pass" if reached else "**fail**"
        rows.append([bar.what, limit, show(spread, digits, bar.unit), verdict])
    return table(["", "bar", "measured", ""], rows)


def how_often(workload, results, said):
    """How many rounds, and what was not as the page says. `said` is the method under "How"."""
    rounds = len(workload["rounds"])
    text = f"{rounds} {'round' if rounds == 1 else 'rounds'}."
    measured = []
    if workload.get("revision") != results["revision"]:
        # kept from an earlier run
        measured.append(f"on {workload['startedAt'][:10]}, commit `{workload['revision']}`")
    measured += differences(workload.get("method"), said)
    return text + (f" Measured {', '.join(measured)}." if measured else "")


def differences(method, said):
    """What a method has other than what is said."""
    if method is None or method.keys() != said.keys():
        return ["by an earlier version of the harness"]
    return [text.format(method[name]) for name, text in METHOD.items() if name in said and method[name] != said[name]]


def warm_ups(workload):
    """How long each warmed up, and who was not warm after it."""
    known = workload.get("warmUps")
    if not known:
        return []
    each = ", ".join(f"{ALL[key].title} {known[key]['seconds']} s{'' if known[key]['warm'] else ' (not warm yet)'}"
                     for key in ALL if key in known)
    return [f"- Warmed up before: {each}."]


def absences(workload):
    by_reason = {}
    for key, reason in workload["absent"].items():
        # results that were kept may be of a contender that there is no more
        if key in ALL:
            by_reason.setdefault(reason, []).append(ALL[key].title)
    return [f"- Missing ({reason}): {'; '.join(titles)}." for reason, titles in by_reason.items()]


def java_section(results, options, plots):
    """All tables of one JDK. `options` are those under "How"; `plots` gives the path of a plot's file, or None."""
    java = results["java"]
    server = SERVERS[results.get("server", "tomcat")]
    lines = [f"## Java {java['feature']}{server}", "",
             f"{java['version']}, on {results['startedAt'][:10]}, commit `{results['revision']}`"
             f"{', with options ' + '`' + results['command'] + '`' if results['command'] else ''}.", "",
             "### The bars", ""]
    lines += bars_table(results) + [""]
    for section in SECTIONS:
        workload = results["workloads"].get(section.workload)
        if workload is None:
            continue
        said = throughput.method(section.workload, options)
        lines += [f"### {section.title}", "", f"{section.text} {how_often(workload, results, said)}", ""]
        if any(workload["rounds"]):
            lines += section_table(section, workload) + [""]
        notes = warm_ups(workload) + absences(workload)
        lines += notes + ([""] if notes else [])
        plot = plots(section.plot) if section.plot else None
        if plot:
            lines += [f"![{section.title}]({plot})", ""]
    for name, reason in results.get("failures", {}).items():
        lines += [f"The workload `{name}` failed: {reason}", ""]
    if results.get("noPlots"):
        lines += ["There are no plots, as Python's matplotlib was not there.", ""]
    return lines


def machine_lines(results):
    machine = results["machine"]
    programs = ", ".join(f"{name} {known or '(not installed)'}" for name, known in machine["programs"].items())
    options = results["options"]
    flags = " ".join(results["workerFlags"]) or "(none)"
    return [
        f"- Machine: {machine['cpu']}, {machine['processors']} processors, {machine['memory'] / 2 ** 30:.0f} GB, "
        f"Linux {machine['kernel']}. The load generator runs **on the same processors** as what it measures, so every "
        "figure contains its share.",
        f"- Programs: {programs}.",
        "- Rounds: contenders are measured one after the other, again and again (A B A B …). A ratio is computed "
        "within one round. Tables show the median over the rounds, with the smallest and largest in parentheses.",
        "- Warm-up: each contender gets full load of the first workload until its throughput has not risen and its "
        f"compilers have rested (below 5 % of a processor) for {throughput.FLAT} s, for at most "
        f"{options['warm_up']:g} s, and some seconds of each later one. Then it is, after "
        f"{throughput.LEAD_IN} s more each time, measured for {options['seconds']:g} s in each round, while all others "
        "are stopped (`SIGSTOP`). "
        "Start-up, warm-up, replacement and reload start cold.",
        "- Load: `wrk` with one thread, over loopback. It sends a connection's next request when the last one is "
        "answered, so latency contains the wait for a processor under full load. Every socket error, time-out and "
        "answer other than 2xx or 3xx is in the column *errors*.",
        "- The cluster: "
        f"{options['workers']} workers, everything else as it is by default, unless a name or a section says "
        "otherwise. A launch or two before the measurements fill what the cluster keeps between launches.",
        "- One JVM: the same jar with `--cluster.enabled=false` and no flags. Tuned: extracted, with an archive of its "
        f"classes (`{results['tunedFlags'] or 'not made'}`), on 25 from a run under load.",
        f"- The JVMs behind a proxy: as many as the cluster has workers, with the same flags (`{flags}`). The proxies "
        "keep their connections to them alive.",
        "- Sessions of all contenders are in the same Redis.",
        "- Where the kernel shares out processors by session (`sched_autogroup_enabled`), `wrk` is one session and so is "
        "each contender, but for a proxy: it and each of its JVMs are one each, which is in their favour.",
    ]


def page(all_results, plots):
    """The whole page. `plots` gives the path of a plot's file for a JDK and a name, or None."""
    ordered = sorted(all_results, key=lambda results: (results.get("server", "tomcat") != "tomcat",
                                                       results.get("server", ""), results["java"]["feature"]))
    lines = ["# Benchmarks", "",
             "The cluster, measured beside what one would use instead of it: one JVM, a proxy in front of several JVMs, "
             "and Node's cluster. This page is written by `benchmarks/run`; do not edit it.", "",
             "```", "benchmarks/run --java-home /usr/lib/jvm/…", "```", "",
             "measures everything again on one JDK: see [benchmarks](../benchmarks/README.md).", "", "## How", ""]
    described = [results for results in ordered if results.get("server", "tomcat") == "tomcat"][-1:] or ordered[-1:]
    described = described[0]
    lines += machine_lines(described) + [""]
    for results in ordered:
        feature = results["java"]["feature"]
        other = results.get("server", "tomcat") != "tomcat"
        lines += java_section(results, described["options"],
                              lambda name, feature=feature, other=other: None if other else plots(feature, name))
    return "\n".join(lines).rstrip() + "\n"
