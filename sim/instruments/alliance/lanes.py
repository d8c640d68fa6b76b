"""Lanes into alliances: the floor of each, recognised origins, and export price alignment."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Mask, Whole, lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest
from lodeflow.base_year.table import CHINA
from lodeflow.catalog.goods import region_index
from lodeflow.kernels.alliance.agreement import NEVER_EXEMPT
from lodeflow.language.patterns import Patterns, fits
from lodeflow.terms.alliance import Policy, Recognised


class Floor(NamedTuple):
    """Reference price of one material in one alliance."""

    policy: int
    """Number of the alliance."""
    material: str
    """Material that has the reference price."""
    ladder: tuple[int, int]
    """Floors of light and heavy oxide that a magnet's reference price follows; -1 for none."""


class Crossings(NamedTuple):
    """Floors, exemptions and alignment by lane; read-only arrays."""

    of_lane: Whole
    """int64 (lanes,) [floor]: floor of a lane from abroad into a present or later member; -1 for none."""
    recognised: Floats
    """float64 (lanes,) [-]: share mined by members from which goods of a recognised origin are exempt; NEVER_EXEMPT for
    others.
    """
    waived: Floats
    """float64 (lanes,) [-]: share of a recognised origin's goods that is exempt."""
    aligned_after: Whole
    """int64 (lanes,) [d]: time from the start of the levy until exporters do so."""


def crossings(atlas: Atlas, policies: list[Policy], floors: list[Floor]) -> Crossings:
    """Lanes from abroad into a region that is, or may become, a member; of several floors the first counts.

    Args:
        atlas: indices of cells and lanes.
        policies: alliances, by number.
        floors: floors of all alliances.

    """
    lanes = lane_columns(atlas)
    count = len(atlas.lanes)
    of_lane, after = np.full(count, -1), np.zeros(count, np.int64)
    recognised, waived = np.full(count, NEVER_EXEMPT), np.zeros(count)
    for k, floor in enumerate(floors):
        policy, material = policies[floor.policy], floor.material
        here = _carrying(atlas, material) & in_regions(atlas, policy.members)[lanes.destination] & (of_lane < 0)
        of_lane[here] = k
        by = lanes.declared[here]
        recognised[here] = _by_origin(atlas, policy, material, lambda terms: terms.member_content, NEVER_EXEMPT)[by]
        waived[here] = waived_by_origin(atlas, policy, material)[by]
        promised = np.array([region in policy.undertakings for region in atlas.goods.regions])
        after[here] = np.where(promised, 0, int(policy.alignment_after_days))[by]
    return Crossings(frozen(of_lane, np.int64), frozen(recognised), frozen(waived), frozen(after, np.int64))


def alignment(atlas: Atlas, policies: list[Policy], floors: list[Floor], of_lane: Whole) -> Floats:
    """Share of the gap to the reference price that exporters add to their price themselves, float64 (lanes,) [-].

    Args:
        atlas: indices of cells and lanes.
        policies: alliances, by number.
        floors: floors of all alliances.
        of_lane: int64 (lanes,), floor of each lane; -1 for none.

    """
    lanes, aligned = lane_columns(atlas), np.zeros(len(atlas.lanes))
    shares = np.zeros((len(floors), len(atlas.goods.regions)))
    for k, floor in enumerate(floors):
        policy = policies[floor.policy]
        ordered = np.where(in_regions(atlas, policy.alignment_origins), policy.export_price_alignment, 0.0)
        shares[k] = np.where([region in policy.undertakings for region in atlas.goods.regions], 1.0, ordered)
    # Smugglers and relabellers do not follow orders of their government.
    bound = np.flatnonzero((of_lane >= 0) & lanes.legal)
    aligned[bound] = shares[of_lane[bound], lanes.declared[bound]]
    return frozen(aligned)


def landed_before_levy(atlas: Atlas, rest: Rest, policy: Policy, material: str) -> float:
    """Landed price of goods under a levy, in the base year, before levy and interest [USD/t].

    It is the mean by tonnes over those imports of members that would be levied. Without any, it is the lowest price at
    the gate; 0 where the material is not made.

    Args:
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        policy: the alliance.
        material: the material.

    """
    lanes = lane_columns(atlas)
    member = in_regions(atlas, policy.members)
    exempt = member[lanes.origin] | (waived_by_origin(atlas, policy, material) == 1.0)[lanes.declared]
    levied = _carrying(atlas, material) & member[lanes.destination] & ~exempt & (rest.flow > 0.0)
    paid, tonnes = 0.0, 0.0
    for s in np.flatnonzero(levied):
        paid += rest.flow[s] * (rest.fob[s] + lanes.freight[s] + rest.duty[s])
        tonnes += rest.flow[s]
    if tonnes > 0.0:
        return float(paid / tonnes)
    prices = [rest.price[n] for n, cell in enumerate(atlas.cells) if cell[1] == material and rest.output[n] > 0.0]
    return float(min(prices, default=0.0))


def export_tax(atlas: Atlas, rest: Rest, material: str) -> float:
    """Highest export tax, or value-added tax withheld, on China's exports in the base year [-].

    Args:
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        material: the material.

    """
    taxed = _carrying(atlas, material) & (lane_columns(atlas).origin == region_index(CHINA))
    return float(rest.tax[taxed].max(initial=0.0))


def in_regions(atlas: Atlas, patterns: str | Patterns) -> Mask:
    """Mask of the regions of ``atlas`` that ``patterns`` name, bool (regions,)."""
    return np.array([fits(patterns, region) for region in atlas.goods.regions])


def waived_by_origin(atlas: Atlas, policy: Policy, material: str) -> Floats:
    """Share of the ``material`` of each region of ``atlas`` that ``policy`` exempts by recognition [-]."""
    return _by_origin(atlas, policy, material, lambda terms: terms.share, 0.0)


def _by_origin(
    atlas: Atlas, policy: Policy, material: str, what: Callable[[Recognised], float], otherwise: float
) -> NDArray[np.float64]:
    """Value of ``what`` by recognised origin of ``material``, ``otherwise`` for others; in their order."""
    found = np.full(len(atlas.goods.regions), otherwise)
    for region, terms in policy.recognised.items():
        if fits(terms.materials, material):
            found[region_index(region)] = what(terms)
    return found


def _carrying(atlas: Atlas, material: str) -> Mask:
    """Mask of the lanes that carry ``material`` over a border."""
    lanes = lane_columns(atlas)
    carried: Mask = lanes.foreign & (lanes.material == atlas.goods.place(material))
    return carried
