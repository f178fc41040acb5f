"""Runs `evo-rl optimize` against reference figures and against pycma.

    optimize_reference.py EVO_RL [budgets] [targets] [speed]      # default: all three

budgets   median evaluations to 1e-9 over 7 seeds, beside the medians of pycma 4.5.0 (CMA-ES and its
          diagonal option) and of plain numpy programs (the others); fails outside +-25 %
targets   Rastrigin and COCO's 24 functions: how many of the targets 10^1 ... 10^-8 above the optimum
          are hit, by evo-rl on its own functions and by pycma on COCO's, with the same budget and
          IPOP restarts, over COCO's 15 instances; fails when evo-rl hits fewer than 95 % as many in
          all, or on one function fewer by more than 3 standard errors of the difference
speed     processor time per generation of full CMA-ES at n = 1,000, beside pycma's, with one thread
          each; a busy machine does not matter
"""

import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time
import warnings

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

# Dimension: evaluations. x0 = 3 and sigma 1; Rosenbrock 0 and 0.5.
BUDGETS = {
    "cma-es": {
        "sphere": {10: 1640, 20: 3084, 40: 5820},
        "ellipsoid": {10: 4210, 20: 13284, 40: 48960},
        "rotated-ellipsoid": {10: 4240, 20: 13080, 40: 49515},
        "cigar": {10: 4140, 20: 8472, 40: 16650},
        "discus": {10: 3150, 20: 7716, 40: 21165},
        "different-powers": {10: 1980, 20: 5232},
        "rosenbrock": {10: 4990, 20: 16116},
    },
    "sep-cma-es": {"ellipsoid": {10: 2340, 20: 4716}, "rosenbrock": {20: 143214}},
    "snes": {
        "sphere": {10: 2140, 20: 4632, 40: 10335},
        "ellipsoid": {10: 3050, 20: 6240, 40: 13635},
    },
    "xnes": {
        "sphere": {10: 6830, 20: 29544},
        "ellipsoid": {10: 9800, 20: 40068},
        "rosenbrock": {10: 10600, 20: 46500},
    },
    "one-plus-one": {"sphere": {10: 758, 20: 1462, 40: 3010}},
}
SEEDS = range(1, 8)
RASTRIGIN_SEEDS = range(1, 16)
INSTANCES = range(1, 16)
TARGETS = [10.0**k for k in range(1, -9, -1)]


def optimize(binary, function, **options):
    """The last line of `evo-rl optimize FUNCTION --option value ... --json`."""
    words = [binary, "optimize", function, "--json"]
    for key, value in options.items():
        words += [f"--{key}={value}"]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        sys.exit(f"{' '.join(words)}: {done.stderr.strip()}")
    return json.loads(done.stdout.rstrip().rpartition("\n")[2])


def budgets(binary):
    print("| strategy | function | n | expected | found | ratio | of 7 |")
    print("|---|---|---|---|---|---|---|")
    failures = 0
    medians = {}
    for strategy, functions in BUDGETS.items():
        for function, dimensions in functions.items():
            for n, expected in dimensions.items():
                runs = [
                    optimize(
                        binary, function, strategy=strategy, dim=n, seed=seed, target=1e-9,
                        budget=8 * expected,
                    )
                    for seed in SEEDS
                ]
                counts = [r["evaluations"] if r["reached"] else math.inf for r in runs]
                found = statistics.median(counts)
                medians[strategy, function, n] = found
                ratio = found / expected
                is_good = 0.75 <= ratio <= 1.25
                failures += not is_good
                reached = sum(map(math.isfinite, counts))
                print(
                    f"| {strategy} | {function} | {n} | {expected:,} | {found:,.0f} | "
                    f"{ratio:.2f}{'' if is_good else ' (!)'} | {reached} |",
                    flush=True,
                )
    for n in (10, 20, 40):
        ratio = medians["cma-es", "rotated-ellipsoid", n] / medians["cma-es", "ellipsoid", n]
        print(f"rotated over straight ellipsoid, n = {n}: {ratio:.3f}")
        failures += abs(ratio - 1) > 0.15
    return failures


def hits(best):
    return sum(best <= target for target in TARGETS)


def pycma_best(function, optimum, n, start, sigma, budget, seed):
    import cma

    best = math.inf

    def value(x):
        nonlocal best
        result = function(x) - optimum
        best = min(best, result)
        return result

    spread = np.random.RandomState(seed)
    cma.fmin2(
        value,
        # As evo-rl does: the first run at the start, later ones within two sigmas of it.
        FirstThenRandom(start, sigma, n, spread),
        sigma,
        {
            "maxfevals": budget, "seed": seed, "verbose": -9, "ftarget": 1e-8,
            "verb_log": 0, "verb_disp": 0,
        },
        restarts=9,
        incpopsize=2,
    )
    return best


class FirstThenRandom:
    """Where a run of pycma starts."""

    def __init__(self, start, sigma, n, random):
        self.start, self.sigma, self.n, self.random = start, sigma, n, random
        self.calls = 0

    def __call__(self):
        self.calls += 1
        if self.calls == 1:
            return np.full(self.n, float(self.start))
        return self.start + self.random.uniform(-2, 2, self.n) * self.sigma


def targets(binary):
    import cocoex

    print("| function | budget per n | runs | evo-rl | pycma | possible | standard errors apart |")
    print("|---|---|---|---|---|---|---|")
    totals = [0, 0]
    failures = 0

    def row(name, budget, ours, theirs):
        nonlocal failures
        totals[0] += sum(ours)
        totals[1] += sum(theirs)
        spread = np.sqrt(len(ours) * (np.var(ours, ddof=1) + np.var(theirs, ddof=1)))
        apart = (sum(ours) - sum(theirs)) / spread if spread > 0 else 0.0
        failures += apart < -3
        print(
            f"| {name} | {budget:,} | {len(ours)} | {sum(ours)} | {sum(theirs)} | "
            f"{len(ours) * len(TARGETS)} | {apart:+.1f}{' (!)' if apart < -3 else ''} |",
            flush=True,
        )

    def rastrigin(x):
        x = np.asarray(x)
        return float(10 * len(x) + np.sum(x * x - 10 * np.cos(2 * np.pi * x)))

    for n in (5, 10):
        ours, theirs = [], []
        for seed in RASTRIGIN_SEEDS:
            run = optimize(
                binary, "rastrigin", dim=n, seed=seed, budget=5_000 * n, target=1e-8,
                restarts="ipop",
            )
            ours.append(hits(run["best"]))
            theirs.append(hits(pycma_best(rastrigin, 0, n, 3, 2, 5_000 * n, seed)))
        row(f"rastrigin, n = {n}", 5_000, ours, theirs)
    budget = 1_000
    for number in range(1, 25):
        ours, theirs = [], []
        for n in (2, 3, 5):
            for instance in INSTANCES:
                run = optimize(
                    binary, f"bbob-{number}", dim=n, instance=instance, seed=instance,
                    budget=budget * n, target=1e-8, restarts="ipop",
                )
                ours.append(hits(run["best"]))
                problem = cocoex.BareProblem("bbob", number, n, instance)
                optimum = problem.best_value()
                theirs.append(hits(pycma_best(problem, optimum, n, 0, 2, budget * n, instance)))
        row(f"bbob-{number}", budget, ours, theirs)
    print(f"targets hit: evo-rl {totals[0]}, pycma {totals[1]}")
    return failures + int(totals[0] < 0.95 * totals[1])


def speed(binary):
    import cma

    n, generations = 1000, 200
    population = 4 + int(3 * math.log(n))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = optimize(binary, "sphere", dim=n, budget=population * generations)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    ours /= run["generation"]
    strategy = cma.CMAEvolutionStrategy(
        n * [3.0], 1, {"seed": 1, "verbose": -9, "verb_log": 0, "verb_disp": 0}
    )
    assert strategy.popsize == population
    start = time.process_time()
    for _ in range(generations):
        candidates = strategy.ask()
        strategy.tell(candidates, [float(np.dot(x, x)) for x in candidates])
    theirs = (time.process_time() - start) / generations
    print(f"CMA-ES on the sphere, n = {n}, population {population}, {generations} generations:")
    print(f"evo-rl {1e3 * ours:.1f} ms, pycma {1e3 * theirs:.1f} ms of processor time per generation")
    return int(ours > theirs)


def main():
    warnings.simplefilter("ignore")
    binary = sys.argv[1]
    parts = {"budgets": budgets, "targets": targets, "speed": speed}
    failures = 0
    for name in sys.argv[2:] or list(parts):
        print(f"-- {name}")
        failures += parts[name](binary)
    if failures:
        sys.exit(f"{failures} figures are outside of what is expected")


if __name__ == "__main__":
    main()
