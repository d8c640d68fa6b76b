"""Check of the paths that pages name: every file or folder of the project that stands in Markdown exists.

    python docs/tools/paths.py

A path from the root (`sim/...`, `kernels/...`) has to exist as it stands, a bare name such as `levy.py` anywhere in
the project.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOPS = ("sim", "kernels", "configs", "tests", "bench", "docs", "changelog.d")
FROM_ROOT = re.compile(rf"(?<![\w./-])(?:{'|'.join(map(re.escape, TOPS))})/[\w./-]*[\w/]")
BARE = re.compile(r"`([\w-]+\.(?:py|csv))`")
MADE = ("docs/site",)  # by a build


def pages() -> list[Path]:
    """Every page that is looked into; the changelog tells of files that are gone."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    return sorted([*found, *(ROOT / "changelog.d").glob("README.md"), *(ROOT / "configs").rglob("*.md")])


def names() -> set[str]:
    """Names of all files of the project."""
    return {path.name for top in TOPS for path in (ROOT / top).rglob("*.*")}


def missing(text: str, known: set[str]) -> Iterator[str]:
    """Paths that a text names and that do not exist. A path with a star is a pattern."""
    for path in FROM_ROOT.findall(text):
        if not (ROOT / path).exists() and not path.startswith(MADE):
            yield path
    yield from (name for name in BARE.findall(text) if name not in known)


def mistakes() -> list[str]:
    """Every mistake as file, line and what is missing."""
    known = names()
    return [
        f"{page.relative_to(ROOT)}:{number}: {path} does not exist"
        for page in pages()
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
        for path in missing(line, known)
    ]


if __name__ == "__main__":
    found = mistakes()
    print("\n".join(found))
    sys.exit(1 if found else 0)
