"""How fast the environments of evo_rl step beside those of Gymnasium and EnvPool, in one run, in turn.

    python speed.py [seconds of each measurement]

Each figure is the best of five turns, in which every program steps for the same time with actions that are there
already, one thread each. A step of a vector environment is one call.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import logging
import sys
import time

import envpool
import gymnasium
import numpy as np

import evo_rl  # noqa: F401

logging.disable(logging.WARNING)
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 0.3
TURNS = 5
ENVPOOL = {"CartPole": "CartPole-v1", "Pendulum": "Pendulum-v1", "BipedalWalker": "BipedalWalker-v3"}


def single(environment):
    """Steps a second of one environment, which is reset when its episode ends."""
    environment.reset(seed=1)
    actions = [environment.action_space.sample() for _ in range(1000)]
    step, reset = environment.step, environment.reset

    def turn():
        steps, start = 0, time.perf_counter()
        while (seconds := time.perf_counter() - start) < SECONDS:
            for action in actions:
                _, _, terminated, truncated, _ = step(action)
                if terminated or truncated:
                    reset()
            steps += len(actions)
        return steps / seconds

    return turn


def vector(environments, space, count):
    """Steps a second of a vector environment."""
    actions = [np.array([space.sample() for _ in range(count)]) for _ in range(8)]
    environments.reset()
    step = environments.step

    def turn():
        calls, start = 0, time.perf_counter()
        while (seconds := time.perf_counter() - start) < SECONDS:
            for action in actions:
                step(action)
            calls += len(actions)
        return calls * count / seconds

    return turn


def ours(name, count):
    environments = gymnasium.make_vec(f"evo_rl/{name}-v0", num_envs=count, threads=1)
    return vector(environments, environments.single_action_space, count)


def pool(name, count):
    environments = envpool.make_gymnasium(ENVPOOL[name], num_envs=count, num_threads=1)
    return vector(environments, environments.action_space, count)


def compare(what, target, mine, others):
    """Prints the best figures of both and how many times faster ours are."""
    best = {name: 0.0 for name in ("evo_rl", *others)}
    for _ in range(TURNS):
        for name, turn in (("evo_rl", mine), *others.items()):
            best[name] = max(best[name], turn())
    told = ", ".join(f"{name} {rate / 1e3:,.0f} k" for name, rate in best.items())
    ratios = {name: best["evo_rl"] / best[name] for name in others}
    said = ", ".join(f"{ratio:.1f} times {name}" for name, ratio in ratios.items())
    print(f"{what}: {told} steps/s: {said}" + (f" (target {target})" if target else ""), flush=True)


compare("CartPole, one environment", "4 times gym.make",
        single(gymnasium.make("evo_rl/CartPole-v0")), {"gym.make": single(gymnasium.make("CartPole-v1"))})
for count, target in ((1, ""), (64, "10 times EnvPool"), (1024, "20 times EnvPool")):
    numpy_form = gymnasium.make_vec("CartPole-v1", num_envs=count, vectorization_mode="vector_entry_point")
    compare(f"CartPole, batch {count}", target, ours("CartPole", count), {
        "EnvPool": pool("CartPole", count),
        "Gymnasium's numpy form": vector(numpy_form, numpy_form.single_action_space, count)})
compare("Pendulum, batch 64", "", ours("Pendulum", 64), {"EnvPool": pool("Pendulum", 64)})
for count, target in ((1, ""), (64, "1.6 times EnvPool"), (1024, "")):
    compare(f"BipedalWalker, batch {count}", target, ours("BipedalWalker", count),
            {"EnvPool": pool("BipedalWalker", count)})
