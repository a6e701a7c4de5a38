"""Who is measured, and how each is started."""

import os
import re
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass

from . import http, procfs
from .bench import START_TIMEOUT

LISTENING = re.compile(r"\bWorker (\d+) .*\bis listening\b")

ARCHIVE_MADE = re.compile(r"\barchive of the application's classes was made\b")

FORKED = re.compile(r"\bWorker (\d+) .*\bforked\b")

PEERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers")


@dataclass(frozen=True)
class Contender:
    """Somebody to measure: `missing` gives the reason why it cannot take part, or None."""

    key: str
    title: str
    kind: str
    start: object
    missing: object = lambda bench: None
    workers: object = lambda bench: bench.workers


class Service:
    """A contender that runs. The first of its processes is asked for as its primary."""

    def __init__(self, contender, bench, port, processes):
        self.contender = contender
        self.bench = bench
        self.port = port
        self.processes = processes

    @property
    def primary(self):
        return self.processes[0]

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def alive(self):
        return not any(process.ended() for process in self.processes)

    def pids(self):
        return sorted({pid for process in self.processes for pid in procfs.tree(process.pid)})

    def ticks(self):
        return sum(procfs.cpu_ticks(pid) for pid in self.pids())

    def first_answer(self, path="/hello"):
        """The time at which there was an answer."""
        try:
            return http.await_answer(self.port, path, START_TIMEOUT, self.alive)
        except http.NoAnswer as ex:
            raise http.NoAnswer(f"{self.contender.key}: {ex}\n{self.primary.tail()}") from ex

    def events(self, pattern):
        """When the primary logged what matches, by worker id; the last time of each."""
        found = {}
        for at, line in list(self.primary.lines):
            match = pattern.search(line)
            if match:
                found[int(match.group(1))] = at
        return found

    def await_events(self, pattern, count, timeout=START_TIMEOUT):
        """Waits until that many workers had an event; when each had it."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = self.events(pattern)
            if len(found) >= count:
                return found
            if not self.alive():
                break
            time.sleep(0.005)
        raise http.NoAnswer(f"{len(found)} of {count} workers did it in time ('{pattern.pattern}')\n"
                            + self.primary.tail())

    def await_ready(self):
        """Waits until everybody who is to serve does."""
        if self.contender.kind == "cluster":
            self.await_events(LISTENING, self.contender.workers(self.bench))
        if self.contender.kind == "node":
            self.await_events(re.compile(r"worker (\d+) is listening"), self.bench.workers)
        self.first_answer()

    def await_line(self, pattern, timeout):
        """Waits until the primary has logged what matches; whether it did."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.alive():
            if any(pattern.search(line) for _, line in list(self.primary.lines)):
                return True
            time.sleep(0.1)
        return False

    def cluster(self):
        """What the actuator endpoint says about the cluster."""
        return http.get_json(self.port, "/actuator/cluster")

    def settle(self, share=0.05, timeout=60):
        """Waits until the processes do next to nothing for two seconds, such as after a start."""
        deadline = time.monotonic() + timeout
        quiet = 0
        before = self.ticks()
        while quiet < 2 and time.monotonic() < deadline:
            time.sleep(1)
            now = self.ticks()
            quiet = quiet + 1 if now - before <= share * procfs.TICKS_PER_SECOND else 0
            before = now

    def freeze(self):
        """Lets it not run at all until `thaw`. Who does nothing takes processor time too: a JVM wakes up 20 times a
        second."""
        for process in self.processes:
            process.freeze()

    def thaw(self):
        for process in self.processes:
            process.thaw()

    @contextmanager
    def thawed(self):
        self.thaw()
        try:
            yield
        finally:
            self.freeze()

    def stop(self):
        for process in self.processes:
            process.stop()


def fill(template, directory, values):
    """Writes a configuration file from its template; the path of what was written."""
    with open(os.path.join(PEERS, template), encoding="utf-8") as file:
        text = file.read()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    path = os.path.join(directory, template)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def cluster(key, title, policy, workers=None, arguments=(), needs=()):
    def count(bench):
        return workers or bench.workers

    def start(bench, contender):
        port = bench.free_port()
        command = bench.cluster_command(port, policy, count(bench), [*arguments, *bench.cluster_arguments])
        return Service(contender, bench, port, [bench.processes.start(key, command)])

    def missing(bench):
        unknown = [name for name in needs if not bench.knows(name)]
        return f"`{unknown[0]}` is not a property of this version" if unknown else None

    return Contender(key, title, "cluster", start, missing, count)


def single(key, title, tuned=False):
    def start(bench, contender):
        port = bench.free_port()
        command = (bench.single_command(port, bench.tuned["flags"], bench.tuned["jar"]) if tuned
                   else bench.single_command(port))
        return Service(contender, bench, port, [bench.processes.start(key, command)])

    def missing(bench):
        return "there is no archive of its classes" if tuned and not bench.tuned else None

    return Contender(key, title, "jvm", start, missing)


def proxied(key, title, server_line, command_of):
    """A proxy in front of as many JVMs as the cluster has workers, with the flags of those."""

    def start(bench, contender):
        port = bench.free_port()
        ports = [bench.free_port() for _ in range(bench.workers)]
        jvms = [bench.processes.start(f"{key}-jvm", bench.single_command(own, bench.worker_flags)) for own in ports]
        for own, jvm in zip(ports, jvms):
            http.await_answer(own, "/hello", START_TIMEOUT, lambda jvm=jvm: not jvm.ended())
        directory = os.path.join(bench.directory, key)
        os.makedirs(directory, exist_ok=True)
        servers = "\n".join(server_line.format(port=own, index=index) for index, own in enumerate(ports))
        processors = len(os.sched_getaffinity(0))
        command = command_of(directory, {"directory": directory, "port": port, "processors": processors,
                                         "servers": servers})
        return Service(contender, bench, port, [bench.processes.start(key, command)] + jvms)

    def missing(bench):
        return None if program(key) else f"{key} is not installed"

    return Contender(key, title, "proxy", start, missing)


def program(name):
    """Where a program is; servers are often not on the path of those who are not root."""
    return shutil.which(name, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin:/usr/local/sbin")


def nginx_command(directory, values):
    return [program("nginx"), "-p", directory, "-e", "stderr", "-c", fill("nginx.conf", directory, values)]


def haproxy_command(directory, values):
    return [program("haproxy"), "-db", "-f", fill("haproxy.cfg", directory, values)]


def node(key, title, policy):
    def start(bench, contender):
        port = bench.free_port()
        command = ["env", f"NODE_CLUSTER_SCHED_POLICY={policy}", shutil.which("node"),
                   os.path.join(PEERS, "node-cluster.js"), str(port), str(bench.workers)]
        return Service(contender, bench, port, [bench.processes.start(key, command)])

    return Contender(key, title, "node", start, lambda bench: None if shutil.which("node") else "node is not installed")


ALL = {contender.key: contender for contender in [
    single("jvm", "one JVM"),
    single("jvm-tuned", "one JVM, tuned", tuned=True),
    cluster("os", "cluster, `os`", "os"),
    cluster("rr", "cluster, `round-robin`", "round-robin"),
    cluster("os-no-cache", "cluster, `os`, without start-up cache", "os", arguments=["--cluster.startup-cache=off"],
            needs=["cluster.startup-cache"]),
    cluster("os-warm-up", "cluster, `os`, with warm-up", "os", arguments=["--cluster.worker.warm-up=/hello"],
            needs=["cluster.worker.warm-up"]),
    cluster("os-standby", "cluster, `os`, with a standby", "os", arguments=["--cluster.standby=1"],
            needs=["cluster.standby"]),
    cluster("os-no-pause", "cluster, `os`, `reload.pause` 0", "os", arguments=["--cluster.reload.pause=0s"],
            needs=["cluster.reload.pause"]),
    cluster("os-pause-5s", "cluster, `os`, `reload.pause` 5 s", "os", arguments=["--cluster.reload.pause=5s"],
            needs=["cluster.reload.pause"]),
    cluster("one-worker", "cluster of one", "os", workers=1, arguments=["--cluster.restart.stable-after=1s"]),
    cluster("one-worker-standby", "cluster of one, with a standby", "os", workers=1,
            arguments=["--cluster.restart.stable-after=1s", "--cluster.standby=1"], needs=["cluster.standby"]),
    proxied("nginx", "nginx, JVMs", "\t\tserver 127.0.0.1:{port};", nginx_command),
    proxied("haproxy", "HAProxy, JVMs", "\tserver jvm{index} 127.0.0.1:{port}", haproxy_command),
    node("node-rr", "Node's cluster, round-robin", "rr"),
    node("node-os", "Node's cluster, `SCHED_NONE`", "none"),
]}
