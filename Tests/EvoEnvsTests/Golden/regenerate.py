"""Writes the golden data of the classic-control environments: what Gymnasium does in one step.

    pip install gymnasium==1.4.0 numpy==2.4.6
    python regenerate.py [folder]          # the default folder is this file's own

Every row starts from a state whose components are float32 numbers, so that an environment in
float32 starts from exactly the same state, and holds one call of Gymnasium's own step():

    state, action, next observation, reward, terminated

A row is kept only where rounding cannot decide the outcome: moving any component of the state by
1e-5 either way must leave the flag alone and move the observation by at most 1e-4.

Format of <name>.steps, all little-endian: the bytes "GOLD", four uint32 (rows, state width, action
width, observation width), then per row float32 state, action, observation, reward, terminated (0
or 1). A discrete action is its index. cards.json holds the spaces and limits as registered and a
summary of 2,000 resets; null stands for "unbounded" and for "no threshold".
"""

import json
import math
import pathlib
import platform
import struct
import sys

import gymnasium
import numpy as np

ROWS = 4_000
RESETS = 2_000
NUDGE = 1e-5
LARGEST_MOVE = 1e-4


class Task:
    """One environment, put into any state and stepped once."""

    def __init__(self, name, gymnasium_id, seed, state_dtype=np.float64):
        self.name = name
        self.environment = gymnasium.make(gymnasium_id)
        self.world = self.environment.unwrapped
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.state_dtype = state_dtype
        self.discrete = isinstance(self.world.action_space, gymnasium.spaces.Discrete)

    def step(self, state, action):
        """One step from exactly `state`: next observation, reward, terminated, next state."""
        self.world.reset()  # clears what the state does not hold, such as cart-pole's "already fell"
        self.world.state = np.array(state, dtype=self.state_dtype)
        played = int(action[0]) if self.discrete else np.array(action, dtype=np.float32)
        observation, reward, terminated, _, _ = self.world.step(played)
        return np.asarray(observation), float(reward), bool(terminated), self.world.state

    def any_action(self, beyond=1.0):
        """A uniformly drawn action; continuous ones from bounds stretched by `beyond`."""
        space = self.world.action_space
        if self.discrete:
            return [float(self.random.integers(space.n))]
        return [float(np.float32(self.random.uniform(beyond * low, beyond * high)))
                for low, high in zip(space.low, space.high)]

    def uniform(self, *bounds):
        """A state drawn uniformly from one (low, high) per component."""
        return [self.random.uniform(low, high) for low, high in bounds]

    def beside(self, edge, nearest=2e-5, farthest=5e-2):
        """A number on either side of `edge`, its distance log-uniform."""
        distance = math.exp(self.random.uniform(math.log(nearest), math.log(farthest)))
        return edge + distance * self.sign()

    def sign(self):
        return float(self.random.choice([-1.0, 1.0]))

    def settled(self, state, action):
        """Whether rounding cannot decide the outcome of a step from here."""
        observation, _, terminated, _ = self.step(state, action)
        for component in range(len(state)):
            for nudge in (-NUDGE, NUDGE):
                nudged = list(state)
                nudged[component] += nudge
                moved, _, flag, _ = self.step(nudged, action)
                if flag != terminated or np.abs(moved - observation).max() > LARGEST_MOVE:
                    return False
        return True

    def rollout(self, start, choose):
        """Endless (state, action) pairs of episodes that `choose(state)` plays from `start()`.

        The state is rounded to float32 after every step, which also keeps a last-bit difference
        between two machines from growing along the episode.
        """
        limit = self.environment.spec.max_episode_steps
        while True:
            state = rounded(start())
            for _ in range(limit):
                action = choose(state)
                yield state, action
                _, _, terminated, following = self.step(state, action)
                state = rounded(following)
                if terminated:
                    break

    def rows(self, sources):
        """ROWS settled rows, shared out over `sources`: (share, iterator of state and action)."""
        rows = []
        quota = 0.0
        for share, pairs in sources:
            quota += share * ROWS
            while len(rows) < round(quota):
                state, action = next(pairs)
                state = rounded(state)
                if self.settled(state, action):
                    observation, reward, terminated, _ = self.step(state, action)
                    rows.append([*state, *action, *observation, reward, float(terminated)])
        return np.array(rows, dtype="<f4")

    def card(self):
        """Spaces and limits as registered, and what resets look like."""
        observations, actions = self.world.observation_space, self.world.action_space
        starts = np.array([self.world.reset(seed=seed)[0] for seed in range(RESETS)])
        card = {
            "id": self.environment.spec.id,
            "max_episode_steps": self.environment.spec.max_episode_steps,
            "reward_threshold": self.environment.spec.reward_threshold,
            "observation_low": numbers(observations.low),
            "observation_high": numbers(observations.high),
            "action_count": int(actions.n) if self.discrete else None,
            "action_low": None if self.discrete else numbers(actions.low),
            "action_high": None if self.discrete else numbers(actions.high),
            "resets": {
                "count": RESETS,
                "min": numbers(starts.min(axis=0)),
                "max": numbers(starts.max(axis=0)),
                "mean": numbers(starts.mean(axis=0, dtype=np.float64)),
                "standard_deviation": numbers(starts.std(axis=0, dtype=np.float64)),
            },
        }
        return card


def rounded(state):
    return [float(np.float32(component)) for component in state]


def numbers(values):
    """The shortest decimals that read back as the same float32; None where unbounded."""
    return [float(str(np.float32(v))) if np.isfinite(v) else None for v in values]


def drawn(pair):
    """An endless iterator over calls of `pair`."""
    while True:
        yield pair()


def cartpole():
    task = Task("cartpole", "CartPole-v1", seed=1)
    start = lambda: task.uniform(*[(-0.05, 0.05)] * 4)
    angle = task.world.theta_threshold_radians
    tau = task.world.tau

    def near_the_track_end():
        # The next position is x + tau * x_dot whatever the action: aim it beside the edge.
        _, x_dot, theta, theta_dot = task.uniform((0, 0), (-4, 4), (-0.2, 0.2), (-3, 3))
        x = task.sign() * task.beside(task.world.x_threshold) - tau * x_dot
        return [x, x_dot, theta, theta_dot], task.any_action()

    def near_the_angle_limit():
        x, x_dot, _, theta_dot = task.uniform((-2.3, 2.3), (-3, 3), (0, 0), (-4, 4))
        theta = task.sign() * task.beside(angle) - tau * theta_dot
        return [x, x_dot, theta, theta_dot], task.any_action()

    def wild():
        return task.uniform((-5, 5), (-30, 30), (-math.pi, math.pi), (-30, 30)), task.any_action()

    return task, task.rows([
        (0.40, task.rollout(start, lambda state: task.any_action())),
        (0.15, task.rollout(start, lambda state: [float(state[2] + 0.5 * state[3] > 0)])),
        (0.15, drawn(near_the_track_end)),
        (0.15, drawn(near_the_angle_limit)),
        (0.15, drawn(wild)),
    ])


def pendulum():
    task = Task("pendulum", "Pendulum-v1", seed=2)
    start = lambda: task.uniform((-math.pi, math.pi), (-1, 1))
    turns = (-85, 85)  # 200 steps of 8 rad/s reach 83 rad

    def at_the_speed_limit():
        speed = 8.0 if task.random.random() < 0.2 else task.random.uniform(7, 8)
        return [task.random.uniform(-7, 7), task.sign() * speed], task.any_action()

    def near_upright_or_hanging():
        rest = math.pi * task.random.integers(-3, 4)
        return [task.beside(rest, 1e-7, 0.1), task.random.uniform(-1, 1)], task.any_action()

    return task, task.rows([
        (0.30, task.rollout(start, lambda state: task.any_action())),
        (0.20, drawn(lambda: (task.uniform(turns, (-8, 8)), task.any_action()))),
        (0.20, drawn(lambda: (task.uniform((-7, 7), (-8, 8)), task.any_action(beyond=5)))),
        (0.20, drawn(at_the_speed_limit)),
        (0.10, drawn(near_upright_or_hanging)),
    ])


def acrobot():
    task = Task("acrobot", "Acrobot-v1", seed=3)
    start = lambda: task.uniform(*[(-0.1, 0.1)] * 4)
    world = task.world
    anywhere = lambda: task.uniform(
        (-math.pi, math.pi), (-math.pi, math.pi), (-6, 6), (-10, 10))
    pumping = lambda state: [0.0 if state[3] < 0 else 2.0]  # torque along the joint's motion

    def near_the_line():
        while True:
            state, action = rounded(anywhere()), task.any_action()
            _, _, _, (first, second, _, _) = task.step(state, action)
            if abs(-math.cos(first) - math.cos(first + second) - 1) < 0.02:
                return state, action

    def fast():
        return task.uniform(
            (-math.pi, math.pi), (-math.pi, math.pi), (-world.MAX_VEL_1, world.MAX_VEL_1),
            (-world.MAX_VEL_2, world.MAX_VEL_2)), task.any_action()

    return task, task.rows([
        (0.30, task.rollout(start, lambda state: task.any_action())),
        (0.30, task.rollout(start, pumping)),
        (0.20, drawn(lambda: (anywhere(), task.any_action()))),
        (0.15, drawn(near_the_line)),
        (0.05, drawn(fast)),
    ])


def mountain_car(name, gymnasium_id, seed, state_dtype, beyond):
    task = Task(name, gymnasium_id, seed, state_dtype)
    world = task.world
    start = lambda: task.uniform((-0.6, -0.4), (0, 0))
    speeds = (-world.max_speed, world.max_speed)
    full = 2.0 if task.discrete else 1.0
    idle = 1.0 if task.discrete else 0.0
    pumping = lambda state: [full if state[1] >= 0 else 2 * idle - full]

    def near(edge):
        def pair():
            state, action = task.uniform((0, 0), speeds), task.any_action(beyond)
            state[0] = edge
            # The speed after the step moves the car; the hill's slope hardly changes over 0.05.
            _, _, _, (_, velocity) = task.step(state, action)
            state[0] = task.beside(edge) - velocity
            return state, action
        return pair

    def at_the_speed_limit():
        return [task.random.uniform(-1.2, 0.6), task.sign() * world.max_speed], task.any_action()

    return task, task.rows([
        (0.25, task.rollout(start, lambda state: task.any_action())),
        (0.20, task.rollout(start, pumping)),
        (0.20, drawn(lambda: (task.uniform((-1.2, 0.6), speeds), task.any_action(beyond)))),
        (0.15, drawn(near(world.goal_position))),
        (0.10, drawn(near(world.min_position))),
        (0.05, drawn(near(world.max_position))),
        (0.05, drawn(at_the_speed_limit)),
    ])


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    folder.mkdir(parents=True, exist_ok=True)
    print(f"gymnasium {gymnasium.__version__}, numpy {np.__version__}, "
          f"Python {platform.python_version()}")
    cards = {}
    for task, rows in (
        cartpole(), pendulum(), acrobot(),
        mountain_car("mountain-car", "MountainCar-v0", 4, np.float64, 1.0),
        # Gymnasium itself keeps the continuous car's state in float32.
        mountain_car("mountain-car-continuous", "MountainCarContinuous-v0", 5, np.float32, 3.0),
    ):
        width = len(task.world.state)
        actions = 1 if task.discrete else task.world.action_space.shape[0]
        observations = task.world.observation_space.shape[0]
        assert rows.shape == (ROWS, width + actions + observations + 2)
        assert np.isfinite(rows).all()
        header = b"GOLD" + struct.pack("<4I", ROWS, width, actions, observations)
        (folder / f"{task.name}.steps").write_bytes(header + rows.tobytes())
        cards[task.name] = task.card()
        print(f"{task.name}: {ROWS} steps, {int(rows[:, -1].sum())} of them terminated")
    (folder / "cards.json").write_text(json.dumps(cards, indent=2) + "\n")


if __name__ == "__main__":
    main()
