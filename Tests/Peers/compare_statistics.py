"""The statistics of `evo-rl compare --json` are those of rliable.

    evo-rl compare A='runs/a-*' B='runs/b-*' --json | compare_statistics.py

Interquartile means and probabilities of improvement agree to 1e-9; the ends of the bootstrap intervals,
which both draw at random, to a twentieth of the interval and what ties make of it.
"""
import json
import sys

import numpy as np
from rliable import library, metrics

found = json.load(sys.stdin)
scores = {group["name"]: np.array(group["final"])[:, None] for group in found["groups"]}
failures = 0


def compare(name, own, theirs, tolerance):
    global failures
    agrees = abs(own - theirs) <= tolerance
    failures += not agrees
    print(f"   {'agrees' if agrees else 'DIFFERS'}: {name}: {own:.6g}, rliable {theirs:.6g}")


points, intervals = library.get_interval_estimates(
    scores, lambda x: np.array([metrics.aggregate_iqm(x)]), reps=20000)
for group in found["groups"]:
    name, iqm = group["name"], group["iqm"]
    compare(f"IQM of {name}", iqm["value"], points[name][0], 1e-9)
    low, high = intervals[name][0][0], intervals[name][1][0]
    compare(f"lower end of {name}", iqm["low"], low, 0.05 * (high - low))
    compare(f"upper end of {name}", iqm["high"], high, 0.05 * (high - low))

first = found["groups"][0]["name"]
for pair in found["comparisons"]:
    other = pair["other"]
    pairs = {f"{other},{first}": (scores[other], scores[first])}
    points, intervals = library.get_interval_estimates(
        pairs, lambda x, y: np.array([metrics.probability_of_improvement(x, y)]), reps=2000)
    own = pair["probability_of_improvement"]
    compare(f"improvement of {other}", own["value"], points[f"{other},{first}"][0], 1e-9)
    low, high = intervals[f"{other},{first}"][0][0], intervals[f"{other},{first}"][1][0]
    compare(f"its lower end", own["low"], low, 0.1)
    compare(f"its upper end", own["high"], high, 0.1)

sys.exit(failures > 0)
