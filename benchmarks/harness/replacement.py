"""From kill -9 of the only worker until another one accepts, as a client sees it."""

import os
import signal
import socket
import time

from . import http, procfs
from .bench import START_TIMEOUT
from .rounds import Record, running_side_by_side

# Seldom enough to leave the processors to what is measured
POLL = 0.002

CONTENDERS = ("one-worker", "one-worker-standby")

DEATH_TIMEOUT = 10

# cluster.restart.stable-after of these contenders, and some more: then a restart is immediate
STABLE = 2


def run(bench, publish):
    record = Record("replacement")

    def prepare(service):
        service.first_answer()
        service.settle()

    with running_side_by_side(bench, record, record.take_part(bench, CONTENDERS), prepare) as services:

        def measure(key):
            service = services[key]
            worker = int(http.get_ok(service.port, "/pid")[1])
            time.sleep(STABLE)
            metrics = kill(service, worker)
            # a new standby may be on its way
            service.settle()
            return metrics

        record.interleave(bench.options.rounds, list(services), measure)
    publish("replacement", record.result())


def kill(service, worker):
    """Kills a worker and waits in the backlog for its replacement. Milliseconds."""
    killed = time.monotonic()
    os.kill(worker, signal.SIGKILL)
    while not procfs.is_dead(worker):
        if time.monotonic() > killed + DEATH_TIMEOUT:
            raise http.NoAnswer(f"worker {worker} did not die")
        time.sleep(POLL)
    with socket.create_connection(("127.0.0.1", service.port), START_TIMEOUT) as connection:
        connection.sendall(http.request_bytes("/pid", "localhost"))
        while procfs.accept_queue(service.port) > 0:
            if time.monotonic() > killed + START_TIMEOUT:
                raise http.NoAnswer("nobody accepts")
            time.sleep(POLL)
        accepting = time.monotonic()
        status, _, body = http.parse_response(http.receive(connection))
        answered = time.monotonic()
    if status != 200 or int(body) == worker:
        raise http.NoAnswer(f"status {status} from {body!r}")
    return {"accepting": (accepting - killed) * 1000, "firstAnswerAfterKill": (answered - killed) * 1000}
