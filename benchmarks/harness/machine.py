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
            "kernel": platform.release(), "programs": {name: version(name) for name in VERSIONS}}


def revision(root):
    """The commit that is measured, with a mark where files differ from it; None outside of Git."""
    if not shutil.which("git"):
        return None
    ran = subprocess.run(["git", "-C", root, "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"],
                         capture_output=True, text=True, timeout=20, check=False)
    return ran.stdout.strip() or None
