"""The environments under their names in Gymnasium."""

from __future__ import annotations

import sys
from typing import Any

from . import _places

#: Names whose words cannot be told from their letters.
_SPELLINGS = {"cartpole": "CartPole"}

#: The id of a walker in a file of one's own.
WALKER = "evo_rl/Walker-v0"


def identifier(name: str) -> str:
    """The id of an environment: `bipedal-walker` is `evo_rl/BipedalWalker-v0`."""
    words = _SPELLINGS.get(name) or "".join(word.capitalize() for word in name.split("-"))
    return f"evo_rl/{words}-v0"


def catalog() -> list[dict[str, Any]]:
    """What is known of each environment that came with the package."""
    import json

    with open(_places.CATALOG, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ids() -> list[str]:
    """The ids of all environments that came with the package."""
    return [identifier(card["name"]) for card in catalog()]


def begin() -> None:
    """Registers the environments as soon as there is a Gymnasium to do it in."""
    if hasattr(sys.modules.get("gymnasium"), "register"):
        register()
    else:
        sys.meta_path.insert(0, _AfterGymnasium())


def register() -> None:
    """Registers all environments in Gymnasium."""
    import gymnasium

    place = "evo_rl.environments"
    for card in catalog():
        gymnasium.register(
            id=identifier(card["name"]),
            entry_point=f"{place}:Environment",
            vector_entry_point=f"{place}:VectorEnvironment",
            max_episode_steps=card["step_limit"],
            reward_threshold=card["solved_at"],
            # What both of these look for is looked for by `step` itself, and by tests.
            order_enforce=False,
            disable_env_checker=True,
            kwargs={"name": card["name"]},
        )
    gymnasium.register(
        id=WALKER,
        entry_point=f"{place}:Walker",
        vector_entry_point=f"{place}:VectorEnvironment",
        order_enforce=False,
        disable_env_checker=True,
    )


class _AfterGymnasium:
    """Waits in `sys.meta_path` for the import of Gymnasium, once."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != "gymnasium":
            return None
        from importlib.util import find_spec

        if self in sys.meta_path:
            sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is None or spec.loader is None:
            sys.meta_path.insert(0, self)
            return None
        execute = spec.loader.exec_module

        def execute_and_register(module: Any) -> None:
            execute(module)
            register()

        spec.loader.exec_module = execute_and_register  # type: ignore[method-assign]
        return spec
