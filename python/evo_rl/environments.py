"""The environments of evo-rl as Gymnasium's `Env` and `VectorEnv`."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from ctypes import c_bool, c_float, c_int64
from typing import Any, SupportsFloat

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space

from . import _library, _registration
from ._library import EvoRLError

__all__ = ["Environment", "VectorEnvironment", "make", "make_vec"]

Observation = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

_MODES = {
    AutoresetMode.NEXT_STEP: _library.NEXT_STEP,
    AutoresetMode.SAME_STEP: _library.SAME_STEP,
    AutoresetMode.DISABLED: _library.DISABLED,
}


def _box(components: list[dict[str, Any]]) -> spaces.Box[np.float32]:
    low = [-np.inf if part["low"] is None else part["low"] for part in components]
    high = [np.inf if part["high"] is None else part["high"] for part in components]
    return spaces.Box(np.array(low, np.float32), np.array(high, np.float32), dtype=np.float32)


def _action_space(card: dict[str, Any]) -> spaces.Space[Any]:
    if card["action_kind"] == "discrete":
        return spaces.Discrete(len(card["action"]))
    return _box(card["action"])


def _check_render_mode(render_mode: str | None) -> None:
    if render_mode not in (None, "rgb_array"):
        raise EvoRLError(f"render_mode is None or 'rgb_array', not {render_mode!r}")


def _again(kind: Any, arguments: dict[str, Any], spec: EnvSpec | None) -> Any:
    """What a pickled environment becomes: a new one, before its first reset."""
    environment = kind(**arguments)
    environment.spec = spec
    return environment


class Environment(gymnasium.Env[Observation, Any]):
    """One environment of evo-rl.

    The episodes after `reset(seed=s)` are episodes 0, 1, 2, … of `evo-rl eval --seed s`, with the same bits.
    `gymnasium.make` adds the step limit; the class itself has none.

    Args:
        name: one of `evo_rl.names()`, or the path of a walker's YAML file.
        render_mode: None or "rgb_array".
        width, height: pixels of a picture.
        max_episode_steps: steps after which an episode is truncated; None for no limit, 0 for the
            environment's own.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 50}

    def __init__(
        self,
        name: str,
        render_mode: str | None = None,
        *,
        width: int = 600,
        height: int = 400,
        max_episode_steps: int | None = None,
    ) -> None:
        self._arguments = {
            "name": name,
            "render_mode": render_mode,
            "width": width,
            "height": height,
            "max_episode_steps": max_episode_steps,
        }
        _check_render_mode(render_mode)
        self._batch = _library.Batch(
            name,
            1,
            step_limit=-1 if max_episode_steps is None else max_episode_steps,
            threads=1,
            draws=render_mode is not None,
        )
        #: What evo-rl knows of the environment: its numbers by name, in words, with units.
        self.card: dict[str, Any] = self._batch.card
        self.metadata = {"render_modes": ["rgb_array"], "render_fps": self.card["frames_per_second"]}
        self.render_mode = render_mode
        self._size = (width, height)
        self.observation_space = _box(self.card["observation"])
        self.action_space = _action_space(self.card)
        self._is_discrete = self._batch.is_discrete
        # What a step reads and writes: numbers of ctypes in the arrays, which cost less than those of numpy.
        batch = self._batch
        self._row = batch.observations[0]
        self._action_row = batch.actions[0]
        self._choice = c_int64.from_buffer(batch.actions.data) if self._is_discrete else c_int64()
        self._reward = c_float.from_buffer(batch.rewards.data)
        self._terminated = c_bool.from_buffer(batch.terminated.data)
        self._truncated = c_bool.from_buffer(batch.truncated.data)
        self._has_begun = False

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begins the first episode of a seed, or the next one of the seed that there is."""
        super().reset(seed=seed)
        if seed is None and not self._has_begun:
            # A random seed, which `np_random_seed` tells.
            seed = self.np_random_seed
        self._batch.reset(None if seed is None else np.array([seed % 2**64], np.uint64))
        self._has_begun = True
        return self._row.copy(), {}

    def step(
        self, action: Any
    ) -> tuple[Observation, SupportsFloat, bool, bool, dict[str, Any]]:
        """Advances by one step."""
        if self._is_discrete:
            try:
                choice = operator.index(action)
            except TypeError:
                raise EvoRLError(f"an action is the number of a choice, not {action!r}") from None
            # More than 64 bits would come to another number.
            self._choice.value = choice if choice < 1 << 31 else -1
        else:
            values = np.asarray(action, np.float32)
            if values.shape != self._action_row.shape:
                raise EvoRLError(f"an action has the shape {self._action_row.shape}, not {values.shape}")
            self._action_row[:] = values
        self._batch.step()
        return self._row.copy(), self._reward.value, self._terminated.value, self._truncated.value, {}

    def render(self) -> Picture | None:
        """The present state as rows of pixels of red, green and blue; None without a render mode."""
        if self.render_mode is None:
            return None
        return self._batch.render(0, *self._size)

    def close(self) -> None:
        """Frees the environment."""
        self._batch.close()

    def __reduce__(self) -> Any:
        return _again, (type(self), self._arguments, self.spec)


class VectorEnvironment(gymnasium.vector.VectorEnv[Observation, npt.NDArray[Any], npt.NDArray[Any]]):
    """Many environments of one kind, stepped together by the library.

    Environment i is, number by number, what an `Environment` with its seed is, in every autoreset mode.

    Args:
        name: one of `evo_rl.names()`, or the path of a walker's YAML file.
        num_envs: how many.
        max_episode_steps: steps after which an episode is truncated; None for the environment's own limit.
        render_mode: None or "rgb_array".
        autoreset_mode: what happens to an environment whose episode has ended (Gymnasium's `AutoresetMode`).
        threads: how many step; None for as many as are worth it. It changes no result.
        copy: False gives the same arrays in every step, which the next one overwrites.
        width, height: pixels of a picture.
    """

    def __init__(
        self,
        name: str,
        num_envs: int = 1,
        *,
        max_episode_steps: int | None = None,
        render_mode: str | None = None,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        threads: int | None = None,
        copy: bool = True,
        width: int = 600,
        height: int = 400,
    ) -> None:
        super().__init__()
        self._arguments = {
            "name": name,
            "num_envs": num_envs,
            "max_episode_steps": max_episode_steps,
            "render_mode": render_mode,
            "autoreset_mode": autoreset_mode,
            "threads": threads,
            "copy": copy,
            "width": width,
            "height": height,
        }
        _check_render_mode(render_mode)
        if num_envs < 1:
            raise EvoRLError(f"num_envs is 1 or more, not {num_envs}")
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        self._batch = _library.Batch(
            name,
            num_envs,
            autoreset=_MODES[self.autoreset_mode],
            step_limit=max_episode_steps,
            threads=threads,
            draws=render_mode is not None,
        )
        #: What evo-rl knows of the environment: its numbers by name, in words, with units.
        self.card: dict[str, Any] = self._batch.card
        self.metadata = {
            "render_modes": ["rgb_array"],
            "render_fps": self.card["frames_per_second"],
            "autoreset_mode": self.autoreset_mode,
        }
        self.num_envs = num_envs
        self.render_mode = render_mode
        self._size = (width, height)
        self._copies = copy
        self.single_observation_space = _box(self.card["observation"])
        self.single_action_space = _action_space(self.card)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._shape = self._batch.actions.shape
        self._has_begun = False

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Observation, dict[str, Any]]:
        """Begins episodes of all environments, or of those in `options["reset_mask"]`.

        Args:
            seed: environment i begins the first episode of `seed + i`, or of entry i of a list; without a
                seed, the next episode of the seed that it has.
            options: may hold `reset_mask`, an array of booleans.
        """
        mask = self._mask(options)
        super().reset(seed=int(seed) if isinstance(seed, (int, np.integer)) else None)
        if seed is None and not self._has_begun:
            # Random seeds, the first of which `np_random_seed` tells.
            seed = self.np_random_seed
        if seed is None:
            self._batch.reset(None, mask)
        elif isinstance(seed, (int, np.integer)):
            first = int(seed) % 2**64
            # Whole numbers of 64 bits, which begin again at 0.
            self._batch.reset(np.uint64(first) + np.arange(self.num_envs, dtype=np.uint64), mask)
        else:
            self._reset_some(list(seed), mask)
        self._has_begun = True
        return self._own(self._batch.observations), {}

    def _reset_some(self, seeds: list[int | None], mask: npt.NDArray[np.bool_] | None) -> None:
        """Resets with a list of seeds, in which some may be missing."""
        if len(seeds) != self.num_envs:
            raise EvoRLError(f"a list of seeds has one for each of {self.num_envs} environments, not {len(seeds)}")
        meant = np.ones(self.num_envs, np.bool_) if mask is None else mask
        given = np.array([seed is not None for seed in seeds], np.bool_)
        values = np.array([(seed or 0) % 2**64 for seed in seeds], np.uint64)
        if (meant & given).any():
            self._batch.reset(values, meant & given)
        if (meant & ~given).any():
            self._batch.reset(None, meant & ~given)

    def _mask(self, options: dict[str, Any] | None) -> npt.NDArray[np.bool_] | None:
        mask = (options or {}).get("reset_mask")
        if mask is None:
            return None
        if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_ or mask.shape != (self.num_envs,):
            raise EvoRLError(f"reset_mask is an array of {self.num_envs} booleans")
        if not mask.any():
            raise EvoRLError("reset_mask names no environment")
        return np.ascontiguousarray(mask)

    def step(
        self, actions: npt.NDArray[Any]
    ) -> tuple[
        Observation, npt.NDArray[np.float32], npt.NDArray[np.bool_], npt.NDArray[np.bool_], dict[str, Any]
    ]:
        """Advances every environment by one step."""
        batch = self._batch
        values = np.asarray(actions)
        if values.shape != self._shape:
            raise EvoRLError(f"actions have the shape {self._shape}, not {values.shape}")
        np.copyto(batch.actions, values, casting="same_kind")
        batch.step()
        infos = self._infos() if self.autoreset_mode is AutoresetMode.SAME_STEP else {}
        if not self._copies:
            return batch.observations, batch.rewards, batch.terminated, batch.truncated, infos
        return (
            batch.observations.copy(),
            batch.rewards.copy(),
            batch.terminated.copy(),
            batch.truncated.copy(),
            infos,
        )

    def _infos(self) -> dict[str, Any]:
        """The last observations of the episodes that have ended, as Gymnasium lays them out."""
        ended = self._batch.terminated | self._batch.truncated
        if not ended.any():
            return {}
        rows = np.full(self.num_envs, None, dtype=object)
        for index in np.flatnonzero(ended):
            rows[index] = self._batch.final_observations[index].copy()
        return {"final_obs": rows, "_final_obs": ended, "final_info": {}, "_final_info": ended.copy()}

    def _own(self, array: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return array.copy() if self._copies else array

    def render(self) -> tuple[Picture, ...] | None:
        """A picture of each environment; None without a render mode."""
        if self.render_mode is None:
            return None
        return tuple(self._batch.render(index, *self._size) for index in range(self.num_envs))

    def close_extras(self, **kwargs: Any) -> None:
        """Frees the environments."""
        self._batch.close()

    def __reduce__(self) -> Any:
        return _again, (type(self), self._arguments, self.spec)


class Walker(Environment):
    """A walker in a file of one's own, with the step limit that its file has.

    Args:
        name: the path of its YAML file.
    """

    def __init__(self, name: str, render_mode: str | None = None, **arguments: Any) -> None:
        arguments.setdefault("max_episode_steps", 0)
        super().__init__(name, render_mode, **arguments)


def _id(name: str) -> tuple[str, dict[str, Any]]:
    """The id of an environment that came with the package, or else that of a walker with its name."""
    known = {card["name"]: _registration.identifier(card["name"]) for card in _registration.catalog()}
    return (known[name], {}) if name in known else (_registration.WALKER, {"name": name})


def make(name: str, **arguments: Any) -> gymnasium.Env[Any, Any]:
    """`gymnasium.make` for a name of evo-rl, or for the path of a walker's YAML file."""
    id, more = _id(name)
    return gymnasium.make(id, **more, **arguments)


def make_vec(name: str, num_envs: int = 1, **arguments: Any) -> gymnasium.vector.VectorEnv[Any, Any, Any]:
    """`gymnasium.make_vec` for a name of evo-rl, or for the path of a walker's YAML file."""
    id, more = _id(name)
    return gymnasium.make_vec(id, num_envs=num_envs, **more, **arguments)
