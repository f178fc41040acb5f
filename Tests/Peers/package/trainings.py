"""Trainings by `evo_rl.train`, and policies beside act.py."""

import importlib.util
import json
import pathlib
import sys

import numpy as np

import evo_rl

failures = 0


def check(holds, what):
    global failures
    failures += not holds
    print(f"   {'holds' if holds else 'FAILS'}: {what}")


def refusal(body):
    try:
        body()
    except (evo_rl.EvoRLError, evo_rl.TrainingError) as error:
        return str(error)
    return "not refused"


run = evo_rl.train(
    {"env": "pendulum", "policy": {"hidden": [8]}}, seed=4, generations=6, out="swing", workers=1,
    settings={"strategy.population": 32, "evaluation.every": 2})
metrics = run.metrics
check(metrics["generation"].tolist() == [1, 2, 3, 4, 5, 6], "a row of metrics for each generation")
check(np.isnan(metrics["return_mean"]).tolist() == [True, False] * 3, "an empty cell is NaN")
check(metrics["env_steps"][-1] == 6 * 32 * 200, "settings and configuration are heard")
again = evo_rl.train("swing/config.yaml", out="again", generations=6)
check(all(np.array_equal(metrics[name], again.metrics[name], equal_nan=True) for name in (
    "fitness_mean", "return_mean", "update_norm")), "the same configuration and seed give the same run")
evaluation = run.evaluate(episodes=5, seed=3)
check(evaluation.episodes == 5 and evaluation.seed == 3 and evaluation.env == "pendulum", f"{evaluation}")
check(run.resume(8).metrics["generation"][-1] == 8, "it is gone on with")
check(run.best.network["layers"] == [3, 8, 1], "the best policy")

# What evaluate says is what the policy does in Python.
import gymnasium

environment = gymnasium.make("evo_rl/Pendulum-v0")
evaluation = run.evaluate(episodes=3, seed=9)
returns = []
for episode in range(3):
    observation, _ = environment.reset(seed=9 if episode == 0 else None)
    total, over = 0.0, False
    while not over:
        observation, reward, terminated, truncated, _ = environment.step(run.policy(observation))
        total, over = total + reward, terminated or truncated
    returns.append(total)
check(abs(np.mean(returns) - evaluation.return_mean) < 0.02 * abs(evaluation.return_mean),
      f"the policy in numpy: {np.mean(returns):.3f} beside {evaluation.return_mean:.3f}")

shipped = pathlib.Path(evo_rl.__file__).parent / "share/evo-rl/policies"
for folder in sorted(path for path in shipped.iterdir() if (path / "policy.safetensors").exists()):
    spec = importlib.util.spec_from_file_location("act", folder / "act.py")
    act = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(act)
    policy, twin = evo_rl.load_policy(folder.name), act.Policy(folder / "policy.safetensors")
    rows = np.random.default_rng(1).normal(size=(50, policy.network["layers"][0])).astype(np.float32)
    equal = all(np.array_equal(policy(row), twin(row)) for row in rows)
    check(equal and np.array_equal(policy(rows), [twin(row) for row in rows]), f"{folder.name} acts as act.py")

for body, sentence in (
    (lambda: evo_rl.train("cartpol"), "did you mean 'cartpole'?"),
    (lambda: evo_rl.train("cartpole", settings={"policy.hiden": 3}), "did you mean 'hidden'?"),
    (lambda: evo_rl.train({"env": "cartpole", "seeed": 1}), "did you mean 'seed'?"),
    (lambda: evo_rl.train("cartpole", out="swing"), "swing: there is a run"),
    (lambda: evo_rl.Run("nowhere"), "nowhere: not a run folder"),
    (lambda: evo_rl.load_policy("cartpol"), "no policy 'cartpol'; there are acrobot"),
    (lambda: evo_rl.load_policy(__file__), "not a policy of evo-rl"),
    (lambda: evo_rl.load_policy("cartpole")([1, 2]), "not refused"),
):
    try:
        found = refusal(body)
    except ValueError as error:
        found = f"not refused by evo_rl: {error}"
    check(sentence in found, f"refused: {found}")
sys.exit(failures > 0)
