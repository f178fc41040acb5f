"""Environments, training and policies of evo-rl for Python.

    import gymnasium as gym, evo_rl

    env = gym.make("evo_rl/BipedalWalker-v0", render_mode="rgb_array")
    envs = gym.make_vec("evo_rl/CartPole-v0", num_envs=1024)
    env = evo_rl.make("my-creature.yaml")

    run = evo_rl.train("cartpole", seed=1, out="runs/pole")
    run.metrics["return_mean"]
    action = run.policy(observation)

Nothing but this file is read by `import evo_rl`: numpy and the library are loaded when they are needed,
and Gymnasium is never loaded by it. Whenever a program imports Gymnasium, before or after, the
environments are registered in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _registration

if TYPE_CHECKING:
    from ._library import EvoRLError, names, version
    from .environments import Environment, VectorEnvironment, make, make_vec
    from .policy import Policy, load_policy
    from .run import Evaluation, Run, TrainingError, program, train

__all__ = [
    "Environment",
    "Evaluation",
    "EvoRLError",
    "Policy",
    "Run",
    "TrainingError",
    "VectorEnvironment",
    "ids",
    "load_policy",
    "make",
    "make_vec",
    "names",
    "program",
    "train",
    "version",
]

_HOMES = {
    "Environment": "environments",
    "VectorEnvironment": "environments",
    "make": "environments",
    "make_vec": "environments",
    "EvoRLError": "_library",
    "names": "_library",
    "version": "_library",
    "Policy": "policy",
    "load_policy": "policy",
    "Evaluation": "run",
    "Run": "run",
    "TrainingError": "run",
    "program": "run",
    "train": "run",
}

ids = _registration.ids


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None and name == "__version__":
        from ._library import version

        return version()
    if home is None:
        raise AttributeError(f"module 'evo_rl' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


_registration.begin()
