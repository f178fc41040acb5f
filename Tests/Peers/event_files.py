"""TensorBoard reads the event files of runs, and finds in them what metrics.csv has.

    python event_files.py RUN...

A run may have been gone on with, once or more often: its points are those of one that never was.
"""
import csv
import io
import pathlib
import sys

import numpy as np
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

COLUMNS = {
    "fitness_mean": "rollout/ep_rew_mean",
    "episode_length_mean": "rollout/ep_len_mean",
    "return_mean": "eval/return_mean",
    "sigma": "es/sigma",
    "generation": "time/generation",
    "env_steps": "time/env_steps",
}
failures = 0


def check(holds, what):
    global failures
    failures += not holds
    print(f"   {'agrees' if holds else 'DIFFERS'}: {what}")


def hyper_parameters(events, tag):
    data = plugin_data_pb2.HParamsPluginData()
    data.ParseFromString(events.SummaryMetadata(tag).plugin_data.content)
    return data


for folder in map(pathlib.Path, sys.argv[1:]):
    files = len(list(folder.glob("*tfevents*")))
    rows = list(csv.DictReader(open(folder / "metrics.csv")))
    # 0 keeps every point.
    events = EventAccumulator(str(folder), size_guidance={"scalars": 0, "images": 0}).Reload()
    for column, tag in COLUMNS.items():
        expected = [(int(row["step"]), np.float32(row[column])) for row in rows if row[column]]
        found = [(point.step, np.float32(point.value)) for point in events.Scalars(tag)]
        # The last evaluation may have no row.
        extra = len(found) - len(expected) if column == "return_mean" else 0
        check(extra in (0, 1) and found[:len(expected)] == expected,
              f"{folder.name}: {len(expected)} points of {tag} in {files} files")

    text = tensor_util.make_ndarray(events.Tensors("configuration")[0].tensor_proto).item().decode()
    # It is that of the start; a resume may have changed config.yaml since.
    written = (folder / "config.yaml").read_text().splitlines()
    shown = text.splitlines()
    check(shown[0] == "```yaml" and shown[-1] == "```"
          and (shown[1:-1] == written if files == 1 else len(shown) - 2 == len(written)),
          f"{folder.name}: the configuration as text")

    start = hyper_parameters(events, "_hparams_/session_start_info").session_start_info
    declared = hyper_parameters(events, "_hparams_/experiment").experiment
    end = hyper_parameters(events, "_hparams_/session_end_info").session_end_info
    names = {info.name for info in declared.hparam_infos}
    metrics = {info.name.tag for info in declared.metric_infos}
    check(set(start.hparams) <= names and start.hparams["strategy.population"].number_value > 0,
          f"{folder.name}: {len(start.hparams)} of {len(names)} hyper-parameters")
    check(metrics <= set(events.Tags()["scalars"]) and end.status == 1,
          f"{folder.name}: the metrics that they are compared by, and that the run has ended")

    pictures = events.Images("rollout/episode")
    sizes = set()
    for picture in pictures:
        image = Image.open(io.BytesIO(picture.encoded_image_string))
        image.load()
        sizes.add((image.format, image.size == (picture.width, picture.height)))
    check(sizes == {("PNG", True)}, f"{folder.name}: {len(pictures)} pictures")
    check(pictures[-1].step == int(rows[-1]["step"]), f"{folder.name}: the last one of the end")

sys.exit(failures > 0)
