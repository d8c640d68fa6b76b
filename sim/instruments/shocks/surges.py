"""Demand surges, sector booms and revisions of growth as arrays: users concerned, and strength."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.final_use import Users
from lodeflow.base_world.rest_point import log_or_zero, smoothing
from lodeflow.catalog.names import SECTORS
from lodeflow.instruments.card import Instrument
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.shocks.growth_news import RevisionParams
from lodeflow.kernels.shocks.surges import BoomParams, SurgeParams
from lodeflow.language.addresses import hashes
from lodeflow.language.patterns import Patterns, fits
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


@reused
def build_surges(scenario: Scenario, row: dict[str, int], users: Users) -> SurgeParams:
    """Surges of a scenario, and the users whose demand each raises.

    Args:
        scenario: the scenario.
        row: number of each spell by its name.
        users: region, material and sector of each user.

    """
    found = scenario.surges
    lifts = np.array([_lifted(users, s.region, s.material, s.sector) for s in found.values()])
    return SurgeParams(
        spell=frozen([row[f"{s.label}:{name}"] for name, s in found.items()], np.int64),
        strength=frozen([log_or_zero(s.factor) for s in found.values()]),
        lifts=frozen(lifts.reshape(len(found), len(users)).T),
    )


@reused
def build_booms(scenario: Scenario) -> BoomParams:
    """Booms and busts of each sector: a step per tick, with the spread and memory of the scenario.

    Args:
        scenario: the scenario.

    """
    tick, sectors = float(scenario.tick_days), scenario.sectors
    kept = [1.0 - smoothing(tick, sectors[k].boom_days) for k in SECTORS]
    fresh = [sectors[k].boom_spread * math.sqrt(1.0 - share * share) for k, share in zip(SECTORS, kept, strict=True)]
    return BoomParams(frozen(hashes(f"sector:{k}" for k in SECTORS), np.int64), frozen(kept), frozen(fresh))


@reused
def build_revisions(scenario: Scenario) -> RevisionParams:
    """Revisions of the growth of each sector: a step per tick, with the spread and mean life of the scenario.

    Args:
        scenario: the scenario.

    """
    tick, sectors = float(scenario.tick_days), [scenario.sectors[k] for k in SECTORS]
    kept = [1.0 - smoothing(tick, k.revision_days) for k in sectors]
    fresh = [
        k.revision_spread / DAYS_PER_YEAR * math.sqrt(1.0 - left * left) for k, left in zip(sectors, kept, strict=True)
    ]
    gain = [float(k.revision_days) * (1.0 - left) for k, left in zip(sectors, kept, strict=True)]
    return RevisionParams(
        frozen(hashes(f"sector:{k}" for k in SECTORS), np.int64), frozen(kept), frozen(fresh), frozen(gain)
    )


@lru_cache(maxsize=256)
def _lifted(
    users: Users, region: str | Patterns, material: str | Patterns, sector: str | Patterns
) -> NDArray[np.float64]:
    """1 for every user whose demand a surge raises, else 0; float64 (users,)."""
    return frozen([fits(region, r) and fits(material, m) and fits(sector, k) for r, m, k in users])


SURGES = Instrument(stem="surges", tables=("surges",), build=lambda _: {}, slices=())
"""Temporary rises of demand. ``spells`` builds their arrays, with those of floods and crackdowns."""
