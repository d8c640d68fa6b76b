"""Check of a branch before it is pushed: a change of the program comes with a changelog fragment.

    python changelog.d/added.py [BASE]

Compared is with the branch point from BASE, `main` if not given. A branch without changes below sim/, kernels/ or
configs/ needs no fragment.
"""

import subprocess
import sys
from pathlib import Path

from join import fragments

ROOT = Path(__file__).parents[1]
PROGRAM = ("sim/", "kernels/", "configs/")


def changed(base):
    """Files that differ from the branch point, by whether they were added (A) or otherwise changed."""
    point = _git("merge-base", base, "HEAD").strip()
    lines = _git("diff", "--name-status", "--no-renames", point).splitlines()
    return [tuple(line.split("\t", 1)) for line in lines]


def _git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def lacks_fragment(files):
    """Whether the program is changed and no fragment is added."""
    program = any(name.startswith(PROGRAM) for _, name in files)
    added = any(status == "A" and name.startswith("changelog.d/") and name.endswith(".md") for status, name in files)
    return program and not added


def main(base="main"):
    """Exit with 1 and what to do."""
    fragments()
    if lacks_fragment(changed(base)):
        sys.exit("the program is changed: add changelog.d/NNN.CATEGORY.md (changelog.d/README.md says how)")


if __name__ == "__main__":
    main(*sys.argv[1:])
