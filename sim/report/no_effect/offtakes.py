"""Offtakes between regions that do not trade."""

from collections.abc import Iterator

from lodeflow.report.no_effect.where import Where
from lodeflow.scenario.idle import Idle


def idle_offtakes(where: Where) -> Iterator[Idle]:
    """Offtakes of the scenario ``where`` that bind nobody."""
    for name, each in where.scenario.offtakes.items():
        if not where.lanes(each.seller, each.buyer, each.material):
            said = f"{each.buyer} buys no {each.material} from {each.seller}: it binds nobody"
            yield Idle(("offtakes", name), said, where.trades(each.material))
