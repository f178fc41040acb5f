"""Steps Gymnasium environments for evo-rl: many in one process.

Three descriptors come from evo-rl: 0 is a pipe that closes when evo-rl is gone, 3 a socket with one message
at a time, 4 the memory of the rows. Requests: "describe" says what the environment is, "open" makes some,
one byte 0 plays a round of commands that stand in the memory, "frame" draws the first. An answer is one
byte 0, or JSON; JSON with "error" is what went wrong.
"""

import fcntl
import json
import mmap
import os
import select
import signal
import sys
import traceback

signal.signal(signal.SIGINT, signal.SIG_IGN)
# When evo-rl ends, however it ends, the kernel ends this process too, whatever it is doing.
fcntl.fcntl(0, 10, signal.SIGKILL)  # F_SETSIG
fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
if select.select([0], [], [], 0)[0]:
    sys.exit()
# One process a core is enough; its libraries start no threads of their own.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

SOCKET, MEMORY = 3, 4
STEP, RESET = 1, 2
DONE = b"\0"
# What a message may hold, in bytes.
LARGEST_ANSWER = 120_000


class Refused(Exception):
    """What an environment is that evo-rl cannot train in."""


def address(error):
    """Where an error was raised, and what it says, on one line."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != "<string>"]
    place = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""
    return (place + text)[:2000]


class Layout:
    """Where the rows of each kind lie in the memory; evo-rl computes the same."""

    def __init__(self, lanes, observations, actions):
        self.end = 0
        self.parts = {}
        for name, size, width in (
            ("observations", 4, observations), ("actions", 4, actions), ("rewards", 4, 1), ("seeds", 4, 1),
            ("commands", 1, 1), ("ends", 1, 1),
        ):
            self.parts[name] = (self.end, width)
            self.end = (self.end + size * width * lanes + 63) // 64 * 64


class Actions:
    """From the numbers of evo-rl to the actions of a space."""

    LARGEST_CHOICE = 256
    MOST_CHOICES = 65536

    def __init__(self, space, name):
        self.space = space
        self.description = None
        if isinstance(space, spaces.Discrete) and space.n > self.MOST_CHOICES:
            raise Refused(
                f"the action space of {name} has {space.n} choices; evo-rl takes at most {self.MOST_CHOICES}")
        if isinstance(space, spaces.Discrete):
            self.start = int(space.start)
            self.convert = lambda rows: [int(value) + self.start for value in rows[:, 0].tolist()]
            self.description = {"choices": int(space.n)}
        elif isinstance(space, (spaces.MultiDiscrete, spaces.MultiBinary)):
            self.sizes = np.full(space.shape, 2) if isinstance(space, spaces.MultiBinary) else space.nvec
            self.starts = getattr(space, "start", 0)
            count = np.prod(self.sizes.astype(float))
            if count <= self.LARGEST_CHOICE:
                self.convert = self.all_at_once
                self.description = {"choices": int(count)}
            else:
                self.convert = self.one_by_one
                flat = self.sizes.ravel()
                self.description = {"low": [0.0] * len(flat), "high": [float(size) for size in flat]}
        elif isinstance(space, spaces.Box):
            if not (np.isfinite(space.low).all() and np.isfinite(space.high).all()):
                raise Refused(
                    f"the action space {space} has no bounds; wrap the environment in "
                    "gymnasium.wrappers.RescaleAction or give its Box finite bounds")
            self.convert = lambda rows: list(rows.astype(space.dtype).reshape((-1,) + space.shape))
            self.description = {
                "low": space.low.ravel().tolist(), "high": space.high.ravel().tolist()}
        else:
            raise Refused(
                f"the action space of {name} is {type(space).__name__}; evo-rl acts in Box, Discrete, "
                "MultiDiscrete and MultiBinary")

    def all_at_once(self, rows):
        choices = np.stack(np.unravel_index(rows[:, 0].astype(np.int64), self.sizes.ravel()), axis=-1)
        return list((choices.reshape((-1,) + self.sizes.shape) + self.starts).astype(self.space.dtype))

    def one_by_one(self, rows):
        sizes = self.sizes.ravel()
        choices = np.clip(np.floor(rows), 0, sizes - 1).reshape((-1,) + self.sizes.shape)
        return list((choices + self.starts).astype(self.space.dtype))


class Observations:
    """From the observations of a space to rows of numbers."""

    def __init__(self, space, name):
        self.space = space
        self.shape = space.shape
        if isinstance(space, (spaces.Discrete, spaces.MultiDiscrete)):
            # As gymnasium.wrappers.FlattenObservation has it: a number for each value, one of them 1.
            flat = spaces.flatten_space(space)
            self.write = self.write_choices
        elif isinstance(space, spaces.MultiBinary) or isinstance(space, spaces.Box) and len(space.shape) <= 1:
            flat = space if isinstance(space, spaces.Box) else spaces.flatten_space(space)
            self.write = self.write_vector
        else:
            kind = type(space).__name__
            if isinstance(space, spaces.Box):
                kind = f"{'an image' if len(space.shape) == 3 else 'an array'} of shape {space.shape}"
            raise Refused(
                f"the observation of {name} is {kind} and no vector; register it wrapped in "
                "gymnasium.wrappers.FlattenObservation")
        self.count = int(np.prod(flat.shape)) if flat.shape else 1
        self.description = {"low": bounds(flat.low), "high": bounds(flat.high)}

    def write_vector(self, row, observation):
        if np.shape(observation) != self.shape:
            raise ValueError(
                f"an observation of shape {np.shape(observation)}, where its space says {self.shape}")
        row[:] = np.ravel(observation) if len(self.shape) != 1 else observation

    def write_choices(self, row, observation):
        row[:] = spaces.flatten(self.space, observation)


def bounds(values):
    """Numbers as JSON has them: None where there is no bound."""
    return [float(value) if np.isfinite(value) else None for value in np.ravel(values)]


def single(id, kwargs, render_mode=None):
    if render_mode is not None:  # Not every environment takes one.
        kwargs = {**kwargs, "render_mode": render_mode}
    return gymnasium.make(id, disable_env_checker=True, **kwargs)


def vector(spec, id, kwargs, count):
    """The environment's own vector form, where it resets one environment at a time with a seed of its own;
    None where it does not, as then the result would depend on who plays beside whom."""
    if spec.vector_entry_point is None or count < 2:
        return None
    try:
        made = gymnasium.make_vec(
            id, num_envs=count, vectorization_mode="vector_entry_point",
            autoreset_mode=AutoresetMode.DISABLED, **kwargs)
    except Exception:
        return None
    if made.metadata.get("autoreset_mode") == AutoresetMode.DISABLED:
        return made
    made.close()
    return None


class Worker:
    def __init__(self):
        self.environments = []
        self.vector = None

    def describe(self, request):
        environment = single(request["id"], json.loads(request["kwargs"]))
        spec = environment.spec
        unwrapped = environment.unwrapped
        description = {
            "observation": Observations(environment.observation_space, request["id"]).description,
            "action": Actions(environment.action_space, request["id"]).description,
            "step_limit": spec.max_episode_steps,
            "solved_at": spec.reward_threshold,
            "frames_per_second": environment.metadata.get("render_fps"),
            "origin": f"{type(unwrapped).__module__}:{type(unwrapped).__name__}",
        }
        environment.close()
        if len(json.dumps(description)) > LARGEST_ANSWER:
            raise Refused(
                f"the spaces of {request['id']} have {len(description['observation']['low'])} numbers to observe "
                f"and {len(description['action'].get('low', [0]))} to act with, which is more than evo-rl can be "
                "told of; wrap the environment so that it observes less")
        return description

    def open(self, request):
        id, kwargs, lanes = request["id"], json.loads(request["kwargs"]), request["lanes"]
        # What is to be said of the environment was said when it was described.
        gymnasium.logger.min_level = gymnasium.logger.ERROR
        self.close()
        mode = "rgb_array" if request["draws"] else None
        first = single(id, kwargs)
        if mode is not None:
            known = first.metadata.get("render_modes") or []
            first.close()
            if mode not in known:
                raise Refused(f"{id} has no render_mode {mode}, so it cannot be drawn")
            first = single(id, kwargs, mode)
        self.environments = [first]
        self.vector = None if request["draws"] else vector(first.spec, id, kwargs, lanes)
        if self.vector is None:
            self.environments += [single(id, kwargs, mode) for _ in range(1, lanes)]
        self.observations = Observations(first.observation_space, id)
        self.actions = Actions(first.action_space, id)
        width = 1 if "choices" in self.actions.description else len(self.actions.description["low"])
        layout = Layout(lanes, self.observations.count, width)
        self.end = layout.end
        memory = mmap.mmap(MEMORY, layout.end)

        def rows(name, dtype):
            start, width = layout.parts[name]
            return np.frombuffer(memory, dtype, lanes * width, start).reshape(lanes, width)

        self.rows = rows("observations", np.float32)
        self.row_list = list(self.rows)
        self.action_rows = rows("actions", np.float32)
        self.rewards = rows("rewards", np.float32)[:, 0]
        self.seeds = rows("seeds", np.uint32)[:, 0]
        self.commands = rows("commands", np.uint8)[:, 0]
        self.ends = rows("ends", np.uint8)[:, 0]
        return {"vector": self.vector is not None}

    def close(self):
        for environment in self.environments:
            environment.close()
        if self.vector is not None:
            self.vector.close()
        self.environments, self.vector = [], None

    def play(self):
        resets = np.flatnonzero(self.commands == RESET)
        if len(resets):
            self.reset(resets)
        steps = np.flatnonzero(self.commands == STEP)
        if len(steps):
            (self.step if self.vector is None else self.step_vector)(steps)

    def reset(self, lanes):
        if self.vector is None:
            for lane in lanes.tolist():
                observation, _ = self.environments[lane].reset(seed=int(self.seeds[lane]))
                self.observations.write(self.row_list[lane], observation)
            return
        mask = self.commands == RESET
        observations, _ = self.vector.reset(
            seed=[int(seed) if chosen else None for seed, chosen in zip(self.seeds, mask)],
            options={"reset_mask": mask})
        self.copy(observations, lanes)

    def step(self, lanes):
        actions = self.actions.convert(self.action_rows[lanes])
        write, rows, environments = self.observations.write, self.row_list, self.environments
        rewards, ends = [], []
        for lane, action in zip(lanes.tolist(), actions):
            observation, reward, terminated, truncated, _ = environments[lane].step(action)
            write(rows[lane], observation)
            rewards.append(reward)
            ends.append(1 if terminated else 2 if truncated else 0)
        self.rewards[lanes] = rewards
        self.ends[lanes] = ends

    def step_vector(self, lanes):
        # Those that do not play are stepped as well, and what comes of it is not read.
        actions = self.actions.convert(self.action_rows.copy())
        observations, rewards, terminated, truncated, _ = self.vector.step(np.asarray(actions))
        self.copy(observations, lanes)
        self.rewards[lanes] = rewards[lanes]
        self.ends[lanes] = np.where(terminated, 1, np.where(truncated, 2, 0))[lanes]

    def copy(self, observations, lanes):
        if isinstance(self.observations.space, spaces.Box) and len(self.observations.shape) == 1:
            self.rows[lanes] = observations[lanes]
        else:
            for lane in lanes.tolist():
                self.observations.write(self.row_list[lane], observations[lane])

    def frame(self):
        picture = self.environments[0].render()
        picture = np.ascontiguousarray(picture, dtype=np.uint8)
        if picture.ndim != 3 or picture.shape[2] != 3:
            raise ValueError(f"a picture of shape {picture.shape}, where rgb_array says (height, width, 3)")
        os.pwrite(MEMORY, picture.tobytes(), self.end)
        return {"height": picture.shape[0], "width": picture.shape[1]}

    def answer(self, message):
        if message == DONE:
            self.play()
            return DONE
        request = json.loads(message)
        handler = {"describe": self.describe, "open": self.open, "frame": lambda _: self.frame()}
        return json.dumps(handler[request["do"]](request)).encode()


def failure(error, id):
    """An answer that says what went wrong."""
    answer = {"error": address(error)}
    module = id.split(":")[0] if ":" in id else None
    if isinstance(error, Refused):
        answer["refused"] = str(error)
    elif isinstance(error, gymnasium.error.DependencyNotInstalled):
        answer["refused"] = " ".join(str(error).split())
    elif isinstance(error, (gymnasium.error.UnregisteredEnv, gymnasium.error.DeprecatedEnv)):
        answer["known"] = sorted(gymnasium.registry)
    elif isinstance(error, ModuleNotFoundError) and str(error).startswith(f"No module named '{module}'"):
        answer["module"] = module
    return json.dumps(answer).encode()


try:
    import gymnasium
    import numpy as np
    from gymnasium import spaces
    from gymnasium.vector import AutoresetMode
except Exception as error:
    os.write(SOCKET, json.dumps({"error": address(error), "gymnasium": False}).encode())
    sys.exit()
worker = Worker()
os.write(SOCKET, DONE)
id = ""
while message := os.read(SOCKET, 1 << 16):
    try:
        if message != DONE:
            id = json.loads(message).get("id", id)
        os.write(SOCKET, worker.answer(message))
    except Exception as error:
        os.write(SOCKET, failure(error, id))
