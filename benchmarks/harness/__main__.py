"""The command: what to measure, for how long, and where the page goes."""

import argparse
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from datetime import datetime, timezone

from . import contenders, idle, machine, plots, reload, replacement, report, startup, throughput, warmup, wrk
from .bench import Bench, SetupError
from .contenders import ARCHIVE_MADE
from .processes import Processes
from .rounds import TROUBLE, running, say

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

TARGET = os.path.join(ROOT, "benchmarks", "target")

# In this order: what counts sockets comes before what leaves many of them in TIME_WAIT
ALONE = {"startup": startup.run, "replacement": replacement.run, "idle": idle.run, "warmup": warmup.run,
         "reload": reload.run}

SIDE_BY_SIDE = [work.name for work in throughput.WORKS]

ARCHIVE_TIMEOUT = 180

WORKLOADS = [*ALONE, *SIDE_BY_SIDE]

# The profile of the application that brings it
SERVERS = {"tomcat": "benchmarks", "jetty": "benchmarks,jetty", "netty": "benchmarks,webflux"}

QUICK = {"rounds": 1, "slow_rounds": 1, "seconds": 1, "warm_up": 2, "cold_seconds": 6, "idle_after": 1,
         "idle_seconds": 2, "reload_warm_up": 2, "reload_before": 3, "reload_after": 3, "training": 2}

FULL = {"rounds": 7, "slow_rounds": 3, "seconds": 5, "warm_up": 180, "cold_seconds": 30, "idle_after": 60,
        "idle_seconds": 20, "reload_warm_up": 60, "reload_before": 8, "reload_after": 10, "training": 10}


def parse(arguments):
    parser = argparse.ArgumentParser(prog="benchmarks/run", description="Measures the cluster beside its alternatives, "
                                     "and writes docs/benchmarks.md and its plots.")
    parser.add_argument("--java-home", metavar="DIR", default=os.environ.get("JAVA_HOME"),
                        help="the JDK to measure on (default: JAVA_HOME, or the java on the PATH)")
    parser.add_argument("--quick", action="store_true",
                        help="a smoke run of a few minutes, whose page goes to benchmarks/target/quick")
    parser.add_argument("--only", metavar="NAMES", help="some workloads, separated by commas: " + ", ".join(WORKLOADS))
    parser.add_argument("--contenders", metavar="KEYS",
                        help="some contenders, separated by commas: " + ", ".join(contenders.ALL))
    parser.add_argument("--server", default="tomcat", choices=SERVERS,
                        help="the web server of the application (default: tomcat)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="workers, and JVMs behind a proxy")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of short measurements (default: 7)")
    parser.add_argument("--slow-rounds", type=int, metavar="N",
                        help="rounds of warm-up, reload and idle, which take long (default: 3)")
    parser.add_argument("--seconds", type=float, metavar="S", help="length of one measurement under load (default: 5)")
    parser.add_argument("--warm-up", type=float, metavar="S",
                        help="the longest warm-up before the first of them (default: 180)")
    parser.add_argument("--out", metavar="DIR", help="where the page and its plots go (default: docs)")
    parser.add_argument("--offline", action="store_true", help="build without the network")
    parser.add_argument("--no-build", action="store_true", help="measure the jar that is there")
    parser.add_argument("--render", action="store_true", help="only write the page again, from the kept results")
    options = parser.parse_args(arguments)
    for name, value in (QUICK if options.quick else FULL).items():
        if getattr(options, name, None) is None:
            setattr(options, name, value)
    options.names = options.only.split(",") if options.only else WORKLOADS
    unknown = [name for name in options.names if name not in WORKLOADS]
    if unknown:
        parser.error(f"no such workload: {unknown[0]}. There are: {', '.join(WORKLOADS)}")
    options.contenders = options.contenders.split(",") if options.contenders else None
    strangers = [key for key in options.contenders or () if key not in contenders.ALL]
    if strangers:
        parser.error(f"no such contender: {strangers[0]}. There are: {', '.join(contenders.ALL)}")
    if min(options.workers, options.rounds, options.slow_rounds, options.seconds, options.warm_up) < 1:
        parser.error("numbers have to be 1 or more")
    if options.quick:
        options.results = os.path.join(TARGET, "quick", "results")
        options.out = options.out or os.path.join(TARGET, "quick")
    else:
        options.results = os.path.join(ROOT, "benchmarks", "results")
        options.out = options.out or os.path.join(ROOT, "docs")
    return options


def build(offline, server):
    say("building the application")
    command = [os.path.join(ROOT, "mvnw"), "-q", *(["-o"] if offline else []), "-P" + SERVERS[server], "-pl", "benchmarks/app",
               "-am", "-DskipTests", "package"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetupError("the application could not be built: " + shlex.join(command))


def prepare(bench, failures):
    """Redis, an archive for the tuned JVM, and what the cluster keeps between launches."""
    bench.start_redis()
    try:
        say("training the tuned JVM")
        bench.prepare_tuned(lambda port: wrk.run(bench.processes, f"http://127.0.0.1:{port}/hello",
                                                 bench.options.training))
    except (*TROUBLE, SetupError, subprocess.SubprocessError) as ex:
        failures["training of the tuned JVM"] = str(ex)
    kept = bench.knows("cluster.startup-cache")
    # a cluster of one records nothing, and takes what is there
    fill_cache(bench, "os", kept, failures)


def fill_cache(bench, key, kept, failures):
    """Launches a cluster, whose workers are then known and have an archive of their classes from now on."""
    say(f"launching {key} once")
    bench.cluster_arguments = ["--cluster.startup-cache-delay=5s"] if kept else []
    with running(bench, key) as service:
        service.await_ready()
        bench.learn_worker_flags(service.cluster()["workers"][0]["pid"])
        if kept and not service.await_line(ARCHIVE_MADE, ARCHIVE_TIMEOUT):
            failures[f"archive for {key}"] = "it was not made in time: " + service.primary.tail()
    bench.cluster_arguments = []


def measured_options(arguments):
    """Those that tell what was measured; where things are on this machine and how they are built does not."""
    places = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for name in ("--java-home", "--out"):
        places.add_argument(name)
    for name in ("--offline", "--no-build"):
        places.add_argument(name, action="store_true")
    return places.parse_known_args(arguments)[1]


def results_of(bench, arguments, options):
    return {"java": {"version": bench.version_text, "feature": bench.feature}, "server": options.server, "machine": machine.describe(),
            "revision": machine.revision(ROOT), "startedAt": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "command": shlex.join(measured_options(arguments)),
            "options": {name: getattr(options, name) for name in [*FULL, "workers"]},
            "workerFlags": [], "tunedFlags": None, "noPlots": plots.pyplot is None, "workloads": {}, "failures": {}}


def results_path(options, feature):
    server = "" if options.server == "tomcat" else "-" + options.server
    return os.path.join(options.results, f"java-{feature}{server}.json")


def keep(results, options):
    """Writes the results so that there is a whole file at any time."""
    os.makedirs(options.results, exist_ok=True)
    path = results_path(options, results["java"]["feature"])
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1, default=float)
        file.write("\n")
    os.replace(path + ".new", path)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def render(options):
    """Writes the page, from the results of all JDKs that are kept."""
    paths = sorted(os.path.join(options.results, name) for name in os.listdir(options.results)
                   if name.startswith("java-") and name.endswith(".json"))
    kept = [load(path) for path in paths]
    if not kept:
        raise SetupError(f"there are no results in {options.results}")
    directory = os.path.join(options.out, "benchmarks")
    for results in kept:
        if results.get("server", "tomcat") == "tomcat":
            plots.draw(results, directory)

    def plot(feature, name):
        file = plots.file_name(feature, name)
        return "benchmarks/" + file if os.path.exists(os.path.join(directory, file)) else None

    os.makedirs(options.out, exist_ok=True)
    page = os.path.join(options.out, "benchmarks.md")
    with open(page, "w", encoding="utf-8") as file:
        file.write(report.page(kept, plot))
    say(f"the page is {page}")


def measure(bench, results, options):
    def publish(name, result):
        results["workloads"][name] = {"revision": results["revision"],
                                      "method": throughput.method(name, results["options"]), **result}
        keep(results, options)

    try:
        prepare(bench, results["failures"])
    except TROUBLE as ex:
        raise SetupError(f"the cluster does not start: {ex}") from ex
    results["workerFlags"] = bench.worker_flags
    results["tunedFlags"] = bench.tuned and bench.tuned["training"] + "…"
    for name, run in ALONE.items():
        if name in options.names:
            attempt(name, results, lambda run=run: run(bench, publish))
    side_by_side = [name for name in SIDE_BY_SIDE if name in options.names]
    if side_by_side:
        attempt("side by side", results, lambda: throughput.run(bench, side_by_side, publish))
    keep(results, options)


def attempt(name, results, run):
    """One workload that fails does not end the others."""
    try:
        run()
    except TROUBLE as ex:
        say(f"{name} FAILED: {ex}")
        results["failures"][name] = str(ex)


def earlier(options, feature, results):
    """With a selection of workloads, the other ones are kept as they were."""
    path = results_path(options, feature)
    if options.only and os.path.exists(path):
        results["workloads"] = {name: workload for name, workload in load(path)["workloads"].items()
                                if name not in options.names}


def main(arguments):
    options = parse(arguments)
    if options.render:
        render(options)
        return 0
    if not shutil.which("wrk"):
        raise SetupError("wrk is not installed. It generates the load: apt-get install wrk")
    if not options.no_build:
        build(options.offline, options.server)

    def interrupt(*_):
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    directory = os.path.join(TARGET, "run")
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    # caches and copies of this run do not meet those of others
    environment = {"XDG_CACHE_HOME": os.path.join(directory, "cache")}
    with Processes(directory, environment) as processes:
        bench = Bench(options, processes, options.java_home, directory)
        results = results_of(bench, arguments, options)
        earlier(options, bench.feature, results)
        measure(bench, results, options)
    render(options)
    return 1 if results["failures"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(f"benchmarks/run: {error}")
    except KeyboardInterrupt:
        sys.exit("benchmarks/run: interrupted; everything that it started is stopped")
