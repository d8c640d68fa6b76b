"""Writes the table of docs/backtests.md: scores of all shipped episodes, and what each gets wrong.

python bench/backtests.py [REPLICATIONS]
"""

import sys
from pathlib import Path

from doc_tables import table

from lodeflow.episodes.backtest import backtest
from lodeflow.episodes.reader import shipped_episodes
from lodeflow.episodes.told import pooled

PAGE = Path(__file__).parent.parent / "docs" / "backtests.md"
START, END = "<!-- table: written by `python bench/backtests.py`, never by hand -->", "<!-- end of table -->"


def main(replications=None):
    """Play every episode and write the table."""
    found = [backtest(name, replications=replications) for name in shipped_episodes()]
    section = pooled(found)
    lines = table("", section.columns[1:], section.rows)[2:]
    for each in found:
        terms = each.episode.terms
        missed = ", ".join(f"{d.name} {d.found:.2f} (asked {d.asked:g})" for d in each.demands if not d.met)
        head = f"**{each.episode.name}**, {terms.title}; {each.replications} replications."
        lines += ["", f"{head} Missed: {missed or 'nothing'}.", ""]
        lines += [f"- {miss}" for miss in terms.misses]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    PAGE.write_text("\n".join([before + START, *lines, END]) + after, encoding="utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
