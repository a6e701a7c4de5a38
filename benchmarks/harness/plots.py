"""Plots, where matplotlib is there."""

import os

from .contenders import ALL
from .stats import Spread, ratios, series

try:
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
except ImportError:
    pyplot = None

COLOURS = {"jvm": "#555555", "jvm-tuned": "#999999", "os": "#2f7d32", "rr": "#1f5fa8",
           "os-no-cache": "#9ccc65", "os-warm-up": "#ef6c00", "os-standby": "#6a1b9a",
           "nginx": "#00897b", "haproxy": "#26c6da", "node-rr": "#c0a000", "node-os": "#e0c860"}

LOADS = {"keepalive": "keep-alive", "close": "connection\nper request", "session": "session", "cpu": "CPU-bound",
         "allocate": "allocating"}


def title(key):
    return ALL[key].title.replace("`", "")


def colour(key):
    return COLOURS.get(key, "#000000")


def bars(axes, groups, value_of):
    """Grouped bars with whiskers from the smallest to the largest; groups are (label, keys)."""
    place, ticks, labels, named = 0, [], [], set()
    for label, keys in groups:
        begin = place
        for key in keys:
            spread = value_of(label, key)
            if spread is None:
                continue
            axes.bar(place, spread.median, color=colour(key), label=None if key in named else title(key),
                     yerr=[[spread.median - spread.low], [spread.high - spread.median]], capsize=2,
                     error_kw={"linewidth": 0.8})
            named.add(key)
            place += 1
        if place > begin:
            ticks.append((begin + place - 1) / 2)
            labels.append(label)
            place += 1
    axes.set_xticks(ticks, labels)
    return bool(named)


def throughput(results, axes):
    names = {LOADS[name]: name for name in LOADS if name in results["workloads"]}
    rounds = {label: results["workloads"][name]["rounds"] for label, name in names.items()}
    groups = [(label, [key for key in ALL if any(key in entry for entry in rounds[label])]) for label in names]
    drawn = bars(axes, groups, lambda label, key: Spread.of(ratios(rounds[label], key, "rps", "jvm")))
    axes.axhline(1, color="#555555", linewidth=0.8)
    axes.set_ylabel("requests/s, of one JVM")
    return drawn


def allocate(results, axes):
    rounds = results["workloads"]["allocate"]["rounds"]
    keys = [key for key in ALL if any(key in entry for entry in rounds)]
    drawn = bars(axes, [(name, keys) for name in ("p50", "p99", "p99.9", "max")],
                 lambda name, key: Spread.of(series(rounds, key, name)))
    axes.set_ylabel("latency of the allocating handler, ms")
    return drawn


def startup(results, axes):
    rounds = results["workloads"]["startup"]["rounds"]
    keys = [key for key in ALL if any(key in entry for entry in rounds)]
    metrics = {"first answer": "firstAnswer", "fork to listening": "forkToListening", "all listening": "allListening"}
    drawn = bars(axes, [(label, keys) for label in metrics],
                 lambda label, key: Spread.of(series(rounds, key, metrics[label])))
    axes.set_ylabel("seconds")
    return drawn


def warmup(results, axes):
    lines = results["workloads"]["warmup"]["series"]
    for key, runs in lines.items():
        for index, run in enumerate(runs):
            axes.plot(range(1, len(run) + 1), run, color=colour(key), linewidth=1.2, alpha=0.8,
                      label=None if index else title(key))
    axes.set_xlabel("seconds of full load after a cold start")
    axes.set_ylabel("requests/s")
    axes.set_ylim(bottom=0)
    return bool(lines)


def reload(results, axes):
    lines = results["workloads"]["reload"]["series"]
    for key, runs in lines.items():
        for index, run in enumerate(runs):
            seconds = [second + 0.5 - run["begin"] for second in range(len(run["counts"]))]
            axes.plot(seconds, run["counts"], color=colour(key), linewidth=1.2, alpha=0.8,
                      label=None if index else title(key))
            axes.axvline(run["end"] - run["begin"], color=colour(key), linewidth=0.6, linestyle=":")
    axes.axvline(0, color="#555555", linewidth=0.8)
    axes.set_xlabel("seconds after HUP; dotted: the end of the reload")
    axes.set_ylabel("requests/s")
    axes.set_ylim(bottom=0)
    return bool(lines)


PLOTS = {"throughput": ("keepalive", throughput), "allocate": ("allocate", allocate), "startup": ("startup", startup),
         "warmup": ("warmup", warmup), "reload": ("reload", reload)}


def file_name(feature, name):
    return f"java-{feature}-{name}.png"


def draw(results, directory):
    """Draws what was measured into PNG files. Nothing where matplotlib is missing."""
    if pyplot is None:
        return
    os.makedirs(directory, exist_ok=True)
    feature = results["java"]["feature"]
    for name, (workload, plot) in PLOTS.items():
        path = os.path.join(directory, file_name(feature, name))
        if os.path.exists(path):
            os.remove(path)
        if workload not in results["workloads"]:
            continue
        figure, axes = pyplot.subplots(figsize=(9, 4), layout="constrained")
        try:
            if plot(results, axes):
                axes.spines[["top", "right"]].set_visible(False)
                axes.set_title(f"Java {feature}", loc="left", fontsize=10)
                axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=8, frameon=False)
                figure.savefig(path, dpi=110)
        finally:
            pyplot.close(figure)
