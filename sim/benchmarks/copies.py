"""Worlds of any size: copies of a world beside each other, that share straits and dice and nothing else.

With twice the cells and lanes and nothing new in them, cost can be measured against size. Every copy does what the
original does.
"""

from typing import Any

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.entities.lots import Fact, empty_lots
from lodeflow.kernels.record.record import empty_tape
from lodeflow.kernels.record.totals import empty_score
from lodeflow.plan import Plan

POINTS_AT = {  # columns that hold numbers of cells, lanes, nests or sites, and -1 for none
    "routes": {"seller": "cells", "buyer": "cells", "direct": "lanes"},
    "nests": {"of_lane": "nests", "seller": "cells"},
    "user_params": {"cell": "cells"},
    "plant_params": {"feed": "cells", "product": "cells"},
    "mine_params": {"cell": "cells"},
    "production_quotas": {"of_mine": "quotas", "of_plant": "quotas", "home": "lanes"},
    "crackdowns": {"quota": "quotas"},
    "recycling": {"worn": "cells", "yard": "recycling_state", "into": "cells"},
    "voyages": {"buyer": "cells"},
    "needs": {"cell": "cells"},
    "defence": {"civil": "cells", "own": "cells"},
    "smuggling": {"lane": "lanes", "legal": "lanes"},
    "welfare_params": {"mine_cell": "cells", "plant_cell": "cells"},
    "contracts": {"lane": "lanes"},
    "relabelling": {"lane": "lanes"},
    "offshoring": {"user": "users", "abroad": "users", "cell": "cells", "hub": "cells"},
    "project_links": {"circuit": "cells", "sells": "cells", "buys": "cells", "door": "nests", "wider": "nests"},
}
FENCES = {  # columns with one entry more than rows: where each row's part begins
    "nests": {"first": "lanes", "first_of_buyer": "nests"},
    "mine_params": {"first_site": "sites"},
    "project_links": {"first_plant": "plants", "first_mine": "mines", "first_door": "doors"},
}
PERIODS = ("tariff", "tariff_on_freight", "export_tax")  # of duties: rows of one number for each lane
SHARED = ("new_year", "abroad", "begins", "goal")  # columns that are the same for all rows
COPIED = (
    *(
        "cell_params",
        "sellers",
        "buyers",
        "trade",
        "users",
        "plants",
        "mines",
        "sites",
        "production_quota_state",
        "recycling_state",
        "smuggling_state",
    ),
    *("floods", "surges", "lane_status", "buying_ahead_state", "queue", "relabelling_state", "offshoring_state"),
    *POINTS_AT,
)
SHOCKS = ("floods", "crackdowns", "surges")
WIDE = {  # columns of one row for each control and one entry for each lane or cell
    "control_params": ("covers", "banned"),
    "licences": ("approval",),
    "news_params": ("exposure",),
    "coming_duties": ("tariff", "on_freight", "export_tax"),
    "retaliation_params": ("weight",),
}
LONG = {  # columns of lanes and cells beside others, that are of policies: these hold in all copies at once
    "control_params": ("civil", "qualifies"),
    "licences": ("lane", "civil"),
    "quotas": ("base_flow",),
    "retaliation_params": ("base_tariff",),
    "floors": (
        *("of_lane", "home", "origin", "recognised", "waived", "aligned", "aligned_after"),
        *("of_seller", "friendly", "at"),
    ),
    "levies": ("rate", "free", "tariff"),
    "members_first_params": ("pact", "origin", "home"),
}


def copies(plan: Plan, count: int) -> Plan:
    """A plan of so many copies of a plan's world, for the engines; it has no names, so no outcomes or tables."""
    world, market = plan.template, plan.template.market
    sizes = {
        "cells": len(market.sellers.price),
        "lanes": len(market.trade.share),
        "nests": len(market.nests.seller),
        "sites": len(market.sites.cut),
        "recycling_state": len(market.recycling_state.scrap),
        "users": len(market.users.wanted),
        "quotas": len(market.production_quota_state.cut),
        "plants": len(market.plants.size),
        "mines": len(market.mines.dug),
        "doors": len(market.project_links.door),
    }
    everything = world.shocks._asdict() | world._asdict() | market._asdict()
    parts = {name: everything[name] for name in COPIED}
    copied = {name: _copied(name, part, sizes, count) for name, part in parts.items()}
    copied |= {name: _widened(name, everything[name], count) for name in WIDE | LONG}
    voyages, retaliation_params, needs, welfare_params = (
        copied.pop(name) for name in ("voyages", "retaliation_params", "needs", "welfare_params")
    )
    shocks = world.shocks._replace(**{name: copied.pop(name) for name in SHOCKS})
    cells, lanes = count * sizes["cells"], count * sizes["lanes"]
    lots, first = _lots(plan, sizes["lanes"], count)
    step, last = (int(day) for day in world.tape.step)
    return plan._replace(
        sites=plan.sites * count,
        projects=plan.projects * count,
        first_moments=first,
        template=world._replace(
            market=market._replace(
                **copied,
                lots=lots,
                births=empty_births(len(lots.tonnes)),
                per_cell=np.zeros(cells),
                per_nest=np.zeros(lanes),
            ),
            voyages=voyages,
            needs=needs,
            shocks=shocks,
            retaliation_params=retaliation_params,
            welfare_params=welfare_params,
            outage_params=world.outage_params._replace(name=frozen(np.tile(world.outage_params.name, count), np.int64)),
            duties=world.duties._replace(**{name: _beside(getattr(world.duties, name), count) for name in PERIODS}),
            totals=empty_score(cells, count * len(market.users.wanted), lanes),
            tape=empty_tape(cells, lanes, 64, 1, 64, step, last),
        ),
    )


def _copied(name: str, part: Any, sizes: dict[str, int], count: int) -> Any:
    """A slice with so many times its rows."""
    columns = {}
    for column, values in zip(part._fields, part, strict=True):
        target, fence = POINTS_AT.get(name, {}).get(column), FENCES.get(name, {}).get(column)
        if column in SHARED:
            whole = values.copy()
        elif fence:
            whole = np.concatenate([values[:-1] + k * sizes[fence] for k in range(count)] + [values[-1:] * count])
        elif target:
            whole = np.concatenate([np.where(values >= 0, values + k * sizes[target], values) for k in range(count)])
        else:
            whole = np.tile(values, (count,) + (1,) * (values.ndim - 1))
        whole.setflags(write=values.flags.writeable)
        columns[column] = whole
    return type(part)(**columns)


def _beside(rows: Any, count: int) -> Any:
    """Rows so many times as long."""
    return frozen(np.tile(rows, (1, count)))


def _widened(name: str, part: Any, count: int) -> Any:
    """A slice of controls or alliances over so many times the lanes and cells."""
    times = dict.fromkeys(WIDE.get(name, ()), (1, count)) | dict.fromkeys(LONG.get(name, ()), (count,))
    widened = {column: np.tile(getattr(part, column), n) for column, n in times.items()}
    for column, values in widened.items():
        values.setflags(write=getattr(part, column).flags.writeable)
    return part._replace(**widened)


def _lots(plan: Plan, lanes: int, count: int) -> tuple[Any, tuple[int, ...]]:
    """The cargoes on their way in every copy, and their next moments."""
    old = plan.template.market.lots
    used = int(old.counts[1])
    lots = empty_lots(count * len(old.tonnes))
    for k in range(count):
        mine = slice(k * used, (k + 1) * used)
        for name in ("fact", "tonnes", "content", "money"):
            getattr(lots, name)[mine] = getattr(old, name)[:used]
        lots.fact[mine, Fact.LANE] += k * lanes
        lots.fact[mine, Fact.DUE] += k * used
    lots.counts[1] = count * used
    return lots, tuple(lots.fact[: count * used, Fact.DUE].tolist())
