"""Acts with the policy.safetensors beside this file. Needs Python 3.9 or newer and numpy.

    python act.py 0.1 0 -0.05 0          the action for one observation

    from act import Policy
    policy = Policy()                    # or Policy("another/policy.safetensors")
    action = policy(observation)         # a choice's number, an array of actions, or an answer

What a network computes, step by step, is in docs/file-formats.md of evo-rl.
"""

import json
import pathlib
import sys

import numpy as np

ACTIVATIONS = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "identity": lambda x: x,
}


def convolve(x, weight, bias, kernel, padding):
    """W x + bias at every place of the pictures x, [channel, row, column]."""
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    squares = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(1, 2))
    squares = squares.transpose(1, 2, 0, 3, 4)
    sums = squares.reshape(*squares.shape[:2], -1) @ weight.T + bias
    return sums.transpose(2, 0, 1)


def max_pool(x, size):
    """The largest number of each square of the pictures x, [channel, row, column]."""
    channels, height, width = x.shape[0], x.shape[1] // size, x.shape[2] // size
    x = x[:, : height * size, : width * size]
    return x.reshape(channels, height, size, width, size).max(axis=(2, 4))


class Policy:
    def __init__(self, path=None):
        path = path or pathlib.Path(__file__).with_name("policy.safetensors")
        data = pathlib.Path(path).read_bytes()
        start = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:start])
        self.metadata = header.pop("__metadata__")
        if self.metadata.get("format") != "evo-rl policy":
            raise ValueError(f"{path}: not a policy of evo-rl")
        self.network = json.loads(self.metadata["network"])
        self.classes = json.loads(self.metadata.get("classes", "{}")).get("classes")
        self.tensors = {}
        for name, entry in header.items():
            first, last = entry["data_offsets"]
            values = np.frombuffer(data[start + first : start + last], "<f4")
            self.tensors[name] = values.reshape(entry["shape"])

    def outputs(self, observation):
        """The outputs of the last layer for one observation."""
        network, tensors = self.network, self.tensors
        x = np.asarray(observation, np.float32)
        if x.shape != (network["layers"][0],):
            raise ValueError(f"expected {network['layers'][0]} numbers, found shape {x.shape}")
        if "observation.mean" in tensors:
            variance = tensors["observation.variance"]
            deviation = np.where(variance < 1e-7, 1, np.sqrt(variance + 1e-8))
            limit = network["observation_clip"]
            x = np.clip((x - tensors["observation.mean"]) / deviation, -limit, limit)
        activation = ACTIVATIONS[network["activation"]]
        convolutions = network.get("convolutions", [])
        if convolutions:
            x = x.reshape(network["picture"])
        for i, c in enumerate(convolutions):
            weight, bias = tensors[f"layers.{i}.weight"], tensors[f"layers.{i}.bias"]
            x = activation(convolve(x, weight, bias, c["kernel"], c["padding"]))
            x = max_pool(x, c["pool"])
        x = x.reshape(-1)
        last = len(convolutions) + len(network["layers"]) - 2
        for i in range(len(convolutions), last + 1):
            layer = {key.split(".")[2]: value for key, value in tensors.items()
                     if key.startswith(f"layers.{i}.")}
            x = layer["weight"] @ x
            if "gain" in layer:  # virtual batch normalization, with the statistics of the training
                x = (x - layer["mean"]) / np.sqrt(layer["variance"] + network["epsilon"])
                x = layer["gain"] * x + layer["shift"]
            else:
                x = x + layer["bias"]
                if network.get("layer_norm") and i < last:
                    x = (x - x.mean()) / np.sqrt(x.var() + network["epsilon"])
            if i < last:
                x = activation(x)
        return x

    def __call__(self, observation):
        network, y = self.network, self.outputs(observation)
        if network["action"] == "discrete":
            choice = int(np.argmax(y))
            return self.classes[choice] if self.classes else choice
        if network["action"] == "value":
            return float(network["action_mean"] + network["action_deviation"] * y[0])
        low, high = np.float32(network["action_low"]), np.float32(network["action_high"])
        squashed = np.clip(y, -1, 1) if network.get("action_squash") == "clip" else np.tanh(y)
        return (high + low) / 2 + (high - low) / 2 * squashed


if __name__ == "__main__":
    print(Policy()([float(number) for number in sys.argv[1:]]))
