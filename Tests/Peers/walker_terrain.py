"""Statistics of the ground of Gymnasium's BipedalWalker-v3 over 1,000 seeds.

    pip install swig && pip install "gymnasium[box2d]"
    python Tests/Peers/walker_terrain.py Tests/EvoEnvsTests/Golden

writes walker-terrain.json: per statistic its mean and standard deviation over the seeds.
WalkerTerrainTests.swift takes the same statistics of our own ground.
"""

import json
import pathlib
import sys

import gymnasium
import numpy as np
from gymnasium.envs.box2d.bipedal_walker import TERRAIN_STEP

SEEDS = 1000
SIZES = {"stumps of 1": (1, 1), "stumps of 2": (2, 2), "stairs": (4, 1), "pit walls": (1, 4)}


def statistics(walker):
    y = np.array(walker.terrain_y)
    rise = np.diff(y)
    result = {f"height {i}": y[i] for i in (30, 60, 100, 150, 199)}
    result["level edges"] = np.mean(np.abs(rise) < 1e-6)
    result["rise"] = np.mean(np.abs(rise))
    result["largest rise"] = np.max(np.abs(rise))
    sizes = []
    for body in walker.terrain:
        vertices = np.array([list(v) for v in body.fixtures[0].shape.vertices])
        if len(vertices) == 4:
            sizes.append(tuple(np.round(np.ptp(vertices, axis=0) / TERRAIN_STEP).astype(int)))
    for name, size in SIZES.items():
        result[name] = sizes.count(size)
    result["other blocks"] = len(sizes) - sum(result[name] for name in SIZES)
    return result


def summary(values):
    return {
        "mean": round(float(np.mean(values)), 6),
        "deviation": round(float(np.std(values)), 6),
    }


def main(folder):
    report = {}
    for name, hardcore in {"bipedal-walker": False, "bipedal-walker-hardcore": True}.items():
        walker = gymnasium.make("BipedalWalker-v3", hardcore=hardcore).unwrapped
        rows = []
        for seed in range(SEEDS):
            walker.reset(seed=seed)
            rows.append(statistics(walker))
        report[name] = {key: summary([row[key] for row in rows]) for key in rows[0]}
    path = pathlib.Path(folder) / "walker-terrain.json"
    path.write_text(json.dumps(report, indent=1) + "\n")
    print(path.read_text())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".")
