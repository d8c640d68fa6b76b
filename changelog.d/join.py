"""Changelog fragments joined into CHANGELOG.md at a release; without arguments it prints what it would write.

python changelog.d/join.py [VERSION DATE]
"""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
CHANGELOG = FOLDER.parent / "CHANGELOG.md"
CATEGORIES = {"digests": "Results that change", "change": "Changed", "add": "Added", "fix": "Fixed"}
NAME = re.compile(rf"\d{{3}}[a-z]?\.({'|'.join(CATEGORIES)})\.md")
HEADING = "# Changelog\n"


def fragments(folder=FOLDER):
    """Every fragment, in the order of the names. Raises ValueError for a file with another name."""
    found = [p for p in sorted(folder.glob("*.md")) if p.name != "README.md"]
    strangers = [p.name for p in found if not NAME.fullmatch(p.name)]
    if strangers:
        raise ValueError(f"expected names such as 010.add.md, found {', '.join(strangers)}")
    return found


def joined(files, title):
    """The text of a release: a heading, then the fragments by category."""
    lines = [f"## {title}"]
    for category, words in CATEGORIES.items():
        texts = [p.read_text(encoding="utf-8").strip() for p in files if p.name.endswith(f".{category}.md")]
        if texts:
            lines += ["", f"### {words}", *("- " + text.replace("\n", "\n  ") for text in texts)]
    return "\n".join([*lines, ""])


def main(*release):
    """Print the text, or write it and remove the fragments."""
    files = fragments()
    text = joined(files, ", ".join(release) or "unreleased")
    if not release:
        print(text)
        return
    before = CHANGELOG.read_text(encoding="utf-8")
    CHANGELOG.write_text(f"{HEADING}\n{text}\n{before.removeprefix(HEADING).lstrip()}", encoding="utf-8")
    for file in files:
        file.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
