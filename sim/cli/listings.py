"""Commands ``lodeflow scenarios``, ``schema`` and ``kinds``: shipped scenarios, scenario schema, event kinds."""

import ast
import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

import click

from lodeflow.cli.chain import list_chains
from lodeflow.cli.say import say


@click.command()
@click.option("--chains", is_flag=True, help="List the shipped chains of minerals instead, with their grades.")
def scenarios(*, chains: bool) -> None:
    """List the shipped scenarios with the question that each of them answers.

    \f
    Args:
        chains: whether to list chains.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.scenario.load import shipped, worlds

    if chains:
        list_chains()
        return

    found = sorted({**shipped(), **worlds()}.items())
    wide = max(len(name) for name, _ in found) + 2
    for name, question in found:
        say(f"{name:<{wide}}{question}")


@click.command()
@click.option("--chain", default="", help="Chain whose materials and regions it names, by name or folder.")
def schema(chain: str) -> None:
    """Print the JSON schema of scenario files, for editors.

    \f
    Args:
        chain: the chain; rare earths if empty.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.scenario.load import json_schema

    say(json.dumps(json_schema(chain), indent=2, sort_keys=True))


@click.command()
def kinds() -> None:
    """Print the table of event kinds, in the order in which they happen within a day."""
    for rank, name, meaning in kinds_of_events():
        say(f"{rank:>4}  {name:<12}{meaning}")


def kinds_of_events() -> Iterator[tuple[int, str, str]]:
    """Rank, name and meaning of every kind of event, read from the source of ``kernels/core/kinds.py``.

    The source is parsed and not imported, so that the command stays quick.
    """
    source = files("lodeflow.kernels.core").joinpath("kinds.py").read_text(encoding="utf-8")
    (kind,) = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == "Kind")
    for member, below in pairwise(kind.body):
        if isinstance(member, ast.Assign) and isinstance(below, ast.Expr):
            meaning = ast.literal_eval(below.value)
            yield ast.literal_eval(member.value), ast.unparse(member.targets[0]).lower(), _in_a_list(meaning)


def _in_a_list(sentence: str) -> str:
    """A sentence as an entry of a list: a small letter first and no full stop."""
    return sentence[0].lower() + sentence[1:].rstrip(".")
