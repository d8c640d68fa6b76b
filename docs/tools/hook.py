"""Pages that mkdocs writes from the code when it builds the site: references, how-tos, CONTRIBUTING, CHANGELOG.

How-to scripts are run, so that their pages show what they print and draw; ``LODEFLOW_DOCS_RUN=0`` shows code alone.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import howto
import reference
import root_pages
import slices
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

_sources = TemporaryDirectory()


@event_priority(100)  # before mkdocstrings looks at it
def on_config(config: Any) -> Any:
    """Show mkdocstrings the package as one folder of links; it has three roots, which static analysis cannot follow."""
    package = Path(_sources.name) / "lodeflow"
    if not package.exists():
        package.mkdir()
        parts = [part for part in (root_pages.ROOT / "sim").iterdir() if part.name != "__pycache__"]
        for part in [*parts, root_pages.ROOT / "kernels", root_pages.ROOT / "configs"]:
            (package / part.name).symlink_to(part)
    config.plugins["mkdocstrings"].config.handlers["python"]["paths"] = [_sources.name]
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages to those that stand in docs/."""
    pages = {
        "reference/scenario.md": reference.scenario_page(),
        "reference/results.md": reference.results_page(),
        "reference/api.md": reference.api_page(),
        "reference/state.md": slices.page(),
        "contributing.md": root_pages.page("CONTRIBUTING.md"),
        "changelog.md": root_pages.page("CHANGELOG.md"),
        **_howtos(),
    }
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


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
