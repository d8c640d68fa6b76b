"""Writes the tables of docs/the-plan.md: the whole plan and its parts against the status quo, with common draws.

    lodeflow compare status-quo price-floor vault-only money-only bill-only full-plan --reps 64 --out results/plan
    python bench/plan.py results/plan

The second command reads the folder that the first writes.
"""

import sys
from pathlib import Path

from doc_tables import table

from lodeflow.comparison.differences import compare_folders
from lodeflow.comparison.run import members_of
from lodeflow.comparison.summary import sections
from lodeflow.report.length import years
from lodeflow.scenario.load import load

PAGE = Path(__file__).parent.parent / "docs" / "the-plan.md"
START, END = "<!-- tables: written by `python bench/plan.py FOLDER`, never by hand -->", "<!-- end of tables -->"
ARMS = ("status-quo", "price-floor", "vault-only", "money-only", "bill-only", "full-plan")


def main():
    """Read the comparison and write its tables."""
    worlds = [load(name) for name in ARMS]
    found = compare_folders(Path(sys.argv[1]), ARMS, worlds[0].measures.discount_rates, members_of(worlds))
    count = len(found.found[ARMS[0]].values)
    lines = [f"{count} replications of each arm from {worlds[0].start_date.year} on, {years(worlds[0]):.0f} years."]
    for each in sections(found, years(worlds[0]), worlds):
        if each.title.startswith(("Dollars", "Thousand", "More")):
            lines += table(f"**{each.title}**", each.columns[1:], [[cell.strip() for cell in row] for row in each.rows])
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(START)
    PAGE.write_text("\n".join([f"{head}{START}", *lines, f"{END}{rest.split(END)[1]}"]), encoding="utf-8")


if __name__ == "__main__":
    main()
