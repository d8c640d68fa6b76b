"""Chains in ``lodeflow check``, ``new`` and ``scenarios``: a folder closed and printed, one written, all listed."""

import json

from lodeflow.cli.say import say


def check_chain(name_or_path: str, *, as_json: bool) -> None:
    """Read, check and close a chain, and print its tables on stdout.

    Args:
        name_or_path: name of a shipped chain, or path of a folder.
        as_json: whether to print JSON.

    Raises:
        ChainError: mistakes in the folder.
        DataError: tables that contradict each other.

    """
    from lodeflow.chains.closing.close import close
    from lodeflow.chains.closing.figures import compared
    from lodeflow.chains.closing.grade import grade
    from lodeflow.chains.reading.reader import read_chain, warnings_of
    from lodeflow.report.chain import chain_sections
    from lodeflow.report.check import warnings_as_data
    from lodeflow.report.text_tables import as_data, as_text

    chain = read_chain(name_or_path)
    stages = close(chain)
    figures = compared(chain, stages)
    mark, warnings = grade(chain, stages, figures), warnings_of(chain)
    for warning in warnings:
        say(warning.in_one_line("warning"), err=True)
    parts = chain_sections(chain, stages, figures)
    if as_json:
        said = {"chain": chain.name, "year": chain.terms.year, "grade": mark.letter, "assumed": mark.assumed}
        say(json.dumps({**said, "warnings": warnings_as_data(warnings), "sections": as_data(parts)}))
        return
    idle = sum(row.state == "idle" for row in chain.capacity)
    counts = (
        f"{len(chain.materials)} materials, {len(chain.kinds)} processes, {len(chain.made)} works, {idle} idle, "
        f"{len(chain.projects)} projects, {len(chain.controls)} dated controls"
    )
    say(f"{chain.terms.title}, base year {chain.terms.year}: {counts}\n")
    say(as_text(parts))
    say(f"grade {mark}")


def new_chain(name: str) -> None:
    """Write the folder of a chain called ``name`` into the current folder.

    Raises ValueError for a name that no chain can have, OutputError where the folder exists or cannot be made.
    """
    from lodeflow.chains.template import write_chain

    path = write_chain(name)
    say(f"{path} written; its figures are made up: replace them, then run: lodeflow check {path}", err=True)


def list_chains() -> None:
    """Print every shipped chain with its base year and its grade."""
    from lodeflow.chains.closing.close import close
    from lodeflow.chains.closing.figures import compared
    from lodeflow.chains.closing.grade import grade
    from lodeflow.chains.reading.folders import shipped_chains
    from lodeflow.chains.reading.reader import shipped_chain

    for name in shipped_chains():
        chain = shipped_chain(name)
        stages = close(chain)
        say(f"{name:<12}{chain.terms.year}  {grade(chain, stages, compared(chain, stages))}")
