"""Adds to the package what is no Python: the program, the library, and the data of both."""

import pathlib
import subprocess
import sys
import tempfile

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

HERE = pathlib.Path(__file__).resolve().parent


class BuildNative(build_py):
    def run(self) -> None:
        super().run()
        target = pathlib.Path(self.build_lib, "evo_rl").resolve()
        if subprocess.run([HERE / "native", target]).returncode != 0:
            sys.exit("python/native failed; the lines above say why")


class Wheel(bdist_wheel):
    """For every Python 3, on one kind of system."""

    def get_tag(self) -> tuple[str, str, str]:
        return ("py3", "none", super().get_tag()[2])


class Native(Distribution):
    def has_ext_modules(self) -> bool:
        return True


def version() -> str:
    text = (HERE.parent / "Sources/EvoWords/Version.swift").read_text()
    return text.split('"')[1]


# Not in the tree, where the next build and the tests of the repository would find what is left.
with tempfile.TemporaryDirectory() as outside:
    setup(
        version=version(),
        distclass=Native,
        cmdclass={"build_py": BuildNative, "bdist_wheel": Wheel},
        options={"build": {"build_base": outside}, "egg_info": {"egg_base": outside}},
    )
