"""Plays policies that evo-rl trained on its own Box2D worlds in Gymnasium's, for 100 episodes each.

    pip install swig && pip install "gymnasium[box2d]"
    python walker_transfer.py policies/bipedal-walker policies/lunar-lander ... [--episodes 100]

The worlds stand on different versions of Box2D, so trajectories part after a while. Fails when a
policy keeps less than 95 % of the return that the file claims. A share makes sense for claims above
0 only; others are refused.
"""

import argparse
import json
import pathlib
import sys

import gymnasium

import act_with_policy

PEERS = {
    "bipedal-walker": ("BipedalWalker-v3", {}),
    "bipedal-walker-hardcore": ("BipedalWalker-v3", {"hardcore": True}),
    "lunar-lander": ("LunarLander-v3", {}),
    "lunar-lander-continuous": ("LunarLander-v3", {"continuous": True}),
}
KEPT = 0.95


def transfers(path, episodes):
    """Whether the policy keeps its return, after printing both."""
    policy = act_with_policy.load(path)
    metadata = policy.metadata
    claim = json.loads(metadata["evaluation"])
    if claim["return_mean"] <= 0:
        print(f"   {metadata['env']}: claims {claim['return_mean']:.2f}, which has no share")
        return False
    name, options = PEERS[metadata["env"]]
    environment = gymnasium.make(name, **options)
    returns = act_with_policy.play(environment, policy, episodes)
    share = returns.mean() / claim["return_mean"]
    print(f"   {metadata['env']}: {returns.mean():.2f} ± {returns.std():.2f} over {episodes} episodes "
          f"of {name}, claimed {claim['return_mean']:.2f} ± {claim['return_std']:.2f}: "
          f"{100 * share:.1f} %, {'kept' if share >= KEPT else 'LOST'}")
    return bool(share >= KEPT)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("policies", nargs="+", type=pathlib.Path)
    arguments.add_argument("--episodes", type=int, default=100)
    options = arguments.parse_args()
    kept = [transfers(path, options.episodes) for path in options.policies]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
