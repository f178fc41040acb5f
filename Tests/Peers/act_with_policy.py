"""Plays a policy in the real Gymnasium environment by the act.py that lies beside it.

    python act_with_policy.py policies/cartpole [episodes]

Fails when the mean return is further from the one in the file's metadata than chance explains.
"""

import importlib.util
import json
import pathlib
import sys

import gymnasium
import numpy as np

PEERS = {
    "cartpole": "CartPole-v1",
    "pendulum": "Pendulum-v1",
    "acrobot": "Acrobot-v1",
    "mountain-car": "MountainCar-v0",
    "mountain-car-continuous": "MountainCarContinuous-v0",
}


def load(folder):
    """The policy in a folder, read by its own act.py."""
    spec = importlib.util.spec_from_file_location("act", pathlib.Path(folder) / "act.py")
    act = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(act)
    return act.Policy()


def play(environment, policy, episodes):
    """The return of each of `episodes` seeded episodes."""
    returns = []
    for seed in range(episodes):
        observation, _ = environment.reset(seed=seed)
        total, over = 0.0, False
        while not over:
            observation, reward, terminated, truncated, _ = environment.step(policy(observation))
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns)


def main():
    policy = load(sys.argv[1])
    episodes = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    metadata = policy.metadata
    claim = json.loads(metadata["evaluation"])
    environment = gymnasium.make(PEERS[metadata["env"]])
    returns = play(environment, policy, episodes)

    # Both means are estimates: four standard errors of their difference, and a hair for rounding.
    error = np.sqrt(returns.var() / episodes + claim["return_std"] ** 2 / claim["episodes"])
    allowed = 4 * error + 1e-3 * abs(claim["return_mean"])
    agrees = abs(returns.mean() - claim["return_mean"]) <= allowed
    print(f"   {metadata['env']}: {returns.mean():.2f} ± {returns.std():.2f} over {episodes} episodes "
          f"of {PEERS[metadata['env']]}, claimed {claim['return_mean']:.2f} ± "
          f"{claim['return_std']:.2f}, allowed difference {allowed:.2f}: "
          f"{'agrees' if agrees else 'DIFFERS'}")
    sys.exit(0 if agrees else 1)


if __name__ == "__main__":
    main()
