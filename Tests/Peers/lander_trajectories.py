"""Records Gymnasium's LunarLander-v3 with its ground, first force, unevenness and actions.

    pip install swig && pip install "gymnasium[box2d]"
    python Tests/Peers/lander_trajectories.py Tests/EvoEnvsTests/Golden

writes lunar-lander.json: episodes with the 12 drawn heights, the force, and per step the two random
numbers of the engines (divided by 30), the action, the 8 observations and the reward. The first
numbers and observation are those of the step that reset lets pass. The trained actions are those of the
shipped policies when this was last run.
"""

import json
import pathlib
import sys

import gymnasium
import numpy as np
from gymnasium.envs.box2d.lunar_lander import SCALE, heuristic

import act_with_policy

POLICIES = pathlib.Path(__file__).resolve().parents[2] / "policies"
STEPS = 600


class Watch:
    """Passes random numbers through and keeps them."""

    def __init__(self, source):
        self.source = source
        self.numbers = []

    def uniform(self, low, high, size=None):
        value = self.source.uniform(low, high, size)
        self.numbers += [value] if size is None else list(value)
        return value

    def __getattr__(self, name):
        return getattr(self.source, name)


def record(name, seed, continuous, policy):
    env = gymnasium.make("LunarLander-v3", continuous=continuous)
    lander = env.unwrapped
    env.reset(seed=seed)
    lander.np_random = watch = Watch(lander.np_random)
    observation, _ = lander.reset()
    actions, observations, rewards = [], [observation], []
    terminated = False
    while len(actions) < STEPS and not terminated:
        action = policy(lander, observation, len(actions))
        observation, reward, terminated, _, _ = lander.step(action)
        actions.append(np.atleast_1d(action))
        observations.append(observation)
        rewards.append(reward)
    heights, force, uneven = np.split(np.array(watch.numbers), [12, 14])
    return {
        "name": name,
        "origin": f"gymnasium {gymnasium.__version__} LunarLander-v3, continuous={continuous}",
        "continuous": continuous,
        "heights": heights.tolist(), "force": force.tolist(),
        "unevenness": (uneven / SCALE).reshape(-1, 2).tolist(),
        "actions": [rounded(action) for action in actions],
        "observations": [rounded(o) for o in observations], "rewards": rounded(rewards),
        "terminated": bool(terminated),
    }


def trained(name):
    policy = act_with_policy.load(POLICIES / name)
    return lambda lander, observation, step: policy(observation)


def rounded(numbers):
    return [float(f"{number:.9g}") for number in numbers]


def main():
    random = np.random.default_rng(5)
    episodes = [
        record("a landing", 3, False, lambda lander, s, _: heuristic(lander, s)),
        record("a landing with throttles", 4, True, lambda lander, s, _: heuristic(lander, s)),
        record("a fall", 5, False, lambda lander, s, _: 0),
        record("a random flight", 6, False, lambda lander, s, _: int(random.integers(4))),
        record("another fall", 7, False, lambda lander, s, _: 0),
        record("the left engine", 8, False, lambda lander, s, _: 1),
        record("random throttles", 9, True, lambda lander, s, _: random.uniform(-1, 1, 2).astype(np.float32)),
        record("a trained landing", 10, False, trained("lunar-lander")),
        record("a trained landing with throttles", 11, True, trained("lunar-lander-continuous")),
    ]
    path = pathlib.Path(sys.argv[1]) / "lunar-lander.json"
    path.write_text("[\n" + ",\n".join(json.dumps(episode) for episode in episodes) + "\n]\n")
    for episode in episodes:
        print(f"{episode['name']}: {len(episode['actions'])} steps, "
              f"return {sum(episode['rewards']):.1f}, last {episode['rewards'][-1]:.1f}")


if __name__ == "__main__":
    main()
