"""The library of environments (libevo_rl.so, whose header is evo_rl.h), by ctypes."""

from __future__ import annotations

import ctypes
import functools
import json
import os
from ctypes import POINTER, Structure, byref, c_char_p, c_int32, c_int64, c_void_p
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _places

#: What this file was written for (EVO_INTERFACE).
INTERFACE = 1

NEXT_STEP, SAME_STEP, DISABLED = 0, 1, 2


class EvoRLError(ValueError):
    """What evo-rl says of a name, a file or an argument that is wrong."""


class _Options(Structure):
    _fields_ = [
        ("count", c_int64),
        ("autoreset", c_int32),
        ("step_limit", c_int32),
        ("threads", c_int32),
        ("draws", c_int32),
        ("home", c_char_p),
    ]


class _Buffers(Structure):
    _fields_ = [
        ("actions", c_void_p),
        ("observations", c_void_p),
        ("rewards", c_void_p),
        ("terminated", c_void_p),
        ("truncated", c_void_p),
        ("final_observations", c_void_p),
    ]


@functools.cache
def library() -> ctypes.CDLL:
    """The library, loaded by who asks first."""
    _places.prepare()
    try:
        loaded = ctypes.CDLL(_places.LIBRARY)
    except OSError as error:
        raise ImportError(
            f"evo_rl cannot load its library ({error}); install the package again, "
            "from a wheel for this system or from a checkout of evo-rl"
        ) from None
    signatures: dict[str, tuple[Any, list[Any]]] = {
        "evo_interface": (c_int32, []),
        "evo_version": (c_char_p, []),
        "evo_error": (c_char_p, []),
        "evo_make": (c_void_p, [c_char_p, POINTER(_Options)]),
        "evo_free": (None, [c_void_p]),
        "evo_names": (c_void_p, [c_char_p]),
        "evo_card": (c_void_p, [c_void_p]),
        "evo_free_text": (None, [c_void_p]),
        "evo_reset": (c_int32, [c_void_p, c_void_p, c_void_p, c_void_p]),
        "evo_step": (c_int32, [c_void_p, c_void_p]),
        "evo_render": (c_int32, [c_void_p, c_int64, c_int32, c_int32, c_void_p]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    if loaded.evo_interface() != INTERFACE:
        raise ImportError(f"{_places.LIBRARY} is of another version of evo_rl; install the package again")
    return loaded


def failure() -> EvoRLError:
    """What the last call that failed says."""
    return EvoRLError(library().evo_error().decode())


def _text(pointer: int | None) -> str:
    """A text that the library has made; it is freed."""
    if not pointer:
        raise failure()
    text = ctypes.string_at(pointer).decode()
    library().evo_free_text(pointer)
    return text


def version() -> str:
    """The version of evo-rl."""
    text: bytes = library().evo_version()
    return text.decode()


def _home() -> bytes:
    return os.environ.get("EVO_RL_HOME", _places.HOME).encode()


def names() -> list[str]:
    """The names of all environments, as `evo-rl list envs` has them: those that came with the package, and
    walkers in `envs/` of the working folder."""
    result: list[str] = json.loads(_text(library().evo_names(_home())))
    return result


class Batch:
    """Environments of one kind and the arrays that they are stepped into.

    The arrays are the same in every step: who keeps them copies them.
    """

    def __init__(
        self,
        name: str,
        count: int,
        *,
        autoreset: int = DISABLED,
        step_limit: int | None = None,
        threads: int | None = None,
        draws: bool = False,
    ) -> None:
        self._library = library()
        self._handle = None
        path = os.fspath(name)
        if threads is not None and threads < 1:
            raise EvoRLError(f"threads are 1 or more, or None for as many as are worth it, not {threads}")
        options = _Options(count, autoreset, step_limit or 0, threads or 0, draws, _home())
        self._handle = self._library.evo_make(os.fsencode(path), byref(options))
        if not self._handle:
            raise failure()
        self.count = count
        self.card: dict[str, Any] = json.loads(_text(self._library.evo_card(self._handle)))
        width = len(self.card["observation"])
        self.observations: npt.NDArray[np.float32] = np.zeros((count, width), np.float32)
        self.final_observations = np.zeros((count, width), np.float32)
        self.rewards: npt.NDArray[np.float32] = np.zeros(count, np.float32)
        self.terminated: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        self.truncated: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        self.actions: npt.NDArray[Any]
        if self.is_discrete:
            self.actions = np.zeros(count, np.int64)
        else:
            self.actions = np.zeros((count, len(self.card["action"])), np.float32)
        self._buffers = _Buffers(
            self.actions.ctypes.data,
            self.observations.ctypes.data,
            self.rewards.ctypes.data,
            self.terminated.ctypes.data,
            self.truncated.ctypes.data,
            self.final_observations.ctypes.data,
        )
        # What `evo_step` is called with, as ctypes passes it on.
        self._step = self._library.evo_step
        self._where = ctypes.addressof(self._buffers)

    @property
    def is_discrete(self) -> bool:
        """Whether an action is one of some choices."""
        return bool(self.card["action_kind"] == "discrete")

    def reset(
        self, seeds: npt.NDArray[np.uint64] | None = None, mask: npt.NDArray[np.bool_] | None = None
    ) -> None:
        """Begins episodes; their first observations are in `observations`."""
        if self._library.evo_reset(
            self._handle,
            None if seeds is None else seeds.ctypes.data,
            None if mask is None else mask.ctypes.data,
            self.observations.ctypes.data,
        ):
            raise failure()

    def step(self) -> None:
        """Does what `actions` say; what comes of it is in the other arrays."""
        if self._step(self._handle, self._where):
            raise failure()

    def render(self, index: int, width: int, height: int) -> npt.NDArray[np.uint8]:
        """A picture of one environment."""
        if width < 1 or height < 1:
            raise EvoRLError(f"a picture has at least one pixel, not {width}x{height}")
        picture = np.empty((height, width, 3), np.uint8)
        if self._library.evo_render(self._handle, index, width, height, picture.ctypes.data):
            raise failure()
        return picture

    def close(self) -> None:
        """Frees the environments; what is done with them afterwards fails."""
        if self._handle:
            self._library.evo_free(self._handle)
            self._handle = None

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()
