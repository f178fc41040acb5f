"""How fast evo-rl trains in Gymnasium environments, beside Gymnasium's own vector environments, in turn.

    gymnasium_speed.py path/to/evo-rl [seconds of each]

The steps of evo-rl are those of a whole training with two workers: policies, updates and evaluations are in them.
The others step with actions that are there already. A round is a step of one single environment, there and back.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import gymnasium
import numpy as np
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv

PROGRAM = os.path.abspath(sys.argv[1])
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 5
ENVIRONMENT = {
    **os.environ, "EVO_RL_PYTHON": sys.executable, "PYTHONPATH": str(pathlib.Path(__file__).resolve().parent)}


def evo(folder, *arguments):
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=folder, env=ENVIRONMENT, text=True, capture_output=True, check=True)
    return json.loads(done.stdout.strip().split("\n")[-1])


def train(folder, id):
    """Steps a second of a training, from its first generation to its last."""
    name = f"{time.monotonic_ns()}"
    evo(folder, "train", f"gym:{id}", "--seconds", SECONDS, "--workers", 2, "--out", name, "--json", "--quiet")
    metrics = (pathlib.Path(folder) / name / "metrics.csv").read_text().strip().split("\n")
    rows = [dict(zip(metrics[0].split(","), row.split(","))) for row in metrics[1:]]
    steps, seconds = (float(rows[-1][key]) - float(rows[0][key]) for key in ("env_steps", "seconds"))
    return steps / seconds


def step(kind, id, count):
    """Steps a second of a vector environment of Gymnasium."""
    environments = kind(
        [lambda: gymnasium.make(id, disable_env_checker=True)] * count, autoreset_mode=AutoresetMode.SAME_STEP)
    environments.reset(seed=1)
    actions = np.array([environments.single_action_space.sample() for _ in range(count)])
    environments.step(actions)
    steps, start = 0, time.perf_counter()
    while (seconds := time.perf_counter() - start) < SECONDS:
        environments.step(actions)
        steps += count
    environments.close()
    return steps / seconds


def round_trip(folder):
    """Seconds of a step of one environment that does next to nothing, and of the same step within Python."""
    steps = 100_000
    id = "gymnasium_env:Idle-v0"
    evo(folder, "train", f"gym:{id}", "--generations", 1, "--out", "idle", "--quiet", "--json", "--set",
        "training.horizon=2", "--set", "strategy.population=2", "--set", "evaluation.every=0", "--set",
        "evaluation.episodes=1", "--set", "evaluation.confirm=0")

    def seconds(*arguments):
        start = time.perf_counter()
        evo(folder, *arguments)
        return time.perf_counter() - start

    # Both start Python and look at the environment; the second plays an episode besides.
    bridge = seconds("eval", "idle", "--episodes", 1, "--workers", 1, "--json") - seconds(
        "list", "env", f"gym:{id}", "--json")
    environment = gymnasium.make(id, disable_env_checker=True)
    environment.reset(seed=1)
    start = time.perf_counter()
    for _ in range(steps - 1):
        environment.step(0)
    return bridge / steps, (time.perf_counter() - start) / steps


folder = tempfile.mkdtemp()
for turn in (1, 2, 3):
    ours = train(folder, "CartPole-v1")
    for name, kind, count in (
        ("SyncVectorEnv", SyncVectorEnv, 128), ("AsyncVectorEnv", AsyncVectorEnv, 2),
        ("AsyncVectorEnv", AsyncVectorEnv, 32),
    ):
        theirs = step(kind, "CartPole-v1", count)
        print(
            f"CartPole-v1: evo-rl, two workers {ours / 1000:.1f} k steps/s; {name} of {count} {theirs / 1000:.1f} k; "
            f"ratio {ours / theirs:.1f}")
whole, own = round_trip(folder)
print(
    f"one environment that does nothing: {whole * 1e6:.1f} µs a step with its policy, {own * 1e6:.1f} µs of them in "
    f"its step: {(whole - own) * 1e6:.1f} µs a round for the bridge")
