"""Pages that mkdocs writes from the code when it builds the site: references, how-tos, CONTRIBUTING, CHANGELOG.

How-to scripts are run, so that their pages show what they print and draw; ``LODEFLOW_DOCS_RUN=0`` shows code alone.
"""

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import howto
import reference
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Files of the root that are pages of the site."""
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages to those that stand in docs/."""
    pages = {
        "reference/scenario.md": reference.scenario_page().replace("](", "](../"),
        "reference/results.md": reference.results_page(),
        "reference/api.md": reference.api_page(),
        "contributing.md": of_root("CONTRIBUTING.md"),
        "changelog.md": of_root("CHANGELOG.md"),
        **_howtos(),
    }
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def of_root(name: str) -> str:
    """A file of the root as a page; links into docs/ stay links, those to other files become code."""

    def relinked(found: re.Match[str]) -> str:
        target, anchor = found[1], found[2] or ""
        return f"]({ELSEWHERE.get(target, target.removeprefix('docs/'))}{anchor})"

    return LINK.sub(relinked, (ROOT / name).read_text(encoding="utf-8"))


def _howtos() -> dict[str, str]:
    """Pages and pictures of all how-to scripts."""
    run = os.environ.get("LODEFLOW_DOCS_RUN") != "0"
    found = {}
    for script in howto.scripts():
        played = [howto.Played("", [])] * len(howto.cells_of(script))
        if run:
            with TemporaryDirectory() as place:
                played = howto.play(script, {"OUT": f"{place}/results"}, plot=True)
        text, pictures = howto.page(script, played)
        found[f"howto/{script.stem}.md"] = text
        found |= {f"howto/{name}": svg for name, svg in pictures.items()}
    return found
