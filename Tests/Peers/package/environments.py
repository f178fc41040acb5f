"""The environments of evo_rl beside what Gymnasium demands of them, beside its own vector environments, and beside
`evo-rl trace`."""

import copy
import pathlib
import pickle
import subprocess
import sys
import warnings

import gymnasium
import numpy as np
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode, SyncVectorEnv

import evo_rl

failures = 0


def check(holds, what):
    global failures
    failures += not holds
    print(f"   {'holds' if holds else 'FAILS'}: {what}")


def same(a, b):
    """Whether two answers of vector environments are the same, number by number."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if a.dtype == object:
        return all(np.array_equal(x, y) if x is not None else y is None for x, y in zip(a, b))
    return np.array_equal(a, b)


def conforms(id):
    """What `check_env` warns of, without what it says of every environment like this one."""
    said = []
    for mode in (None, "rgb_array"):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            check_env(gymnasium.make(id, render_mode=mode).unwrapped)
        said += [str(warning.message) for warning in caught]
    expected = ("infinity", "symmetric and normalized")
    return [text for text in said if not any(word in text for word in expected)]


def answers_as_sync(id, mode):
    """Whether the vector environment is five single ones, with seeds, lists of seeds and without."""
    count, limit = 5, 40
    ours = gymnasium.make_vec(id, num_envs=count, autoreset_mode=mode, max_episode_steps=limit)
    theirs = SyncVectorEnv(
        [lambda: gymnasium.make(id, max_episode_steps=limit)] * count, autoreset_mode=mode)
    if ours.metadata["autoreset_mode"] is not mode or ours.observation_space != theirs.observation_space:
        return False
    if ours.action_space != theirs.action_space:
        return False
    ours.action_space.seed(1)
    for seed in (7, [1, 2, 3, 4, 2**64 - 1], None):
        if not same(ours.reset(seed=seed), theirs.reset(seed=seed)):
            return False
        for _ in range(3 * limit):
            actions = ours.action_space.sample()
            found = ours.step(actions)
            if not same(found, theirs.step(actions)):
                return False
            ended = found[2] | found[3]
            if mode is AutoresetMode.DISABLED and ended.any():
                first, second = (
                    environments.reset(options={"reset_mask": ended.copy()}) for environments in (ours, theirs))
                if not same(first[0], second[0]):
                    return False
    return True


def plays_as_traced(name, id):
    """Whether the first episodes of a seed are those of `evo-rl trace`, byte for byte."""
    evo_rl.program("trace", name, "--seed", "11", "--episodes", "3", "--out", f"{name}.npz", "--quiet")
    trace = np.load(f"{name}.npz")
    # A policy plays in the version of its environment that it was trained in.
    version = evo_rl.load_policy(name).metadata.get("env_version", "1")
    environment = gymnasium.make(id, name=f"{name}-v{version}")
    start, rows = 0, 0
    for number, length in enumerate(trace["lengths"]):
        observations = [environment.reset(seed=11 if number == 0 else None)[0]]
        rewards, ends = [], []
        for action in trace["actions"][start : start + length]:
            observation, reward, *end, _ = environment.step(action)
            observations.append(observation)
            rewards.append(reward)
            ends.append(end)
        if np.array(observations).tobytes() != trace["observations"][rows : rows + length + 1].tobytes():
            return False
        if np.array(rewards, np.float32).tobytes() != trace["rewards"][start : start + length].tobytes():
            return False
        if any(map(any, ends[:-1])) or not any(ends[-1]):
            return False
        start, rows = start + length, rows + length + 1
    return True


cards = {card: id for card, id in zip(evo_rl.names(), evo_rl.ids())}
for name, id in cards.items():
    said = conforms(id)
    check(not said, f"{id} passes check_env {said or ''}")
    for mode in AutoresetMode:
        check(answers_as_sync(id, mode), f"{id} in a vector answers as SyncVectorEnv does, {mode.value}")
    check(plays_as_traced(name, id), f"{id} plays the episodes of evo-rl trace, byte for byte")
    environment = gymnasium.make(id, render_mode="rgb_array")
    copies = [pickle.loads(pickle.dumps(environment)), copy.deepcopy(environment)]
    first = environment.reset(seed=3)[0]
    check(all(np.array_equal(first, other.reset(seed=3)[0]) for other in copies), f"{id} can be copied")
    picture = environment.render()
    check(picture.shape == (400, 600, 3) and picture.std() > 5, f"{id} is drawn")

# The number of threads changes nothing, and the same arrays can be asked for.
one, two = (
    gymnasium.make_vec("evo_rl/BipedalWalker-v0", num_envs=100, threads=threads, copy=False) for threads in (1, 2))
one.reset(seed=5), two.reset(seed=5)
one.action_space.seed(2)
equal = True
for _ in range(100):
    actions = one.action_space.sample()
    equal &= same(one.step(actions), two.step(actions))
check(equal and one.step(actions)[0] is one.step(actions)[0], "threads change nothing; copy=False gives the same arrays")

# A seed that nobody gave can be read and given again.
environment = gymnasium.make("evo_rl/Pendulum-v0")
first = environment.reset()[0]
check(np.array_equal(first, environment.reset(seed=environment.unwrapped.np_random_seed)[0]), "a random seed can be told")

# Walkers of one's own, and both orders of import.
evo_rl.program("new", "walker", "creature", "--quiet")
path = next(str(found) for found in pathlib.Path().rglob("creature.yaml"))
walker, many = evo_rl.make(path, render_mode="rgb_array"), evo_rl.make_vec(path, num_envs=3)
check(np.array_equal(walker.reset(seed=1)[0], many.reset(seed=1)[0][0]), "a walker from a file, one and many")
check(gymnasium.make("evo_rl/Walker-v0", name=path).spec.id == "evo_rl/Walker-v0", "the same by its id")
steps = 0
while not (result := walker.step(walker.action_space.sample() * 0))[2] | result[3]:
    steps += 1
check(steps < 5000, f"its episode ends, after {steps + 1} steps")
for code in (
    "import evo_rl, gymnasium; gymnasium.make('evo_rl/Hopper-v0')",
    "import gymnasium, evo_rl; gymnasium.make('evo_rl/Hopper-v0')",
    "import gymnasium; gymnasium.make('evo_rl:evo_rl/Hopper-v0')",
    "import evo_rl, sys; assert not {'numpy', 'gymnasium'} & sys.modules.keys()",
):
    check(subprocess.run([sys.executable, "-c", code]).returncode == 0, code)
code = """
import gymnasium, evo_rl
from gymnasium.vector import AsyncVectorEnv
if __name__ == '__main__':
    environments = AsyncVectorEnv([lambda: gymnasium.make('evo_rl/BipedalWalker-v0')] * 2)
    environments.reset(seed=1)
    environments.step(environments.action_space.sample())
    environments.close()
"""
check(subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0, "processes of AsyncVectorEnv")


def refusal(body):
    try:
        body()
    except evo_rl.EvoRLError as error:
        return str(error)
    return "not refused"


pole, poles = gymnasium.make("evo_rl/CartPole-v0"), gymnasium.make_vec("evo_rl/CartPole-v0", num_envs=2)
broken = pathlib.Path("broken.yaml")
broken.write_text(pathlib.Path(path).read_text().replace("bodies:", "bodys:", 1))
for body, sentence in (
    (lambda: evo_rl.make("cartpol"), "no environment 'cartpol'; did you mean 'cartpole'?"),
    (lambda: evo_rl.make("no/such.yaml"), "no/such.yaml: there is no such file"),
    (lambda: evo_rl.make("broken.yaml"), "did you mean 'bodies'?"),
    (lambda: pole.step(0), "environment 0 has to be reset before its first step"),
    (lambda: poles.step([0, 1]), "environment 0 has to be reset before its first step"),
    (lambda: pole.reset() and pole.step(7), "action 7 of environment 0 is none of its choices, which are 0 to 1"),
    (lambda: pole.reset() and pole.step(2**64), "is none of its choices"),
    (lambda: pole.step("left"), "an action is the number of a choice, not 'left'"),
    (lambda: poles.reset() and poles.step([0]), "actions have the shape (2,), not (1,)"),
    (lambda: poles.reset(seed=[1]), "a list of seeds has one for each of 2 environments, not 1"),
    (lambda: poles.reset(options={"reset_mask": np.ones(3, bool)}), "reset_mask is an array of 2 booleans"),
    (lambda: evo_rl.make_vec("cartpole", 0), "num_envs is 1 or more, not 0"),
    (lambda: evo_rl.make_vec("cartpole", 1 << 40), "a batch has 1 to 1048576 environments"),
    (lambda: evo_rl.make_vec("cartpole", 2, threads=0), "threads are 1 or more"),
    (lambda: evo_rl.make("pendulum").step([1, 2]), "an action has the shape (1,), not (2,)"),
):
    check(sentence in (found := refusal(body)), f"refused: {found}")
check(len(refusal(lambda: pole.step(float("nan")))) > 20, "NaN is no choice")
pole.close(), pole.close(), poles.close()
check("there is no batch" in refusal(lambda: pole.step(0)), "what is closed is not stepped")
sys.exit(failures > 0)
