"""Trainings, which the program `evo-rl` does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _places
from ._library import EvoRLError
from .policy import Policy, load_policy

__all__ = ["Evaluation", "Run", "TrainingError", "program", "train"]


class TrainingError(RuntimeError):
    """What the program says when it fails."""


def program(*arguments: str | os.PathLike[str]) -> str:
    """Calls `evo-rl` with these arguments and gives what it prints.

    Raises:
        TrainingError: with the last line of what it says, if it fails.
    """
    _places.prepare()
    environment = dict(os.environ)
    environment.setdefault("EVO_RL_PYTHON", sys.executable)
    result = subprocess.run(
        [_places.PROGRAM, *(os.fspath(word) for word in arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
    )
    if result.returncode != 0:
        said = (result.stderr or result.stdout).decode(errors="replace").strip().splitlines()
        lines = [line for line in said if line.startswith("Error: ")] or said[-1:]
        reason = lines[0].removeprefix("Error: ") if lines else f"status {result.returncode}"
        raise TrainingError(f"evo-rl {arguments[0] if arguments else ''}: {reason}")
    return result.stdout.decode()


def _value(value: Any) -> str:
    """A value of the configuration as `--set` takes it: JSON is YAML."""
    return value if isinstance(value, str) else json.dumps(value)


@dataclass(frozen=True)
class Evaluation:
    """Episodes that a policy was evaluated by; the seed makes them the same again."""

    env: str
    policy: str
    episodes: int
    seed: int
    return_mean: float
    return_std: float
    return_median: float
    return_min: float
    return_max: float
    length_mean: float
    #: The share of episodes that reached what counts as solved; None where nothing does.
    success_rate: float | None
    #: Episodes whose return is not a number.
    failed: int


class Run:
    """A training in its folder.

    Args:
        path: the folder.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        if not os.path.isfile(os.path.join(self.path, "metrics.csv")):
            raise EvoRLError(f"{self.path}: not a run folder, which has a metrics.csv")

    def __repr__(self) -> str:
        return f"Run({self.path!r})"

    @property
    def metrics(self) -> dict[str, npt.NDArray[np.float64]]:
        """Every column of `metrics.csv`, by name, a number for each generation; NaN where it is empty.

        docs/metrics.md of evo-rl says what they are. While a training goes on, each time this is asked for
        there may be more.
        """
        with open(os.path.join(self.path, "metrics.csv"), encoding="utf-8") as file:
            names, *rows = (line.rstrip("\n").split(",") for line in file if line.endswith("\n"))
        numbers = np.array(
            [[float(text) if text else np.nan for text in row] for row in rows], np.float64
        ).reshape(len(rows), len(names))
        return {name: numbers[:, column] for column, name in enumerate(names)}

    @property
    def policy(self) -> Policy:
        """The policy at the end of the training."""
        return load_policy(os.path.join(self.path, "policy.safetensors"))

    @property
    def best(self) -> Policy:
        """The policy of the best evaluation; that of the end where there was none."""
        path = os.path.join(self.path, "best.safetensors")
        return load_policy(path) if os.path.exists(path) else self.policy

    def evaluate(
        self, episodes: int | None = None, seed: int | None = None, best: bool = False
    ) -> Evaluation:
        """Plays episodes with the policy; without arguments those of the training's last evaluation."""
        arguments = ["eval", self.path, "--json"]
        if episodes is not None:
            arguments += ["--episodes", str(episodes)]
        if seed is not None:
            arguments += ["--seed", str(seed)]
        if best:
            arguments.append("--best")
        found = json.loads(program(*arguments))
        return Evaluation(**{name: found.get(name) for name in Evaluation.__dataclass_fields__})

    def resume(self, generations: int | None = None) -> Run:
        """Goes on with the training, to so many generations in all."""
        more = [] if generations is None else ["--generations", str(generations)]
        program("resume", self.path, "--quiet", *more)
        return self


def train(
    config: str | os.PathLike[str] | Mapping[str, Any],
    *,
    out: str | os.PathLike[str] | None = None,
    seed: int | None = None,
    generations: int | None = None,
    workers: int | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Run:
    """Trains a policy, and returns when that is done.

    Args:
        config: a configuration by name, a YAML file, `gym:ID`, or the configuration itself as a mapping,
            such as `{"env": "cartpole", "policy": {"hidden": [16]}}`.
        out: the folder of the run; by default a new one in a temporary folder that stays.
        seed: of everything random.
        generations: how many in all, past solved.
        workers: threads; all cores by default.
        settings: keys of the configuration, such as `{"policy.hidden": [64, 64]}`.

    Raises:
        TrainingError: with the program's sentence.
    """
    folder = os.fspath(out) if out is not None else os.path.join(tempfile.mkdtemp(prefix="evo-rl-"), "run")
    arguments = ["--quiet", "--out", folder]
    if seed is not None:
        arguments += ["--seed", str(seed)]
    if generations is not None:
        arguments += ["--generations", str(generations)]
    if workers is not None:
        arguments += ["--workers", str(workers)]
    for key, value in (settings or {}).items():
        arguments += ["--set", f"{key}={_value(value)}"]
    if isinstance(config, Mapping):
        with tempfile.TemporaryDirectory(prefix="evo-rl-") as place:
            path = os.path.join(place, "configuration.yaml")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(config, file)
            program("train", path, *arguments)
    else:
        program("train", config, *arguments)
    return Run(folder)
