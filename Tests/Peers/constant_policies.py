"""Plays policies that always do the same, here in both versions and in Gymnasium.

    python Tests/Peers/constant_policies.py [--episodes 5000] [--program .build/release/evo-rl] [NAME ...]

Prints return and length of episodes of each; nothing is compared. They drive joints to their stops and
craft to the ground, where versions of Box2D differ most.
"""

import argparse
import json
import pathlib
import struct
import subprocess
import tempfile

import gymnasium
import numpy as np

from walker_transfer import PEERS

# Name: environment, action.
POLICIES = {
    "lander, coasting": ("lunar-lander", 0),
    "lander, left engine": ("lunar-lander", 1),
    "lander, main engine": ("lunar-lander", 2),
    "biped, hip up, knee down": ("bipedal-walker", [1, -1, 0, 0]),
    "biped, hip down, knee up": ("bipedal-walker", [-1, 1, 0, 0]),
    "biped, hip up, knee up": ("bipedal-walker", [1, 1, 0, 0]),
    "biped, hip down, knee down": ("bipedal-walker", [-1, -1, 0, 0]),
    "biped, all up": ("bipedal-walker", [1, 1, 1, 1]),
    "biped, all down": ("bipedal-walker", [-1, -1, -1, -1]),
}
INPUTS = {"lunar-lander": 8, "bipedal-walker": 24}


def write_policy(path, environment, action, version):
    """A network without weights, whose biases are the action."""
    discrete = isinstance(action, int)
    bias = np.eye(4, dtype="<f4")[action] if discrete else np.array(action, dtype="<f4")
    weight = np.zeros((4, INPUTS[environment]), dtype="<f4")
    network = {"layers": [INPUTS[environment], 4], "activation": "tanh", "virtual_batch_norm": False,
               "epsilon": 0.001, "observation_clip": None, "action": "discrete" if discrete else "continuous"}
    if not discrete:
        network |= {"action_low": [-1] * 4, "action_high": [1] * 4, "action_squash": "clip"}
    metadata = {"format": "evo-rl policy", "format_version": "1", "env": environment,
                "env_version": str(version), "network": json.dumps(network, separators=(",", ":")),
                "configuration": "constant", "seed": "1", "generation": "0", "env_steps": "0"}
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in {"layers.0.bias": bias, "layers.0.weight": weight}.items():
        end = len(data) + tensor.nbytes
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), end]}
        data += tensor.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def play_here(program, environment, action, version, episodes):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "policy.safetensors"
        write_policy(path, environment, action, version)
        command = [program, "eval", path, "--episodes", str(episodes), "--json"]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def play_gymnasium(environment, action, episodes):
    name, options = PEERS[environment]
    world = gymnasium.make(name, **options)
    action = action if isinstance(action, int) else np.array(action, dtype=np.float32)
    returns, lengths = [], []
    for seed in range(episodes):
        world.reset(seed=seed)
        total, length, over = 0.0, 0, False
        while not over:
            _, reward, terminated, truncated, _ = world.step(action)
            total, length, over = total + float(reward), length + 1, terminated or truncated
        returns.append(total)
        lengths.append(length)
    return np.array(returns), np.array(lengths)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("names", nargs="*", metavar="NAME")
    arguments.add_argument("--episodes", type=int, default=5000)
    arguments.add_argument("--program", default=".build/release/evo-rl")
    arguments.add_argument("--here-only", action="store_true")
    options = arguments.parse_args()
    for name in options.names or POLICIES:
        environment, action = POLICIES[name]
        print(name)
        for version in (1, 2):
            found = play_here(options.program, environment, action, version, options.episodes)
            error = found["return_std"] / options.episodes ** 0.5
            print(f"   version {version}  return {found['return_mean']:.2f} ± {found['return_std']:.2f} "
                  f"(standard error {error:.2f}), {found['return_min']:.1f} to {found['return_max']:.1f}, "
                  f"length {found['length_mean']:.2f}", flush=True)
        if options.here_only:
            continue
        returns, lengths = play_gymnasium(environment, action, options.episodes)
        error = returns.std() / options.episodes ** 0.5
        print(f"   Gymnasium  return {returns.mean():.2f} ± {returns.std():.2f} "
              f"(standard error {error:.2f}), {returns.min():.1f} to {returns.max():.1f}, "
              f"length {lengths.mean():.2f}", flush=True)


if __name__ == "__main__":
    main()
