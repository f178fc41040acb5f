"""numpy reads what `evo-rl trace` writes, and acts in the same way on what was seen.

    python traces.py FOLDER TRACE.npz [FOLDER TRACE.npz ...]

FOLDER is that of the policy, with its act.py. In environments that Gymnasium has without Box2D, the actions are also
played there from the first observation on.
"""
import pathlib
import sys

import gymnasium
import numpy as np

from act_with_policy import PEERS, load

failures = 0


def check(holds, what):
    global failures
    failures += not holds
    print(f"   {'agrees' if holds else 'DIFFERS'}: {what}")


def state(name, observation):
    """What Gymnasium's environment is set to, so that it shows an observation."""
    if name == "pendulum":
        return np.array([np.arctan2(observation[1], observation[0]), observation[2]])
    if name == "acrobot":
        one, two = np.arctan2(observation[[1, 3]], observation[[0, 2]])
        return np.array([one, two, *observation[4:]])
    return observation.astype(np.float64)


def replay(name, observations, actions, rewards):
    """The largest differences of rewards over the first steps, played in Gymnasium."""
    environment = gymnasium.make(PEERS[name]).unwrapped
    environment.reset(seed=0)
    environment.state = state(name, observations[0])
    # Rounding grows with time in what is not stable.
    count = min(50, len(actions))
    found, seen = [], []
    for action in actions[:count]:
        observation, reward, *_ = environment.step(action)
        seen.append(observation)
        found.append(reward)
    return (np.abs(np.array(found) - rewards[:count]).max(),
            np.abs(np.array(seen) - observations[1:count + 1]).max())


for folder, file in zip(sys.argv[1::2], sys.argv[2::2]):
    policy = load(folder)
    name = policy.metadata["env"]
    trace = np.load(file, allow_pickle=False)
    lengths, steps = trace["lengths"], int(trace["lengths"].sum())
    discrete = trace["actions"].ndim == 1
    types = {key: str(trace[key].dtype) for key in trace.files}
    check(types == {
        "observations": "float32", "actions": "int64" if discrete else "float32",
        "rewards": "float32", "terminations": "bool", "truncations": "bool", "lengths": "int64",
        "seeds": "uint64",
    }, f"{name}: seven arrays and their types")
    check(len(trace["observations"]) == steps + len(lengths)
          and all(len(trace[key]) == steps
                  for key in ("actions", "rewards", "terminations", "truncations")),
          f"{name}: {steps} steps of {len(lengths)} episodes, and an observation more for each")
    ends = np.cumsum(lengths) - 1
    over = trace["terminations"] | trace["truncations"]
    check(np.array_equal(np.flatnonzero(over), ends)
          and not (trace["terminations"] & trace["truncations"]).any(),
          f"{name}: every episode ends once, for one reason")

    first = np.concatenate([[0], np.cumsum(lengths + 1)[:-1]])
    before = np.delete(trace["observations"], first + lengths, axis=0)
    acted = np.array([policy(observation) for observation in before])
    if discrete:
        check(np.array_equal(acted, trace["actions"]), f"{name}: numpy chooses the same {steps} actions")
    else:
        difference = np.abs(acted.reshape(trace["actions"].shape) - trace["actions"]).max()
        check(difference <= 1e-5, f"{name}: numpy acts the same {steps} times, to {difference:.1e}")

    if name in PEERS:
        worst = [0.0, 0.0]
        start = 0
        for index, length in enumerate(lengths):
            rows = slice(start, start + length)
            found = replay(name, trace["observations"][first[index]:first[index] + length + 1],
                           trace["actions"][rows], trace["rewards"][rows])
            worst = np.maximum(worst, found)
            start += length
        check(worst.max() < 0.01, f"{name}: Gymnasium answers these actions with the same rewards "
              f"(to {worst[0]:.1e}) and observations (to {worst[1]:.1e}), 50 steps of each episode")

sys.exit(failures > 0)
