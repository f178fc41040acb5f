"""Writes golden.safetensors with the PyPI package `safetensors`, and checks files against it.

    pip install numpy safetensors
    python safetensors-golden.py                    # writes golden.safetensors beside this script
    python safetensors-golden.py check FILE...      # prints what the package reads from each file,
                                                    # and verifies the checksum in its metadata
"""

import pathlib
import struct
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file


def golden(path):
    tensors = {
        "weights": np.array([[1, -0.0, 1e-45], [np.inf, -np.inf, np.nan]], np.float32),
        "moments": np.array([np.pi, 5e-324], np.float64),
        "counter": np.array([-(2**63), 2**63 - 1], np.int64),
        "seed": np.array(2**64 - 1, np.uint64),  # no dimensions: a single number
        "steps": np.array([[[-(2**31)]], [[2**31 - 1]]], np.int32),
        "mask": np.array([0, 1, 255], np.uint8),
        "nothing": np.zeros((3, 0), np.float32),
        "größe \"π\"\n": np.array([0.5], np.float32),
    }
    metadata = {"env": "cartpole", "note": 'tab\t, quote ", backslash \\, 🙂'}
    save_file(tensors, path, metadata)


def checksum(tensors, metadata):
    """The hash of SafetensorsChecksum.swift."""
    value = 0xCBF29CE484222325

    def word(w):
        nonlocal value
        value = (value ^ w) * 0x9E3779B97F4A7C15 % 2**64
        value ^= value >> 32

    def data(b):
        word(len(b))
        b += bytes(-len(b) % 8)
        for (w,) in struct.iter_unpack("<Q", b):
            word(w)

    def text(s):
        data(s.encode())

    pairs = sorted((k.encode(), v) for k, v in metadata.items() if k != "checksum")
    word(len(pairs))
    for key, string in pairs:
        data(key)
        text(string)
    types = {"f4": "F32", "f8": "F64", "i8": "I64", "u8": "U64", "i4": "I32", "u1": "U8"}
    for name in sorted(tensors, key=str.encode):
        tensor = tensors[name]
        text(name)
        text(types[tensor.dtype.str[1:]])
        word(tensor.ndim)
        for extent in tensor.shape:
            word(extent)
        data(tensor.tobytes())
    return f"{value:016x}"


def check(path):
    with safe_open(path, "np") as file:
        metadata = file.metadata() or {}
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    print(path, metadata)
    for name, tensor in tensors.items():
        print(f"  {name!r} {tensor.dtype} {tensor.shape} {tensor.tobytes()[:16].hex()}")
    if "checksum" in metadata:
        assert metadata["checksum"] == checksum(tensors, metadata), "the checksum differs"
        print("  the checksum is right")


if sys.argv[1:2] == ["check"]:
    for argument in sys.argv[2:]:
        check(argument)
else:
    golden(pathlib.Path(__file__).with_name("golden.safetensors"))
