"""What /proc says about processes and sockets. The parsers are pure."""

import os

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

ESTABLISHED = "01"

LISTEN = "0A"


def parse_stat(text):
    """Parent, process group, state and CPU ticks (user and system) of /proc/PID/stat."""
    # the name is in parentheses and may itself contain some
    rest = text[text.rindex(")") + 2:].split()
    return {"state": rest[0], "ppid": int(rest[1]), "pgrp": int(rest[2]), "ticks": int(rest[11]) + int(rest[12])}


def parse_sizes(text):
    """The sizes in bytes of lines such as `Pss:  12 kB`, of smaps_rollup or status."""
    sizes = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 3 and words[2] == "kB" and words[1].isdigit():
            sizes[words[0].rstrip(":")] = int(words[1]) * 1024
    return sizes


def sum_pss(rollups):
    """The proportional set size of several processes together, in bytes."""
    return sum(parse_sizes(text)["Pss"] for text in rollups)


def parse_sockets(text):
    """Local port, state, queue and inode of each line of /proc/net/tcp or tcp6."""
    sockets = []
    for line in text.splitlines()[1:]:
        words = line.split()
        if len(words) < 10:
            continue
        sockets.append({"port": int(words[1].rsplit(":", 1)[1], 16), "state": words[3],
                        "queue": int(words[4].split(":")[1], 16), "inode": words[9]})
    return sockets


def parent_map(stats):
    """Children by parent, from the parsed stats by pid."""
    children = {}
    for pid, stat in stats.items():
        children.setdefault(stat["ppid"], []).append(pid)
    return children


def descendants(root, children):
    """A process and all below it, the process first."""
    found, queue = [], [root]
    while queue:
        pid = queue.pop(0)
        found.append(pid)
        queue += sorted(children.get(pid, []))
    return found


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def stat(pid):
    """The parsed stat of a process, or None if there is none."""
    try:
        return parse_stat(read(f"/proc/{pid}/stat"))
    except (FileNotFoundError, ProcessLookupError):
        return None


def all_stats():
    found = {int(name): stat(name) for name in os.listdir("/proc") if name.isdigit()}
    return {pid: known for pid, known in found.items() if known}


def compiler_ticks(pids):
    """CPU ticks of HotSpot's compilers in some processes; 0 where there are none."""
    ticks = 0
    for path in [f"/proc/{pid}/task/{thread}/stat" for pid in pids for thread in threads(pid)]:
        try:
            text = read(path)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "(C1 Compiler" in text or "(C2 Compiler" in text:
            ticks += parse_stat(text)["ticks"]
    return ticks


def tree(pid):
    """A process and all below it that are alive."""
    stats = all_stats()
    return [found for found in descendants(pid, parent_map(stats)) if found in stats and stats[found]["state"] != "Z"]


def group(pgrp):
    """The living processes of a process group."""
    return [pid for pid, known in all_stats().items() if known["pgrp"] == pgrp and known["state"] != "Z"]


def is_dead(pid):
    """Whether nothing of a process runs any more. Its first thread is a zombie before the others have ended, one of
    which may still take a connection out of a backlog."""
    known = stat(pid)
    return known is None or (known["state"] in "ZX" and len(threads(pid)) <= 1)


def threads(pid):
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def pss(pids):
    return sum_pss(read(f"/proc/{pid}/smaps_rollup") for pid in pids)


def rss(pid):
    return parse_sizes(read(f"/proc/{pid}/status"))["VmRSS"]


def cpu_ticks(pid):
    known = stat(pid)
    return known["ticks"] if known else 0


def command_line(pid):
    return read(f"/proc/{pid}/cmdline").split("\0")[:-1]


def sockets():
    found = parse_sockets(read("/proc/net/tcp"))
    if os.path.exists("/proc/net/tcp6"):
        found += parse_sockets(read("/proc/net/tcp6"))
    return found


def accept_queue(port):
    """How many connections of a listening port nobody has accepted yet."""
    return sum(socket["queue"] for socket in sockets() if socket["port"] == port and socket["state"] == LISTEN)


def connections(pid, inodes):
    """How many of some sockets a process has open."""
    count = 0
    directory = f"/proc/{pid}/fd"
    for name in os.listdir(directory):
        try:
            target = os.readlink(f"{directory}/{name}")
        except FileNotFoundError:
            continue
        if target.startswith("socket:[") and target[8:-1] in inodes:
            count += 1
    return count


def established(port, pids):
    """How many connections to a port each of some processes has."""
    inodes = {socket["inode"] for socket in sockets() if socket["port"] == port and socket["state"] == ESTABLISHED}
    return [connections(pid, inodes) for pid in pids]
