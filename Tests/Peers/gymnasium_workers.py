"""Trains in Gymnasium environments and lets them fail.

    gymnasium_workers.py path/to/evo-rl
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1])
HERE = pathlib.Path(__file__).resolve().parent
FOLDER = pathlib.Path(tempfile.mkdtemp())
ENVIRONMENT = {**os.environ, "EVO_RL_PYTHON": sys.executable, "PYTHONPATH": str(HERE)}
OWN = "gym:gymnasium_env:Walk-v0"
failures = 0


def evo(*arguments, **environment):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=FOLDER, env={**ENVIRONMENT, **environment}, text=True,
        capture_output=True, timeout=300)


def train(name, *arguments, env=OWN, **environment):
    return evo(
        "train", env, "--quiet", "--out", name, "--set", "evaluation.episodes=20", "--set", "stop.solved=false",
        *arguments, **environment)


def expect(what, holds, seen=""):
    global failures
    print(f"   {'ok' if holds else 'FAILED'}: {what}" + ("" if holds else f" ({seen})"))
    failures += not holds


def bytes_of(name):
    return (FOLDER / name / "policy.safetensors").read_bytes()


def workers_of(process):
    """The workers of a program: those that it has started."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == process:
            found.append(int(folder.name))
    return found


def is_alive(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def results():
    for count in (1, 2, 3):
        train(f"w{count}", "--generations", 4, "--workers", count)
    expect("the number of workers does not change a byte", bytes_of("w1") == bytes_of("w2") == bytes_of("w3"))
    train("whole", "--generations", 6, "--workers", 2)
    evo("resume", "w1", "--generations", 6, "--quiet", "--workers", 2)
    expect("a resumed training gives the bytes of one that was not interrupted", bytes_of("w1") == bytes_of("whole"))
    verified = evo("verify", "whole", "--replay", 6)
    expect("a replay gives the same bytes", verified.returncode == 0 and "same bytes" in verified.stdout, verified)
    hard = train("hard", "--generations", 2, "--set", "robustness.action_noise=0.1", "--set", "training.horizon=10")
    expect("robustness and horizon apply", hard.returncode == 0, hard.stderr)
    mute = train(
        "mute", "--generations", 2, "--set", "logging.pictures=1", "--set", "gym.kwargs={max_episode_steps: 10}",
        env="gym:gymnasium_env:Idle-v0")
    told = mute.stderr.strip()
    expect(
        "an environment that cannot be drawn is trained, which is said in a sentence",
        mute.returncode == 0 and told.endswith("the training goes on without pictures") and "\n" not in told, told)
    drawn = evo("render", "whole", "--sheet", "sheet.png")
    expect("an episode is drawn", drawn.returncode == 0 and (FOLDER / "sheet.png").stat().st_size > 1000, drawn)
    for action in ("multi-discrete", "multi-binary", "box"):
        done = train(action, "--generations", 2, "--set", f"gym.kwargs={{action: {action}}}")
        expect(f"actions are {action}", done.returncode == 0, done.stderr)
    for observation in ("discrete", "multi-binary"):
        done = train(observation + "-seen", "--generations", 2, "--set", f"gym.kwargs={{observation: {observation}}}")
        expect(f"observations are {observation}", done.returncode == 0, done.stderr)
    trained = train("pole", "--generations", 10, env="gym:CartPole-v1")
    played = evo("eval", "pole", "--json")
    expect("CartPole-v1 is trained", trained.returncode == 0 and '"return_mean":' in played.stdout, played)
    expect("and learned", float(played.stdout.split('"return_mean":')[1].split(",")[0]) > 400, played.stdout)


def refusals():
    for problem, env, words in (
        ("an unknown id", "gym:CartPol-v1", "did you mean 'gym:CartPole-v1'"),
        ("an unknown id of a package", "gym:gymnasium_env:Wlk-v0", "did you mean 'gym:gymnasium_env:Walk-v0'"),
        ("an unknown module", "gym:no_such_module:X-v0", "no Python module 'no_such_module'"),
        ("an episode without end", "gym:gymnasium_env:Endless-v0", "max_episode_steps"),
        ("an image", f'{OWN} {{"observation": "image"}}', "FlattenObservation"),
        ("a dictionary", f'{OWN} {{"observation": "dict"}}', "FlattenObservation"),
        ("an action without bounds", f'{OWN} {{"action": "boundless"}}', "RescaleAction"),
        ("more choices than anybody makes", f'{OWN} {{"action": "vast"}}', "at most 65536"),
        ("more numbers than a message holds", f'{OWN} {{"observation": "vast"}}', "400000 numbers to observe"),
        ("more steps than can be counted", f'{OWN} {{"max_episode_steps": 10000000000}}', "at most 1000000000"),
        ("an argument that it does not take", f'{OWN} {{"colour": 1}}', "colour"),
    ):
        shown = evo("list", "env", env)
        sentence = shown.stderr.strip()
        expect(f"{problem} is refused", shown.returncode == 1 and words in sentence and "\n" not in sentence, sentence)


def faults():
    for fault, words in (
        ("step", "boom"), ("reset", "no reset today"), ("exit", "ended with status 3"),
        ("crash", "was ended by signal 11"), ("hang", "has not answered for 5 s"), ("shape", "(2,)"),
        ("nan", "not finite at step 7"),
    ):
        ended = train(
            fault, "--generations", 2, "--set", f"gym.kwargs={{fault: {fault}}}", "--workers", 1,
            EVO_RL_GYM_TIMEOUT="5" if fault == "hang" else "60")
        last = ended.stderr.strip().split("\n")[-1]
        expect(f"{fault}: the training stops and says why", ended.returncode == 1 and words in last, last)
        whole = evo("verify", fault)
        expect(f"{fault}: its checkpoint is whole", whole.returncode == 0, whole.stdout)
    train("undisturbed", "--generations", 40, "--set", "gym.kwargs={fault: slow}")
    command = [
        PROGRAM, "train", OWN, "--quiet", "--out", "disturbed", "--generations", "40", "--workers", "2",
        "--set", "evaluation.episodes=20", "--set", "stop.solved=false", "--set", "gym.kwargs={fault: slow}"]
    training = subprocess.Popen(command, cwd=FOLDER, env=ENVIRONMENT, text=True, stderr=subprocess.PIPE)
    time.sleep(3)
    for worker in workers_of(training.pid):
        os.kill(worker, signal.SIGKILL)
        time.sleep(0.3)
    told = training.communicate(timeout=300)[1]
    expect("killed workers are told of", "was ended by signal 9; its episodes are played again" in told, told)
    expect("and change no byte", bytes_of("disturbed") == bytes_of("undisturbed"))


def orphans():
    before = set(os.listdir("/dev/shm"))
    training = subprocess.Popen(
        [PROGRAM, "train", OWN, "--quiet", "--out", "killed", "--generations", "100000", "--set",
         "gym.kwargs={fault: hang}"], cwd=FOLDER, env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    time.sleep(3)
    workers = workers_of(training.pid)
    training.kill()
    training.wait()
    time.sleep(0.5)
    expect("kill -9 leaves no worker, though it hangs", workers and not any(map(is_alive, workers)), workers)
    expect("and no shared memory", set(os.listdir("/dev/shm")) <= before)


for check in (results, refusals, faults, orphans):
    check()
sys.exit(failures > 0)
