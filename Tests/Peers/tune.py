"""Compares the samplers of `evo-rl optimize --space` with Optuna's on six mixed problems.

    tune.py EVO_RL [SEED ...]         default: the seeds 201 to 260
    tune.py --worker PROBLEM          answers evo-rl: a line of JSON in, the value out

Both sides call the same functions, 100 times in a study, and both choose each point after the one before is
known. For each problem it prints the median of the best values, and how probable it is that a study of ours ends
better than one of Optuna's (half of the equal ones count), with an interval by resampling the seeds. Each interval
holds with 99.6 %, so that all twelve hold with 95 %. It fails where one lies below one half.
"""

import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
import warnings

TRIALS = 100

# The space in the words of evo-rl; the value, least where it is best.
PROBLEMS = {}


def problem(space):
    def enter(function):
        PROBLEMS[function.__name__] = (space, function)
        return function

    return enter


@problem({f"x{i}": {"float": [-5, 5]} for i in range(5)})
def sphere(p):
    return sum((p[f"x{i}"] - c) ** 2 for i, c in enumerate((1.2, -2.3, 0.4, 3.1, -0.7)))


@problem({"rate": {"log": [1e-5, 1]}, "decay": {"log": [1e-6, 0.1]}, "scale": {"log": [0.01, 100]}})
def rates(p):
    """A narrow valley: what the rate may be depends on the scale."""
    rate, decay, scale = (math.log10(p[name]) for name in ("rate", "decay", "scale"))
    return (rate + 2.5 + 0.5 * scale) ** 2 + 0.3 * (decay + 4) ** 2 + 0.2 * (scale - 0.7) ** 2


@problem({"layers": {"int": [1, 8]}, "width": {"int": [4, 512], "scale": "log"}, "batch": {"int": [8, 128], "step": 8},
          "dropout": {"float": [0, 0.9]}})
def counts(p):
    return (
        0.3 * abs(p["layers"] - 3) + (math.log2(p["width"]) - 6.2) ** 2 / 4
        + ((p["batch"] - 40) / 40) ** 2 + 8 * (p["dropout"] - 0.15 - 0.02 * p["layers"]) ** 2
    )


@problem({"activation": {"choice": ["relu", "tanh", "silu", "elu"]},
          "loss": {"choice": ["plain", "smooth", "hinge"]},
          "order": {"choice": ["a", "b", "c", "d", "e", "f"]}, "gain": {"float": [0, 4]}})
def words(p):
    """What one choice is worth depends on another."""
    base = {"relu": 0.3, "tanh": 0.5, "silu": 0.0, "elu": 0.8}[p["activation"]]
    pair = {"plain": 0.4, "smooth": 0.0, "hinge": 0.6}[p["loss"]] * (1.5 if p["activation"] == "tanh" else 1)
    return base + pair + 0.15 * ((ord(p["order"]) - ord("d")) % 6) + (p["gain"] - 1.4) ** 2


@problem({"rate": {"log": [1e-4, 1]}, "momentum": {"float": [0, 1]}, "population": {"int": [4, 256], "scale": "log"},
          "rank": {"int": [1, 6]}, "shaping": {"choice": ["ranks", "scores", "both"]}, "mirrored": "bool"})
def mixture(p):
    rate = math.log10(p["rate"])
    best = -1.5 + 0.4 * (math.log2(p["population"]) - 5)
    return (
        (rate - best) ** 2 + (p["momentum"] - 0.9) ** 2 * (1 + 3 * p["mirrored"]) + 0.2 * abs(p["rank"] - 2)
        + 0.1 * (math.log2(p["population"]) - 5.5) ** 2 + {"ranks": 0, "scores": 0.7, "both": 0.3}[p["shaping"]]
        + 0.5 * (not p["mirrored"])
    )


@problem({"strategy": {"choice": ["plain", "adaptive"]}, "sigma": {"log": [0.001, 1]},
          "step": {"float": [0, 1], "when": {"strategy": "plain"}},
          "memory": {"int": [2, 20], "when": {"strategy": "adaptive"}},
          "damping": {"float": [0, 2], "when": {"strategy": "adaptive"}}})
def condition(p):
    sigma = math.log10(p["sigma"]) + 1.3
    if p["strategy"] == "plain":
        return 0.4 + sigma**2 + (p["step"] - 0.3) ** 2
    return 1.5 * sigma**2 + abs(p["memory"] - 9) / 10 + (p["damping"] - 1.1) ** 2


def worker(name):
    function = PROBLEMS[name][1]
    for line in sys.stdin:
        print(repr(function(json.loads(line))), flush=True)


def ours(binary, name, sampler, seed, batch):
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/space.yaml"
        with open(path, "w") as file:
            # Without its quotation marks, JSON is what evo-rl reads.
            file.write("\n".join(f"{key}: {json.dumps(value)}" for key, value in PROBLEMS[name][0].items()).replace('"', ""))
        done = subprocess.run(
            [binary, "optimize", "--worker", f"{sys.executable} {__file__} --worker {name}", "--space", path,
             "--sampler", sampler, "--batch", str(batch), "--budget", str(TRIALS), "--seed", str(seed), "--json"],
            capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name}, {sampler}: {done.stderr.strip()}")
    return json.loads(done.stdout.rstrip().rpartition("\n")[2])["best"]


def asked(trial, space):
    """A point as Optuna suggests it."""
    point = {}
    for key, values in space.items():
        if values == "bool":
            point[key] = trial.suggest_categorical(key, [False, True])
        elif any(point.get(other) != word for other, word in values.get("when", {}).items()):
            continue
        elif "choice" in values:
            point[key] = trial.suggest_categorical(key, values["choice"])
        elif "int" in values:
            point[key] = trial.suggest_int(key, *values["int"], step=values.get("step", 1), log="scale" in values)
        else:
            kind = "log" if "log" in values else "float"
            point[key] = trial.suggest_float(key, *values[kind], log=kind == "log")
    return point


def optunas(name, sampler, seed):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    space, function = PROBLEMS[name]
    # With a margin, Optuna 5.0.0 ends in an error where names come and go.
    margin = not any("when" in values for values in space.values())
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(multivariate=True, seed=seed) if sampler == "tpe"
        else optuna.samplers.CmaEsSampler(with_margin=margin, seed=seed, warn_independent_sampling=False))
    study.optimize(lambda trial: function(asked(trial, space)), n_trials=TRIALS)
    return study.best_value


def better(a, b):
    """How probable it is that one of a is less than one of b."""
    return sum((x < y) + 0.5 * (x == y) for x in a for y in b) / (len(a) * len(b))


def interval(a, b):
    draw = random.Random(1)
    found = sorted(
        better(draw.choices(a, k=len(a)), draw.choices(b, k=len(b))) for _ in range(10_000))
    return found[20], found[-21]


def main():
    warnings.simplefilter("ignore")
    binary, *rest = sys.argv[1:]
    seeds = [int(seed) for seed in rest] or list(range(201, 261))
    failures = 0
    print("| problem | sampler | median best | Optuna's | ours is better | 99.6 % |")
    print("|---|---|---|---|---|---|")
    for sampler in ("tpe", "cma-es"):
        for name in PROBLEMS:
            a = [ours(binary, name, sampler, seed, 1) for seed in seeds]
            b = [optunas(name, sampler, seed) for seed in seeds]
            low, high = interval(a, b)
            failures += high < 0.5
            print(
                f"| {name} | {sampler} | {statistics.median(a):.3g} | {statistics.median(b):.3g} "
                f"| {better(a, b):.2f} | {low:.2f} – {high:.2f} |", flush=True)
    sys.exit(failures > 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[2])
    else:
        main()
