"""Build step: nothing of an earlier build is installed. All else about the package stands in pyproject.toml.

Setuptools copies sources into ``build/lib`` and packs what it finds there, also what was deleted or renamed since.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class FreshBuild(build_py):
    """Copy of the sources into a folder that holds nothing else."""

    def run(self) -> None:
        """Remove the package of an earlier build, then build as usual."""
        shutil.rmtree(Path(self.build_lib, "lodeflow"), ignore_errors=True)
        super().run()


setup(cmdclass={"build_py": FreshBuild})
