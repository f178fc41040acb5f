"""Loads an evo-rl policy with numpy and plays it in the real Gymnasium environment.

    python act_with_policy.py policies/cartpole [episodes]

Fails when the mean return is further from the one in the file's metadata than chance explains.
"""

import json
import pathlib
import sys

import gymnasium
import numpy as np
from safetensors import safe_open

PEERS = {
    "cartpole": "CartPole-v1",
    "pendulum": "Pendulum-v1",
    "acrobot": "Acrobot-v1",
    "mountain-car": "MountainCar-v0",
    "mountain-car-continuous": "MountainCarContinuous-v0",
}
ACTIVATIONS = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "identity": lambda x: x,
}


def act(tensors, network, x):
    """The forward formula of docs/file-formats.md: one observation in, one action out."""
    if "observation.mean" in tensors:
        x = (x - tensors["observation.mean"]) / np.sqrt(tensors["observation.variance"] + 1e-8)
        x = np.clip(x, -network["observation_clip"], network["observation_clip"])
    last = len(network["layers"]) - 2
    for i in range(last + 1):
        layer = {key: tensors.get(f"layers.{i}.{key}")
                 for key in ("weight", "bias", "gain", "shift", "mean", "variance")}
        x = layer["weight"] @ x
        if layer["gain"] is not None:
            x = (x - layer["mean"]) / np.sqrt(layer["variance"] + network["epsilon"])
            x = layer["gain"] * x + layer["shift"]
        else:
            x = x + layer["bias"]
            if network.get("layer_norm") and i < last:
                x = (x - x.mean()) / np.sqrt(x.var() + network["epsilon"])
        x = x if i == last else ACTIVATIONS[network["activation"]](x)
    if network["action"] == "discrete":
        return int(np.argmax(x))
    low, high = np.float32(network["action_low"]), np.float32(network["action_high"])
    squashed = np.clip(x, -1, 1) if network.get("action_squash") == "clip" else np.tanh(x)
    return (low + high) / 2 + (high - low) / 2 * squashed


def play(environment, tensors, network, episodes):
    """The return of each of `episodes` seeded episodes."""
    returns = []
    for seed in range(episodes):
        observation, _ = environment.reset(seed=seed)
        total, over = 0.0, False
        while not over:
            action = act(tensors, network, observation)
            observation, reward, terminated, truncated, _ = environment.step(action)
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns)


def main():
    path = pathlib.Path(sys.argv[1])
    episodes = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    if path.is_dir():
        path = path / "policy.safetensors"
    with safe_open(path, framework="numpy") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        metadata = file.metadata()
    claim = json.loads(metadata["evaluation"])
    environment = gymnasium.make(PEERS[metadata["env"]])
    returns = play(environment, tensors, json.loads(metadata["network"]), episodes)

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
