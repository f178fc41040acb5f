"""Records Gymnasium's BipedalWalker-v3 with its ground, push and actions.

    pip install swig && pip install "gymnasium[box2d]"
    python Tests/Peers/walker_trajectories.py Tests/EvoEnvsTests/Golden

writes walkers.json: episodes with the ground (points, and blocks as low x, low y, high x, high y), the
push, the actions, and per step the 24 observations and the reward. The first observation is the one that
reset returns. The trained actions are those of the shipped policies when this was last run.
"""

import json
import pathlib
import sys

import gymnasium
import numpy as np
from gymnasium.envs.box2d.bipedal_walker import BipedalWalkerHeuristics

import act_with_policy

POLICIES = pathlib.Path(__file__).resolve().parents[2] / "policies"
STEPS = 300


class FlatGround:
    """Stands in for the random numbers of a walker: no bumps, and a fixed push."""

    def __init__(self, push):
        self.push = push

    def uniform(self, low, high, size=None):
        return self.push if (low, high) == (-5, 5) else 0.0

    def integers(self, low, high):
        return low


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


def record(name, hardcore, seed, policy, flat=False):
    env = gymnasium.make("BipedalWalker-v3", hardcore=hardcore)
    walker = env.unwrapped
    env.reset(seed=seed)
    walker.np_random = FlatGround(3.0) if flat else Watch(walker.np_random)
    observation, _ = walker.reset()
    points, blocks = ground_of(walker)
    actions, observations, rewards = [], [observation], []
    terminated = False
    while len(actions) < STEPS and not terminated:
        action = policy(observation)
        observation, reward, terminated, _, _ = walker.step(action)
        actions.append(action)
        observations.append(observation)
        rewards.append(reward)
    return {
        "name": name,
        "origin": f"gymnasium {gymnasium.__version__} BipedalWalker-v3, hardcore={hardcore}",
        "hardcore": hardcore,
        "push": walker.np_random.push,
        "points": rounded(points),
        "blocks": rounded(blocks),
        "actions": rounded(actions),
        "observations": rounded(observations),
        "rewards": rounded(rewards),
        "terminated": bool(terminated),
    }


def rounded(values):
    """Nine digits: all that a float holds."""
    if isinstance(values, (list, tuple, np.ndarray)):
        return [rounded(value) for value in values]
    return float(f"{float(values):.9g}")


def heuristic():
    walker = BipedalWalkerHeuristics()
    walker.a = np.zeros(4)
    return lambda observation: walker.step_heuristic(observation).astype(np.float32).copy()


def wander(seed):
    rng = np.random.default_rng(seed)
    return lambda observation: rng.uniform(-1, 1, 4).astype(np.float32)


def held(*action):
    return lambda observation: np.array(action, dtype=np.float32)


def trained(name):
    policy = act_with_policy.load(POLICIES / name)
    return lambda observation: np.asarray(policy(observation), dtype=np.float32)


def main(folder):
    runs = [
        record("flat ground, by rules", False, 0, heuristic(), flat=True),
        record("grass, by rules", False, 3, heuristic()),
        record("grass, random", False, 1, wander(1)),
        record("grass, random again", False, 7, wander(7)),
        record("grass, a leg bent to its stops", False, 4, held(1, -1, 0, 0)),
        record("grass, a leg stretched to its stops", False, 5, held(-1, 1, 0, 0)),
        record("grass, both legs to their stops", False, 6, held(1, 1, 1, 1)),
        record("grass, trained", False, 8, trained("bipedal-walker")),
        record("hardcore, by rules", True, 2, heuristic()),
        record("hardcore, random", True, 9, wander(9)),
        record("hardcore, a leg to its stops", True, 10, held(-1, -1, 0, 0)),
        record("hardcore, trained", True, 11, trained("bipedal-walker-hardcore")),
    ]
    path = pathlib.Path(folder) / "walkers.json"
    path.write_text("[\n" + ",\n".join(json.dumps(run, separators=(",", ":")) for run in runs) + "\n]\n")
    for run in runs:
        print(f"{run['name']}: {len(run['actions'])} steps, return {sum(run['rewards']):.2f}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".")
