"""The command `evo-rl`: becomes the program."""

from __future__ import annotations

import os
import sys

from . import _places


def main() -> None:
    _places.prepare()
    # Workers of `gym:` environments run in the Python that evo-rl was installed into.
    os.environ.setdefault("EVO_RL_PYTHON", sys.executable)
    try:
        os.execv(_places.PROGRAM, ["evo-rl", *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"evo-rl: {_places.PROGRAM} cannot be started ({error.strerror}); install the package again")
