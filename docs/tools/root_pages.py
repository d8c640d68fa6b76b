"""Pages of the site that stand at the root of the project: CONTRIBUTING.md and CHANGELOG.md."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Files of the root that are pages of the site."""
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")


def page(name: str) -> str:
    """A file of the root as a page; links to pages stay links, those to other files become plain text."""

    def relinked(found: re.Match[str]) -> str:
        text, target, anchor = found[1], found[2], found[3] or ""
        if target not in ELSEWHERE and not target.startswith("docs/"):
            return f"{text}: `{target}`"
        return f"[{text}]({ELSEWHERE.get(target, target.removeprefix('docs/'))}{anchor})"

    return LINK.sub(relinked, (ROOT / name).read_text(encoding="utf-8"))
