"""Single requests, and waiting for the first answer."""

import json
import random
import socket
import time


class NoAnswer(Exception):
    """There was no good answer in time."""


def request_bytes(path, host, close=True, headers=()):
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}"] + list(headers)
    if close:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def parse_response(data):
    """Status, headers (names in lower case; of several, a list) and body of a response that has ended."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ", 2)
    if len(words) < 2 or not words[1].isdigit():
        raise NoAnswer("not HTTP: " + lines[0][:80])
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers.setdefault(name.lower(), []).append(value.strip())
    if headers.get("transfer-encoding") == ["chunked"]:
        body = unchunk(body)
    return int(words[1]), headers, body


def unchunk(data):
    whole = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        length = int(size or b"0", 16)
        if length == 0:
            return whole
        whole, data = whole + data[:length], data[length + 2:]


def receive(connection):
    data = b""
    while True:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece


def get(port, path, timeout=10, headers=()):
    """One request on a connection of its own."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as connection:
            connection.sendall(request_bytes(path, f"127.0.0.1:{port}", headers=headers))
            return parse_response(receive(connection))
    except OSError as ex:
        raise NoAnswer(f"{path}: {ex}") from ex


def get_ok(port, path, timeout=10, headers=()):
    status, found, body = get(port, path, timeout, headers)
    if status != 200:
        raise NoAnswer(f"{path} was answered with {status}")
    return found, body


def get_json(port, path, timeout=10):
    return json.loads(get_ok(port, path, timeout)[1])


def await_answer(port, path, timeout, alive=lambda: True):
    """Asks until there is an answer with 200; the time at which it was there."""
    deadline = time.monotonic() + timeout
    last = "nobody listens"
    while time.monotonic() < deadline:
        if not alive():
            raise NoAnswer("the process has ended")
        try:
            status, _, _ = get(port, path, max(0.1, deadline - time.monotonic()))
            if status == 200:
                return time.monotonic()
            last = f"status {status}"
        except NoAnswer as ex:
            last = str(ex)
        time.sleep(0.005)
    raise NoAnswer(f"no answer from port {port} within {timeout} s: {last}")


def free_port(taken):
    """A port that nobody listens on, below those that the kernel gives to clients."""
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            end = int(file.read().split()[0])
    except OSError:
        end = 32768
    candidates = range(max(1025, end - 8000), end)
    for port in random.sample(candidates, len(candidates)):
        if port in taken:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                continue
        taken.add(port)
        return port
    raise OSError("no free port")


def await_listening(port, timeout, alive=lambda: True):
    """Waits until somebody listens on a port that need not speak HTTP."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if not alive():
            raise NoAnswer("the process has ended")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise NoAnswer(f"nobody listens on port {port} within {timeout} s")
