"""Policies that evo-rl has trained, in numpy alone."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _act, _places
from ._library import EvoRLError

__all__ = ["Policy", "load_policy"]


class Policy(_act.Policy):
    """A policy: a function from an observation to an action.

    It computes what `act.py` computes, which lies beside every policy.

    Attributes:
        metadata: what the file says of itself: the training, its environment, its return.
        network: layers, activation, and how outputs become actions.
        tensors: the numbers, by name.
    """

    metadata: dict[str, str]
    network: dict[str, Any]
    tensors: dict[str, npt.NDArray[np.float32]]

    def __init__(self, path: str | os.PathLike[str]) -> None:
        try:
            super().__init__(os.fspath(path))
        except FileNotFoundError:
            raise EvoRLError(f"{path}: there is no such file") from None
        except (KeyError, ValueError, TypeError, IndexError, OverflowError, MemoryError) as error:
            if str(error).startswith(f"{os.fspath(path)}: "):
                raise EvoRLError(str(error)) from None
            raise EvoRLError(f"{path}: not a policy of evo-rl") from None

    def __call__(self, observation: npt.ArrayLike) -> Any:
        """The action for one observation: the number of a choice, or an array of actions. For rows of
        observations, an array with the action for each row."""
        rows = np.asarray(observation, np.float32)
        if rows.ndim == 2:
            return np.array([super(Policy, self).__call__(row) for row in rows])
        return super().__call__(rows)

    def outputs(self, observation: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """The outputs of the last layer for one observation."""
        result: npt.NDArray[np.float32] = super().outputs(observation)
        return result


def load_policy(path: str | os.PathLike[str]) -> Policy:
    """Loads a policy.

    Args:
        path: a run folder, a policy's folder or file, or the name of a policy that came with the package.
    """
    place = os.fspath(path)
    if not os.path.exists(place) and os.path.basename(place) == place:
        shipped = os.path.join(os.environ.get("EVO_RL_HOME", _places.HOME), "policies")
        known = _policies(shipped)
        if place not in known:
            raise EvoRLError(
                f"no policy {place!r}; there are {', '.join(known) or 'none'}, or give the path of a run folder"
            )
        place = os.path.join(shipped, place)
    if os.path.isdir(place):
        place = os.path.join(place, "policy.safetensors")
    return Policy(place)


def _policies(folder: str) -> list[str]:
    """The names of the policies in a folder."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(name for name in names if os.path.isfile(os.path.join(folder, name, "policy.safetensors")))
