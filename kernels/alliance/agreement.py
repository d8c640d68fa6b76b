"""Alliance data: terms, reference prices, membership and levies of alliances of buyers.

Model.md 8.2 to 8.5. An alliance is one policy of a scenario. A floor is its reference price of one material. Regions
have the numbers of ``lodeflow.catalog.names.REGIONS``.
"""

from typing import NamedTuple

import numpy as np

FIXED, COST_PLUS, MOVING, LARGER = range(4)  # rules of a reference price
NEVER_EXEMPT = 2.0  # above any share of content
NOT_MEMBER, MEMBER, LEFT = range(3)
NO_CHANGE, BEGINS, LAPSES, ANNOUNCED = range(4)  # changes of an alliance


class AllianceParams(NamedTuple):
    """Terms of each alliance; read-only. Partner: LevyState."""

    name: np.ndarray
    """int64 (alliances,) [hash]: address of its random draws."""
    announced: np.ndarray
    """int64 (alliances,) [day]: day of its announcement; -1 if it is announced on its first day."""
    start: np.ndarray
    """int64 (alliances,) [day]: first day of the levy."""
    end: np.ndarray
    """int64 (alliances,) [day]: day on which it lapses; FAR_DAY for never."""
    refix: np.ndarray
    """int64 (alliances,) [d]: time between two fixings of the levy."""
    lowest: np.ndarray
    """bool (alliances,) [flag]: whether one levy, from the lowest landed price, holds for all origins."""
    banded: np.ndarray
    """bool (alliances,) [flag]: whether the levy is taken by bands of the gap."""
    exempt_at_sea: np.ndarray
    """bool (alliances,) [flag]: whether cargoes loaded before the levy began are exempt."""
    tariff_free: np.ndarray
    """bool (alliances,) [flag]: whether members take no tariffs from each other."""
    joins: np.ndarray
    """int64 (alliances, regions) [day]: first day as a member, or day from which that is drawn; FAR_DAY for never."""
    leaves: np.ndarray
    """int64 (alliances, regions) [day]: first day no longer a member; FAR_DAY for never."""
    joining_rate: np.ndarray
    """float64 (alliances, regions) [1/d]: hazard of accession where its day is drawn, else 0."""
    collected: np.ndarray
    """float64 (alliances, regions) [-]: share of the levy that a member collects."""
    credibility: np.ndarray
    """float64 (alliances,) [-]: investors' odds that the floor lasts."""
    enough: np.ndarray
    """float64 (alliances,) [-]: share of members' use under levy from which a floor is credible in full."""
    counted: np.ndarray
    """float64 (alliances,) [-]: share of a buyer's orders from which the price of a lane counts."""
    affiliated: np.ndarray
    """float64 (alliances,) [-]: share of levied sales between affiliates, who declare the reference price."""
    audited: np.ndarray
    """float64 (alliances,) [-]: share of affiliates' cargoes whose invoices customs audits."""
    penalty: np.ndarray
    """float64 (alliances,) [-]: fine for a false invoice, in units of the levy that it hides."""
    reckoned: np.ndarray
    """float64 (alliances,) [-]: share of the levy that buyers expect to pay."""
    derivatives: np.ndarray
    """float64 (alliances,) [-]: share of goods made of magnets on which the levy is taken too."""


class FloorParams(NamedTuple):
    """Reference prices by alliance and material, with their cells and lanes; read-only. Partner: LevyState.

    A floor comes after those of its ladder.
    """

    alliance: np.ndarray
    """int64 (floors,) [alliance]: alliance that keeps it."""
    levied: np.ndarray
    """bool (floors,) [flag]: whether the levy is taken at this stage of the chain."""
    rule: np.ndarray
    """int64 (floors,) [code]: how the reference price is found: FIXED, COST_PLUS, MOVING or LARGER."""
    first_step: np.ndarray
    """int64 (floors + 1,) [floor step]: first step of its fixed path."""
    step_day: np.ndarray
    """int64 (floor_steps,) [day]: first day of a step."""
    step_price: np.ndarray
    """float64 (floor_steps,) [USD/t]: reference price from then on; 0 where a ladder gives it."""
    cost_plus: np.ndarray
    """float64 (floors,) [USD/t]: what members' projects need, with the margin; 0 where there are none."""
    memory: np.ndarray
    """float64 (floors,) [-]: share of the gap to the members' price that the moving average closes at a fixing."""
    most_change: np.ndarray
    """float64 (floors,) [-]: largest change of a moving average at one fixing, either way."""
    ladder: np.ndarray
    """int64 (floors, 2) [floor]: floors of light and heavy oxide that it follows; -1 for none."""
    feed: np.ndarray
    """float64 (floors, 2) [t/t]: light and heavy oxide per tonne of magnet."""
    base_price: np.ndarray
    """float64 (floors,) [USD/t]: landed price, before levy, of what would be levied in the base year."""
    content: np.ndarray
    """float64 (floors,) [-]: share mined by members from which a member's own goods are exempt."""
    first_cell: np.ndarray
    """int64 (floors + 1,) [floor cell]: first of its entries in ``cell`` and ``region``."""
    cell: np.ndarray
    """int64 (floor_cells,) [cell]: buyer cells of the material."""
    region: np.ndarray
    """int64 (floor_cells,) [region]: region of the buyer cell."""
    grown: np.ndarray
    """float64 (floors,) [-]: use when a project decided today delivers, over use today."""
    of_seller: np.ndarray
    """int64 (cells,) [floor]: floor of what is made in the cell, if its region is, or may become, a member; else -1."""
    friendly: np.ndarray
    """int64 (cells,) [floor]: the same, recognised origins included."""
    at: np.ndarray
    """int64 (cells,) [region]: region of the cell."""
    of_lane: np.ndarray
    """int64 (lanes,) [floor]: floor of a lane from abroad into a present or later member; -1 for none."""
    home: np.ndarray
    """int64 (lanes,) [region]: region of the buyer, which takes the levy."""
    origin: np.ndarray
    """int64 (lanes,) [region]: origin that is declared to customs."""
    recognised: np.ndarray
    """float64 (lanes,) [-]: share mined by members from which goods of a recognised origin are exempt; NEVER_EXEMPT for
    others.
    """
    waived: np.ndarray
    """float64 (lanes,) [-]: share of a recognised origin's goods that is exempt."""
    aligned: np.ndarray
    """float64 (lanes,) [-]: share of the gap that exporters add to their price themselves."""
    aligned_after: np.ndarray
    """int64 (lanes,) [d]: time from the start of the levy until they do."""


class LevyState(NamedTuple):
    """Membership, reference prices and levies as they stand; written. Partners: AllianceParams, FloorParams."""

    standing: np.ndarray
    """int64 (alliances, regions) [code]: NOT_MEMBER, MEMBER or LEFT."""
    in_force: np.ndarray
    """int64 (alliances,) [flag]: 1 from its first day until it lapses."""
    fixed: np.ndarray
    """int64 (alliances,) [day]: day of the last fixing."""
    change: np.ndarray
    """int64 (alliances,) [code]: change at its last moment: NO_CHANGE, BEGINS, LAPSES or ANNOUNCED."""
    since: np.ndarray
    """int64 (alliances, regions) [day]: first day of the levy there: last accession, exit, start or lapse."""
    reference: np.ndarray
    """float64 (floors,) [USD/t]: reference price; 0 before the first fixing."""
    average: np.ndarray
    """float64 (floors,) [ln USD/t]: moving average of the members' price."""
    lowest: np.ndarray
    """float64 (floors,) [USD/t]: lowest landed price of what is levied; NO_LOWEST for none."""
    needed: np.ndarray
    """float64 (floors,) [-]: share of members' use that is levied when a project decided today delivers."""
    binding: np.ndarray
    """float64 (floors,) [flag]: 1 while a levy is due on a lane in use."""
    bound: np.ndarray
    """float64 (floors,) [d]: time for which it has been so, up to the last fixing."""
    rate: np.ndarray
    """float64 (lanes,) [USD/t]: levy due by law."""
    free: np.ndarray
    """float64 (lanes,) [flag]: 1 between members that take no tariff from each other."""
    tariff: np.ndarray
    """float64 (lanes,) [-]: tariff without that exemption, as a share of the dutiable value."""


def no_levies(alliances, regions, floors, tariff):
    """Initial ``LevyState``: no region is a member yet.

    Args:
        alliances: int, number of alliances.
        regions: int, number of regions.
        floors: int, number of reference prices.
        tariff: float64 (lanes,) [-], tariffs of day 0.

    """
    counts = [
        np.zeros(shape, np.int64)
        for shape in ((alliances, regions), alliances, alliances, alliances, (alliances, regions))
    ]
    prices = [np.zeros(floors) for _ in range(6)]
    return LevyState(*counts, *prices, np.zeros(len(tariff)), np.zeros(len(tariff)), tariff.copy())
