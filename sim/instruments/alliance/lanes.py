"""Lanes into alliances: which floor they reach, which origins are recognised, and whose exporters keep the floor."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Mask, Whole, lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest
from lodeflow.base_year.table import CHINA
from lodeflow.catalog.names import MATERIALS, REGIONS
from lodeflow.kernels.alliance.pact import NEVER_EXEMPT
from lodeflow.language.patterns import Patterns, fits
from lodeflow.terms.alliance import Policy, Recognised


class Floor(NamedTuple):
    """A material of a policy, and the floors of light and heavy oxide below it, -1 for none."""

    policy: int
    material: str
    ladder: tuple[int, int]


class Crossings(NamedTuple):
    """What awaits a cargo on every lane; read-only, (lanes,)."""

    of_lane: Whole  # the floor, -1 for none
    recognised: Floats  # share mined by members with which an origin outside pays nothing
    waived: Floats  # share of a recognised origin's goods that pays nothing
    aligned: Floats  # share of the gap that exporters add to their price themselves
    aligned_after: Whole  # days from the start of the levy until they do


def crossings(atlas: Atlas, policies: list[Policy], floors: list[Floor]) -> Crossings:
    """Lanes from abroad into a region that is, or may become, a member; of several floors the first."""
    lanes = lane_columns(atlas)
    count = len(atlas.lanes)
    of_lane, after = np.full(count, -1), np.zeros(count, np.int64)
    recognised, waived, aligned = np.full(count, NEVER_EXEMPT), np.zeros(count), np.zeros(count)
    for k, floor in enumerate(floors):
        policy, material = policies[floor.policy], floor.material
        here = _carrying(atlas, material) & in_regions(policy.members)[lanes.destination] & (of_lane < 0)
        of_lane[here] = k
        by = lanes.declared[here]
        recognised[here] = _by_origin(policy, material, lambda terms: terms.member_content, NEVER_EXEMPT)[by]
        waived[here] = waived_by_origin(policy, material)[by]
        promised = np.array([region in policy.undertakings for region in REGIONS])
        ordered = np.where(in_regions(policy.alignment_origins), policy.export_price_alignment, 0.0)
        # Smugglers and relabellers take no orders.
        aligned[here] = np.where(lanes.legal[here], np.where(promised, 1.0, ordered)[by], 0.0)
        after[here] = np.where(promised, 0, int(policy.alignment_after_days))[by]
    return Crossings(
        frozen(of_lane, np.int64), frozen(recognised), frozen(waived), frozen(aligned), frozen(after, np.int64)
    )


def landed_before_levy(atlas: Atlas, rest: Rest, policy: Policy, material: str) -> float:
    """What would be levied cost when landed in the base year, before levy and interest, USD/t, by tonnes."""
    lanes = lane_columns(atlas)
    member = in_regions(policy.members)
    exempt = member[lanes.origin] | (waived_by_origin(policy, material) == 1.0)[lanes.declared]
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
    """Export tax, or tax withheld, on what leaves China in the base year."""
    taxed = _carrying(atlas, material) & (lane_columns(atlas).origin == REGIONS.index(CHINA))
    return float(rest.tax[taxed].max(initial=0.0))


def in_regions(patterns: str | Patterns) -> Mask:
    """Regions that are meant, in the order of REGIONS."""
    return np.array([fits(patterns, region) for region in REGIONS])


def waived_by_origin(policy: Policy, material: str) -> Floats:
    """Share of a recognised origin's goods that pays nothing, in the order of REGIONS."""
    return _by_origin(policy, material, lambda terms: terms.share, 0.0)


def _by_origin(
    policy: Policy, material: str, what: Callable[[Recognised], float], otherwise: float
) -> NDArray[np.float64]:
    """What is agreed with recognised origins of a material."""
    found = np.full(len(REGIONS), otherwise)
    for region, terms in policy.recognised.items():
        if fits(terms.materials, material):
            found[REGIONS.index(region)] = what(terms)
    return found


def _carrying(atlas: Atlas, material: str) -> Mask:
    """Lanes that carry a material over a border."""
    lanes = lane_columns(atlas)
    carried: Mask = lanes.foreign & (lanes.material == MATERIALS.index(material))
    return carried
