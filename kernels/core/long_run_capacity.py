"""Capacity of mines and plants at base prices, with growth and what it has answered to prices in the long run."""

from lodeflow.kernels.core.growth import grown_by
from lodeflow.kernels.core.jit import inline
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.partial_adjustment import ANSWERED


@inline
def long_run_output(params, state, f, day):
    """Output of a mine, or activity of a plant, at base prices, without outages and stoppages, t/d.

    Args:
        params: MineParams or PlantParams.
        state: MineState or PlantState.
        f: int64 [mine or plant].
        day: int64 [day].

    """
    grown = grown_by(day, params.growth[f], params.later_growth[f], params.bend[f])
    grown *= exp(state.answer[f, ANSWERED])
    able = params.base_capacity[f] * state.open[f] * grown * state.extra[f]
    return able * params.base_utilisation[f]


@inline
def falls_behind(rules, forward_params, params, f, day):
    """Share of its place in the world that a mine or plant loses in a tick, as the path of use outgrows it [1/tick].

    Args:
        rules: tick.
        forward_params: ForwardParams.
        params: MineParams or PlantParams.
        f: int64 [mine or plant].
        day: int64 [day].

    """
    growth = params.growth[f] if day < params.bend[f] else params.later_growth[f]
    return max(0.0, 1.0 - exp(growth * rules.tick) / (1.0 + forward_params.growth[0]))


@inline
def standing_still(mine_params, sites, f):
    """Share of a mine's sites that outages hold [-].

    Args:
        mine_params: MineParams.
        sites: SiteState.
        f: int64 [mine].

    """
    first, last = mine_params.first_site[f], mine_params.first_site[f + 1]
    cut = 0.0
    for site in range(first, last):
        cut += sites.cut[site]
    return cut / (last - first) if last > first else 0.0


@inline
def kept_by_outages(forward_params, mine_params, f):
    """Share of a mine's capacity that usual outages leave [-]; all of it for a mine without sites.

    Args:
        forward_params: ForwardParams.
        mine_params: MineParams.
        f: int64 [mine].

    """
    has_sites = mine_params.first_site[f + 1] > mine_params.first_site[f]
    return 1.0 - forward_params.usual_loss[0] if has_sites else 1.0
