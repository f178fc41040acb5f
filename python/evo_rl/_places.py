"""Where the parts of the package lie that are no Python."""

from __future__ import annotations

import os

PACKAGE = os.path.dirname(os.path.abspath(__file__))

#: The program.
PROGRAM = os.path.join(PACKAGE, "bin", "evo-rl")
#: The library with the environments.
LIBRARY = os.path.join(PACKAGE, "lib", "libevo_rl.so")
#: The folder with `configs/`, `envs/` and `policies/`.
HOME = os.path.join(PACKAGE, "share", "evo-rl")
#: What `evo-rl list envs --json` has said of each environment, a line each.
CATALOG = os.path.join(PACKAGE, "share", "evo-rl", "environments.jsonl")
#: Letters for pictures, where a system has none.
FONTS = os.path.join(HOME, "fonts")


def prepare() -> None:
    """Tells the program and the library where the package has what they look for."""
    os.environ.setdefault("EVO_RL_FONTS", FONTS)
