"""Pillow shows the films of `evo-rl render` as they were meant: size, frames, their time and what they say.

    python films.py EVO_RL FOLDER

Renders into FOLDER.
"""
import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
from PIL import Image

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
failures = 0


def check(holds, what):
    global failures
    failures += not holds
    print(f"   {'agrees' if holds else 'DIFFERS'}: {what}")


def words(image):
    """The texts of a film, by their keys."""
    if image.format == "PNG":
        return image.text
    if image.format == "GIF":
        text = image.info["comment"].decode()
    else:
        packet = ElementTree.fromstring(image.info["xmp"])
        text = next(packet.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li")).text
    return dict(line.split(": ", 1) for line in text.split("\n"))


def render(policy, *options):
    done = subprocess.run([program, "render", policy, "--seed", "3", "--json", *options], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


for policy, every in [("pendulum", 1), ("bipedal-walker", 40)]:
    options = ["--size", "120x80", "--every", str(every)]
    told = render(policy, "--out", str(folder / policy), *options)
    drawn = [np.asarray(Image.open(path).convert("RGB"), np.int16)
             for path in sorted((folder / policy).glob("frame-*.png"))]
    check(len(drawn) == told["frames"], f"{policy}: {len(drawn)} frames in the folder")
    for ending in ["webp", "gif", "png"]:
        path = folder / f"{policy}.{ending}"
        told = render(policy, "--video", str(path), *options)
        image = Image.open(path)
        duration, worst = 0.0, 0.0
        at, exact = 0.0, 1000 * told["seconds"] / told["frames"]
        for index in range(image.n_frames):
            image.seek(index)
            image.load()
            # A frame in which nothing moves lasts longer, so that a film may have fewer than were drawn.
            number = round(at / exact)
            picture = np.asarray(image.convert("RGB"), np.int16)
            worst = max(worst, np.abs(picture - drawn[number]).mean())
            at += image.info["duration"]
        said = words(image)
        limit = {"webp": 5, "gif": 6, "png": 0}[ending]
        check(image.size == (120, 80) and image.is_animated and image.info["loop"] == 0,
              f"{path.name}: {image.format} of {image.size[0]} x {image.size[1]}, runs forever")
        check(abs(at - 1000 * told["seconds"]) <= 10,
              f"{path.name}: {image.n_frames} frames in {at / 1000:.2f} s")
        check(worst <= limit, f"{path.name}: frames as drawn, to {worst:.2f} of 255 on average")
        check(said["env"] == policy and said["seed"] == "3" and said["Software"].startswith("evo-rl "),
              f"{path.name}: says whose it is")

sys.exit(failures > 0)
