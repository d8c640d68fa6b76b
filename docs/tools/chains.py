"""Table of the shipped chains in docs/chains.md, with base years, materials and grades.

python docs/tools/chains.py        writes the table into docs/chains.md
"""

from collections.abc import Iterator
from pathlib import Path

from lodeflow.chains.closing.close import close
from lodeflow.chains.closing.figures import compared
from lodeflow.chains.closing.grade import grade
from lodeflow.chains.reading.folders import shipped_chains
from lodeflow.chains.reading.reader import shipped_chain

PAGE = Path(__file__).parents[1] / "chains.md"
START = "<!-- chains: written by `python docs/tools/chains.py`, never by hand -->"
END = "<!-- end of chains -->"


def table() -> Iterator[str]:
    """Lines of the table: a row per chain."""
    yield "| chain | base year | materials | grade |"
    yield "|---|---|---|---|"
    for name in shipped_chains():
        chain = shipped_chain(name)
        stages = close(chain)
        mark = grade(chain, stages, compared(chain, stages))
        materials = ", ".join(row.name for row in chain.materials)
        yield f"| `{name}` | {chain.terms.year} | {materials} | {mark} |"


def filled(text: str) -> str:
    """The page ``text`` with the table of today."""
    before, rest = text.split(START)
    _, after = rest.split(END)
    return "\n".join([f"{before}{START}", *table(), f"{END}{after}"])


def main() -> None:
    """Write the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
