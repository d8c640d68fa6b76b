"""Rows of the ``outcomes``, ``parameters`` and ``replication`` tables."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.catalog.goods import Goods
from lodeflow.catalog.names import SECTORS
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.outcomes.names import Name
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads
from lodeflow.rows.vocabulary import UNITS, units_of
from lodeflow.scenario.uncertainties import Parameter


def outcome_rows(goods: Goods, r: Replication, names: Sequence[Name], values: NDArray[np.float64]) -> Columns:
    """The ``outcomes`` table of one replication.

    Args:
        goods: materials and regions of the world.
        r: the finished replication.
        names: names of the outcomes.
        values: float64 (outcomes,), NaN where not defined.

    """
    return {**heads(r, len(names)), **_outcome_names(goods, tuple(names)), "value": values}


@lru_cache(maxsize=4)
def _outcome_names(goods: Goods, names: tuple[Name, ...]) -> Columns:
    """Codes of outcome, material, region, sector and unit."""
    return {
        "outcome": codes(list(OUTCOMES), [n.outcome for n in names]),
        "material": codes(goods.materials, [n.material for n in names]),
        "region": codes(goods.regions, [n.region for n in names]),
        "sector": codes(SECTORS, [n.sector for n in names]),
        "unit": codes(UNITS, [OUTCOMES[n.outcome] for n in names]),
    }


def parameter_rows(r: Replication, parameters: Sequence[Parameter], values: NDArray[np.float64]) -> Columns:
    """The ``parameters`` table of one replication: the value drawn for every uncertain number.

    Args:
        r: the finished replication.
        parameters: the uncertain numbers of the scenario.
        values: float64 (parameters,), in their units.

    """
    units = codes(units_of(parameters), [p.unit for p in parameters])
    numbers = np.arange(len(parameters), dtype=np.int32)
    return {**heads(r, len(parameters)), "parameter": numbers, "value": values, "unit": units}


def replication_rows(r: Replication) -> Columns:
    """The ``replication`` table: trace digest and number of moments of the replication ``r``."""
    return {**heads(r, 1), "trace": np.array([f"{r.trace:016x}"]), "moments": np.array([r.events], np.int32)}
