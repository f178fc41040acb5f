"""Exports policies in every format and holds what others read in them to the program's own forward pass.

    python exports.py EVO_RL policies/cartpole runs/x ... [--play]

The measure is the C file, which the tests hold bit for bit to the program. 10,000 observations, some of
them far away, go through onnxruntime, the numpy file, and the folded safetensors file as act.py reads it.
Outputs and actions may differ by 1e-5 (float32 in numpy differs from float64 by 2.7e-6 for these policies),
and choices not at all. With --play, every policy whose environment Gymnasium has plays 100 episodes there
by its ONNX file.
"""

import argparse
import ctypes
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

import gymnasium
import numpy as np
import onnx
import onnxruntime
import safetensors.numpy

import act_with_policy
import walker_transfer

OBSERVATIONS = 10_000
TOLERANCE = 1e-5
FORMATS = ["onnx", "c", "py", "safetensors"]


def module(path):
    """A file of Python, imported."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def export(program, policy, folder):
    """The files of a policy by format."""
    files = {}
    for suffix in FORMATS:
        files[suffix] = folder / f"exported.{suffix}"
        subprocess.run([program, "export", policy, files[suffix], "--quiet"], check=True)
    return files


def observations(tensors, width):
    """Numbers as the policy has been normalized for, times 2, or roughly standard normal ones."""
    random = np.random.default_rng(1)
    numbers = 2 * random.standard_normal((OBSERVATIONS, width))
    if "observation.mean" in tensors:
        numbers = numbers * np.sqrt(tensors["observation.variance"]) + tensors["observation.mean"]
    return numbers.astype(np.float32)


def measure(source, network, inputs, folder):
    """Outputs and actions of the C file."""
    library = folder / "exported.so"
    subprocess.run(["cc", "-std=c99", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    loaded = ctypes.CDLL(str(library))
    pointer = ctypes.POINTER(ctypes.c_float)
    head, act = loaded.exported_head, loaded.exported_act
    kind = network["action"]
    act.restype = {"discrete": ctypes.c_int, "value": ctypes.c_float, "continuous": None}[kind]
    outputs = np.zeros((len(inputs), network["layers"][-1]), np.float32)
    actions = np.zeros_like(outputs) if kind == "continuous" else []
    for row, numbers in enumerate(inputs):
        observation = numbers.ctypes.data_as(pointer)
        head(observation, outputs[row].ctypes.data_as(pointer))
        if kind == "continuous":
            act(observation, actions[row].ctypes.data_as(pointer))
        else:
            actions.append(act(observation))
    return outputs, np.array(actions)


def checked_session(path, metadata):
    """The ONNX file, after every check that there is of it."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    found = {entry.key: entry.value for entry in model.metadata_props}
    for key in ["network", "seed", "generation", "configuration", "env_steps"]:
        assert found[key] == metadata[key], f"{path}: {key}: {found.get(key)}"
    assert [value.name for value in model.graph.output] == ["action", "head"]
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def differences(name, found, expected):
    """How far others are from the program; a line, and whether it is near enough."""
    (outputs, actions), (own_outputs, own_actions) = found, expected
    worst = float(np.abs(outputs - own_outputs).max())
    if own_actions.dtype.kind == "i":
        same = np.mean(actions == own_actions)
        return f"{name} {worst:.1e}, {100 * same:g} % same choices", worst <= TOLERANCE and same == 1
    worst_action = float(np.abs(actions - own_actions).max())
    return f"{name} {worst:.1e}, actions {worst_action:.1e}", max(worst, worst_action) <= TOLERANCE


def agrees(program, policy, play):
    """Whether everything that is read of a policy is what the program computes."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        files = export(program, policy, folder)
        act = module(policy / "act.py")
        folded = act.Policy(files["safetensors"])
        metadata, network = folded.metadata, folded.network
        assert not network["virtual_batch_norm"]
        tensors = safetensors.numpy.load_file(files["safetensors"])
        inputs = observations(tensors, network["layers"][0])
        expected = measure(files["c"], network, inputs, folder)

        session = checked_session(files["onnx"], act.Policy().metadata)
        head, action = session.run(["head", "action"], {"observation": inputs})
        single = session.run(["action"], {"observation": inputs[:1]})[0]
        assert np.allclose(single, action[:1], atol=TOLERANCE)
        numpy_file = module(files["py"])
        folded.classes = None
        results = {
            "onnx": (head, action),
            "py": (numpy_file.head(inputs), numpy_file.act(inputs)),
            "safetensors": (
                np.array([folded.outputs(row) for row in inputs]),
                np.array([folded(row) for row in inputs]),
            ),
        }
        lines = [differences(key, found, expected) for key, found in results.items()]
        size = files["onnx"].stat().st_size
        fits = all(fits for _, fits in lines)
        print(f"   {policy.name} ({size} bytes of ONNX): {'; '.join(line for line, _ in lines)}: "
              f"{'agrees' if fits else 'DIFFERS'}", flush=True)
        return fits and (not play or "env" not in metadata or plays(session, metadata))


def plays(session, metadata):
    """Whether the ONNX file reaches in Gymnasium what the policy claims; true where that lacks it."""
    environment = peer(metadata["env"])
    if environment is None:
        return True

    def policy(observation):
        action = session.run(["action"], {"observation": observation[None].astype(np.float32)})[0]
        return action[0]

    claim = json.loads(metadata["evaluation"])
    episodes = 100
    returns = act_with_policy.play(environment, policy, episodes)
    if metadata["env"] in walker_transfer.PEERS:
        share = returns.mean() / claim["return_mean"]
        fits, words = share >= walker_transfer.KEPT, f"{100 * share:.1f} % of"
    else:
        error = np.sqrt(returns.var() / episodes + claim["return_std"] ** 2 / claim["episodes"])
        distance = abs(returns.mean() - claim["return_mean"])
        fits, words = distance <= 4 * error + 1e-3 * abs(claim["return_mean"]), "claimed"
    print(f"      {environment.spec.id} by onnxruntime: {returns.mean():.2f} ± {returns.std():.2f}, "
          f"{words} {claim['return_mean']:.2f}: {'agrees' if fits else 'DIFFERS'}", flush=True)
    return bool(fits)


def peer(name):
    """The environment of Gymnasium that a name of ours stands for, or None."""
    if name in act_with_policy.PEERS:
        return gymnasium.make(act_with_policy.PEERS[name])
    if name in walker_transfer.PEERS:
        identifier, options = walker_transfer.PEERS[name]
        return gymnasium.make(identifier, **options)
    return None


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("policies", nargs="+", type=pathlib.Path)
    arguments.add_argument("--play", action="store_true")
    options = arguments.parse_args()
    found = [agrees(options.program, policy, options.play) for policy in options.policies]
    print(f"   {sum(found)} of {len(found)} policies agree")
    sys.exit(0 if all(found) else 1)


if __name__ == "__main__":
    main()
