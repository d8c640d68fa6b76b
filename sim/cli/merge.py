"""Command ``lodeflow merge``: one result folder of the shards that ``mc --shard`` has written."""

from pathlib import Path

import click

from lodeflow.cli.means import RunMeans


@click.command()
@click.argument("shards", metavar="SHARD...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Result folder to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def merge(shards: tuple[Path, ...], out: Path, *, as_json: bool) -> None:
    """Merge the folders SHARD..., written by lodeflow mc --shard I/N, into one result folder, and print its means.

    The folder is the one that a single machine would have written, byte for byte. A merge that was stopped goes on when
    it is called again. The shards stay as they are.

    \f
    Args:
        shards: folders of all shards, in any order.
        out: the result folder.
        as_json: True to print JSON.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.monte_carlo.merge import merge as merged
    from lodeflow.monte_carlo.run import Told
    from lodeflow.plans import Plan

    means: list[RunMeans] = []

    def watch(plan: Plan, block: Told) -> None:
        if not means:
            means.append(RunMeans(plan, "compiled"))
        means[0].add(block)

    done = merged(shards, out, watch)
    means[0].show(done, out, "auto", as_json=as_json)
