"""Environments of our own for gymnasium_workers.py and gymnasium_speed.py."""

import ctypes
import os
import time

import gymnasium
import numpy as np
from gymnasium import spaces

ACTIONS = {
    "discrete": spaces.Discrete(3, start=-1),
    "multi-discrete": spaces.MultiDiscrete([3, 4]),
    "multi-binary": spaces.MultiBinary(12),
    "box": spaces.Box(-1, 2, (2,), np.float64),
    "vast": spaces.Discrete(2_000_000_000),
    "boundless": spaces.Box(-np.inf, 2, (2,)),
}
OBSERVATIONS = {
    "box": spaces.Box(-np.inf, np.inf, (3,), np.float32),
    "discrete": spaces.Discrete(5),
    "multi-binary": spaces.MultiBinary(3),
    "vast": spaces.Discrete(400_000),
    "dict": spaces.Dict({"place": spaces.Box(-1, 1, (2,))}),
    "image": spaces.Box(0, 255, (4, 4, 3), np.uint8),
}


class Walk(gymnasium.Env):
    """A noisy walk that should stay at 0; `fault` says what goes wrong in step 7."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}

    def __init__(self, fault="", action="discrete", observation="box", render_mode=None):
        self.fault, self.observation, self.render_mode = fault, observation, render_mode
        self.action_space, self.observation_space = ACTIONS[action], OBSERVATIONS[observation]

    def observe(self):
        if self.observation == "discrete":
            return int(np.clip(np.round(self.place[0]) + 2, 0, 4))
        if self.observation == "multi-binary":
            return (self.place > 0).astype(np.int8)
        return self.place.astype(np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if self.fault == "reset":
            raise RuntimeError("no reset today")
        self.steps, self.place = 0, self.np_random.normal(size=3)
        return self.observe(), {}

    def step(self, action):
        assert self.action_space.contains(action), f"{action!r} is no action"
        self.steps += 1
        self.place = self.place + 0.1 * self.np_random.normal(size=3) + 0.3 * float(np.mean(action))
        if self.fault == "slow":
            time.sleep(0.0005)
        if self.steps == 7:
            if self.fault == "step":
                raise RuntimeError("boom")
            if self.fault == "hang":
                time.sleep(1000)
            if self.fault == "exit":
                os._exit(3)
            if self.fault == "crash":
                ctypes.string_at(0)
            if self.fault == "nan":
                return self.observe() * np.nan, 0.0, False, False, {}
            if self.fault == "shape":
                return np.zeros(2), 0.0, False, False, {}
        return self.observe(), -abs(float(self.place[0])), False, False, {}

    def render(self):
        picture = np.full((60, 90, 3), 255, np.uint8)
        picture[:, : 10 + self.steps] = (200, 30, 30)
        return picture


class Idle(gymnasium.Env):
    """Does next to nothing, for gymnasium_speed.py."""

    observation_space, action_space = OBSERVATIONS["box"], spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        self.seen = np.zeros(3, np.float32)
        return self.seen, {}

    def step(self, action):
        return self.seen, 1.0, False, False, {}


gymnasium.register("Idle-v0", Idle, max_episode_steps=100_000)
gymnasium.register("Walk-v0", Walk, max_episode_steps=20)
gymnasium.register("Endless-v0", Walk)
