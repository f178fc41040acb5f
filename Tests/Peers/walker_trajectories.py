"""Records Gymnasium's BipedalWalker-v3 on a given ground with a given push and given actions.

    pip install swig && pip install "gymnasium[box2d]"
    python Tests/Peers/walker_trajectories.py Tests/EvoEnvsTests/Golden

writes walker-flat.json, walker-grass.json and walker-hardcore.json: the ground (points, and
blocks as low x, low y, high x, high y), the push, the actions, and per step the 24 observations
and the reward. The first observation is the one that reset returns.
"""

import json
import pathlib
import sys

import gymnasium
import numpy as np
from gymnasium.envs.box2d.bipedal_walker import BipedalWalkerHeuristics, TERRAIN_HEIGHT

STEPS = 120


class FlatGround:
    """Stands in for the random numbers of a walker: no bumps, and a fixed push."""

    def __init__(self, push):
        self.push = push

    def uniform(self, low, high, size=None):
        return self.push if (low, high) == (-5, 5) else 0.0

    def integers(self, low, high):
        return low


def ground_of(walker):
    """The points of the chain and the sides of the blocks, as Box2D holds them."""
    points, blocks = [], []
    for body in reversed(walker.terrain):
        vertices = [list(v) for v in body.fixtures[0].shape.vertices]
        if len(vertices) == 2:
            points += vertices if not points else vertices[1:]
        else:
            xs, ys = zip(*vertices)
            blocks.append([min(xs), min(ys), max(xs), max(ys)])
    return points, blocks


class Watch:
    """Passes random numbers through and keeps the push: the only one between -5 and 5."""

    def __init__(self, source):
        self.source = source

    def uniform(self, low, high, size=None):
        value = self.source.uniform(low, high, size)
        if (low, high) == (-5, 5):
            self.push = value
        return value

    def __getattr__(self, name):
        return getattr(self.source, name)


def record(hardcore, seed, flat, policy):
    env = gymnasium.make("BipedalWalker-v3", hardcore=hardcore)
    walker = env.unwrapped
    env.reset(seed=seed)
    walker.np_random = FlatGround(3.0) if flat else Watch(walker.np_random)
    observation, _ = walker.reset()
    points, blocks = ground_of(walker)
    actions, observations, rewards = [], [observation], []
    terminated = False
    while len(actions) < STEPS and not terminated:
        action = policy(observation, len(actions))
        observation, reward, terminated, _, _ = walker.step(action)
        actions.append(action)
        observations.append(observation)
        rewards.append(reward)
    return {
        "origin": f"gymnasium {gymnasium.__version__} BipedalWalker-v3, hardcore={hardcore}",
        "push": walker.np_random.push,
        "points": rounded(points),
        "blocks": rounded(blocks),
        "actions": rounded(actions),
        "observations": rounded(observations),
        "rewards": rounded(rewards),
    }


def rounded(values):
    """Seven digits: all that a float holds, but the last bit."""
    if isinstance(values, (list, tuple, np.ndarray)):
        return [rounded(value) for value in values]
    return float(f"{float(values):.7g}")


def heuristic():
    walker = BipedalWalkerHeuristics()
    walker.a = np.zeros(4)
    return lambda observation, step: walker.step_heuristic(observation).astype(np.float32).copy()


def wander(seed):
    rng = np.random.default_rng(seed)
    return lambda observation, step: rng.uniform(-1, 1, 4).astype(np.float32)


def main(folder):
    runs = {
        "walker-flat": record(False, 0, True, heuristic()),
        "walker-grass": record(False, 1, False, wander(1)),
        "walker-hardcore": record(True, 2, False, heuristic()),
    }
    for name, run in runs.items():
        path = pathlib.Path(folder) / f"{name}.json"
        path.write_text(json.dumps(run, separators=(",", ":")) + "\n")
        print(path, len(run["actions"]), "steps, return", round(sum(run["rewards"]), 2))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".")
