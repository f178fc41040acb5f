"""PPO of Stable-Baselines3 on evo_rl/CartPole-v0, for a minute or until it is solved.

    python ppo.py [seconds]
"""

import sys
import time

import torch
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy

import evo_rl  # noqa: F401

torch.set_num_threads(1)
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 60


class Clock(BaseCallback):
    """Stops when the time is over."""

    def _on_training_start(self):
        self.end = time.monotonic() + SECONDS

    def _on_step(self):
        return time.monotonic() < self.end


def score(model):
    return evaluate_policy(model, make_vec_env("evo_rl/CartPole-v0", n_envs=4, seed=100), n_eval_episodes=20)


# The settings of the zoo for CartPole-v1.
model = PPO(
    "MlpPolicy", make_vec_env("evo_rl/CartPole-v0", n_envs=8, seed=1), n_steps=32, batch_size=256, gae_lambda=0.8,
    gamma=0.98, n_epochs=20, ent_coef=0.0, learning_rate=1e-3, clip_range=0.2, seed=1, device="cpu")
before, _ = score(model)
start = time.monotonic()
model.learn(200_000, callback=Clock())
after, deviation = score(model)
print(f"   return {before:.0f} before, {after:.0f} ± {deviation:.0f} after {model.num_timesteps} steps "
      f"in {time.monotonic() - start:.0f} s")
sys.exit(not after > max(195, 2 * before))
