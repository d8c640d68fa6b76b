"""Outages of mine sites as arrays."""

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.instruments.card import CHANCE, Actors, Blueprint, Instrument, caused_by
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.supply.outages import OutageParams, OutageState, await_outage
from lodeflow.language.addresses import hashes
from lodeflow.plans import Plan
from lodeflow.processes.outages import mine_site
from lodeflow.scenario.load import Scenario


def build_outage_params(scenario: Scenario, sites: tuple[str, ...]) -> OutageParams:
    """Hazard, duration and depth of outages: one set for all sites (assumption), drawn for each site by itself.

    Args:
        scenario: the scenario.
        sites: names of the mine sites.

    """
    terms = scenario.outages
    happen = terms.rate_per_year > 0.0 and terms.cut_high > 0.0  # a stop that cuts nothing is none
    wait = DAYS_PER_YEAR / terms.rate_per_year if happen else 0.0
    return OutageParams(
        name=frozen(hashes(sites), np.int64),
        mean_wait=frozen([wait]),
        median_days=frozen([terms.duration_median_days]),
        sigma=frozen([terms.duration_sigma]),
        least_cut=frozen([terms.cut_low]),
        most_cut=frozen([terms.cut_high]),
    )


def _build(b: Blueprint) -> dict[str, OutageParams | OutageState]:
    """Slices of the mine sites, all of them in operation on day 0."""
    sites = b.found["names of sites"]
    return {
        "outage_params": build_outage_params(b.scenario, sites),
        "sites": OutageState(np.zeros(len(sites)), np.zeros(len(sites), np.int64)),
    }


def _named(plan: Plan) -> tuple[str, ...]:
    """Names of the mine sites in the ``event`` table."""
    return tuple(site.removeprefix("site:") for site in plan.sites)


OUTAGES = Instrument(
    stem="outages",
    tables=("outages",),
    build=_build,
    slices=("outage_params", "sites"),
    actors=(
        Actors(
            (Kind.OUTAGE,),
            lambda w: len(w.market.sites.cut),
            await_outage,
            mine_site,
            lambda plan: caused_by(CHANCE, (Kind.OUTAGE,), _named(plan), ("stops", "works again")),
        ),
    ),
)
"""Outages of mine sites, drawn at random."""
