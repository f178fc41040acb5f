"""Steps per second of BipedalWalker-v3 in EnvPool's C++ port and in evo-rl, one core, in turn.

    Tests/Peers/walker_speed.py EVO_RL        needs: pip install envpool==1.2.5 (not on every machine)

64 worlds, random actions, processor time; the median of five rounds of each, and their ratio.
"""

import json
import statistics
import subprocess
import sys
import time

import envpool
import numpy as np

WORLDS, STEPS = 64, 400


def envpool_rate(seed):
    envs = envpool.make(
        "BipedalWalker-v3", env_type="gymnasium", num_envs=WORLDS, num_threads=1, seed=seed
    )
    envs.reset()
    random = np.random.default_rng(seed)
    actions = [random.uniform(-1, 1, (WORLDS, 4)).astype(np.float32) for _ in range(50)]
    for action in actions:
        envs.step(action)
    start = time.process_time()
    for step in range(STEPS):
        envs.step(actions[step % 50])
    return STEPS * WORLDS / (time.process_time() - start)


def evo_rl_rate(program):
    result = subprocess.run(
        [program, "bench", "--only", "walkers", "--json"], check=True, capture_output=True, text=True
    )
    for group in json.loads(result.stdout)["groups"]:
        for figure in group["figures"]:
            if figure["name"].startswith("bipedal-walker, "):
                return figure["median"]
    raise SystemExit("evo-rl bench printed no figure of bipedal-walker")


rates = [(envpool_rate(seed), evo_rl_rate(sys.argv[1])) for seed in range(1, 6)]
theirs, ours = (statistics.median(column) for column in zip(*rates))
ratio = statistics.median(own / their for their, own in rates)
print(f"EnvPool {theirs:,.0f}   evo-rl {ours:,.0f}   ratio {ratio:.2f}")
