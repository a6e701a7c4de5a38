"""What all measurements share: the application, the JDK, ports, directories, Redis."""

import io
import json
import os
import re
import shutil
import subprocess
import zipfile

from . import http, procfs

METADATA = "META-INF/spring-configuration-metadata.json"

LIBRARY = re.compile(r"BOOT-INF/lib/cluster-spring-boot-autoconfigure-[^/]*\.jar")

# Of the application's jar, by its web server
SUFFIXES = {"tomcat": "", "jetty": "-jetty", "netty": "-netty"}

# A start on a busy machine takes long; a bar is what judges it
START_TIMEOUT = 240


class SetupError(Exception):
    """The benchmarks cannot be run."""


def properties_of(jar):
    """The names of the configuration properties that the cluster in this jar knows."""
    with zipfile.ZipFile(jar) as outer:
        for name in outer.namelist():
            if LIBRARY.fullmatch(name):
                with zipfile.ZipFile(io.BytesIO(outer.read(name))) as inner:
                    return {entry["name"] for entry in json.loads(inner.read(METADATA))["properties"]}
    raise SetupError(f"{jar} does not contain the cluster")


def java_version(text):
    """The version and its first number, from what `java -version` prints."""
    match = re.search(r'version "((\d+)[^"]*)"', text)
    if not match:
        raise SetupError("this is no Java: " + text[:200])
    return match.group(1), int(match.group(2))


def shared_flags(command):
    """The flags of a worker that size it, for JVMs that are to be like it behind a proxy."""
    own = re.compile(r"Archive|AOT|-Xlog|-Xshare|CDS")
    return [word for word in command if word.startswith("-X") and not own.search(word)]


class Bench:
    """One run on one JDK."""

    def __init__(self, options, processes, java_home, directory):
        self.options = options
        self.processes = processes
        self.directory = directory
        self.root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self.jar = os.path.join(self.root, "benchmarks", "app", "target", f"benchmark-app{SUFFIXES[options.server]}.jar")
        self.server = options.server
        self.workers = options.workers
        self.java = os.path.join(java_home, "bin", "java") if java_home else shutil.which("java")
        if not self.java or not os.access(self.java, os.X_OK):
            raise SetupError(f"there is no Java at {self.java or 'PATH'}")
        version = subprocess.run([self.java, "-version"], capture_output=True, text=True, timeout=30, check=True)
        self.version, self.feature = java_version(version.stderr)
        # the line that names who built it
        self.version_text = version.stderr.strip().splitlines()[1]
        self.properties = properties_of(self.jar)
        self.redis = None
        self.tuned = None
        self.worker_flags = []
        # of every cluster, besides its own
        self.cluster_arguments = []
        self._ports = set()

    def knows(self, name):
        """Whether the cluster that is measured has this property."""
        return name in self.properties

    def free_port(self):
        return http.free_port(self._ports)

    def start_redis(self):
        """Starts a Redis for the sessions; False where there is none."""
        if not shutil.which("redis-server"):
            return False
        port = self.free_port()
        process = self.processes.start("redis", ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save",
                                                 "", "--appendonly", "no"])
        http.await_listening(port, 10, lambda: not process.ended())
        self.redis = port
        return True

    def application_arguments(self, port):
        arguments = [f"--server.port={port}", "--server.address=127.0.0.1"]
        if self.server == "netty":
            # the starter brings Spring MVC, too
            arguments += ["--spring.main.web-application-type=reactive"]
        if self.redis:
            arguments += ["--spring.data.redis.host=127.0.0.1", f"--spring.data.redis.port={self.redis}"]
        return arguments

    def single_command(self, port, flags=(), jar=None):
        """The application as one JVM."""
        return [self.java, *flags, "-jar", jar or self.jar, "--cluster.enabled=false",
                *self.application_arguments(port)]

    def cluster_command(self, port, policy, workers, arguments=()):
        return [self.java, "-jar", self.jar, "--cluster.enabled=true", f"--cluster.workers={workers}",
                f"--cluster.scheduling-policy={policy}", *self.application_arguments(port), *arguments]

    def prepare_tuned(self, load):
        """Extracts the jar and lets a JVM leave an archive of its classes.

        On 25 it is under load, for the profiles of its methods. Before there are none, and a JVM of 17 with an archive
        from one that was under load was seen to compile hardly anything: 4,000 requests/s rather than 20,000.
        """
        directory = os.path.join(self.directory, "extracted")
        shutil.rmtree(directory, ignore_errors=True)
        extraction = self.processes.start("extraction", [self.java, "-Djarmode=tools", "-jar", self.jar, "extract",
                                                         "--destination", directory])
        try:
            extraction.popen.wait(START_TIMEOUT)
        finally:
            extraction.stop()
        jar = os.path.join(directory, os.path.basename(self.jar))
        if not os.path.exists(jar):
            raise SetupError("the jar was not extracted: " + extraction.tail())
        archive = os.path.join(directory, "app.aot" if self.feature >= 25 else "app.jsa")
        making, using = (("-XX:AOTCacheOutput=", "-XX:AOTCache=") if self.feature >= 25
                         else ("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="))
        port = self.free_port()
        process = self.processes.start("training", self.single_command(port, [making + archive], jar))
        try:
            http.await_answer(port, "/hello", START_TIMEOUT, lambda: not process.ended())
            if self.feature >= 25:
                load(port)
            process.popen.terminate()
            process.popen.wait(180)
        finally:
            process.stop()
        if not os.path.exists(archive):
            raise SetupError("the training run left no archive: " + process.tail())
        self.tuned = {"jar": jar, "flags": [using + archive], "training": making}

    def learn_worker_flags(self, worker):
        self.worker_flags = shared_flags(procfs.command_line(worker))
