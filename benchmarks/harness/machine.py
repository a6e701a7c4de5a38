"""What the figures were measured on."""

import os
import platform
import re
import shutil
import subprocess

from .contenders import program

VERSIONS = {"wrk": ["-v"], "nginx": ["-v"], "haproxy": ["-v"], "node": ["--version"], "redis-server": ["--version"]}


def version(name):
    path = program(name)
    if not path:
        return None
    ran = subprocess.run([path, *VERSIONS[name]], capture_output=True, text=True, timeout=20, check=False)
    match = re.search(r"\d+\.\d+[\w.\-+~]*", ran.stdout + ran.stderr)
    return match.group() if match else "unknown"


def cpu_model():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            match = re.search(r"^model name\s*:\s*(.+)$", file.read(), re.MULTILINE)
            return match.group(1).strip() if match else platform.machine()
    except OSError:
        return platform.machine()


def memory():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def describe():
    return {"cpu": cpu_model(), "processors": len(os.sched_getaffinity(0)), "memory": memory(),
            "kernel": re.match(r"[\d.]*\d", platform.release()).group(), "programs": {name: version(name) for name in VERSIONS}}


def git(root, *arguments):
    ran = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True, timeout=20, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else ""


def revision(root):
    """The commit that is measured, with a mark where files differ from it; None outside of Git."""
    if not shutil.which("git"):
        return None
    commit = git(root, "rev-parse", "--short=10", "HEAD")
    # what a run itself writes does not count
    changes = git(root, "status", "--porcelain", "--", ".", ":!docs", ":!benchmarks/results")
    return (commit + (" with changes" if changes else "")) or None
