"""What an alliance of buyers has agreed, and how things stand with it: members, reference prices, levies.

Model.md 8.2 to 8.5. A *pact* is one policy of a scenario; a *floor* is its reference price of one material. Regions are
numbered as everywhere.
"""

from typing import NamedTuple

import numpy as np

FIXED, COST_PLUS, MOVING, LARGER = range(4)  # rules of a reference price
NEVER_EXEMPT = 2.0  # no share of content reaches it
NOT_MEMBER, MEMBER, LEFT = range(3)
NO_CHANGE, BEGINS, LAPSES, ANNOUNCED = range(4)  # what is told of a pact


class AllianceParams(NamedTuple):
    """What has been agreed; read-only, (pacts,) unless said.

    Days int64: ``announced``, ``start``, ``end`` (FAR_DAY for never), ``refix`` between two fixings. ``name`` int64
    address; ``lowest`` bool one levy for all origins, from the lowest landed price; ``banded`` bool; ``exempt_at_sea``
    bool: what was loaded before the levy began pays nothing; ``tariff_free`` bool between members. (pacts, regions):
    ``joins`` and ``leaves`` int64 first day as a member and first day no more, FAR_DAY for never; ``joining_rate``
    float64 per day where it is drawn, else 0; ``collected`` float64 share of the levy that a member collects.
    ``credibility`` float64 odds that investors give the floor of lasting. float64: ``affiliated`` share of levied sales
    that are declared at the reference, ``audited`` share of their cargoes, ``penalty`` in units of the levy;
    ``reckoned`` share of the levy that buyers expect to pay; ``derivatives`` share of what holds magnets that is
    levied.
    """

    name: np.ndarray
    announced: np.ndarray
    start: np.ndarray
    end: np.ndarray
    refix: np.ndarray
    lowest: np.ndarray
    banded: np.ndarray
    exempt_at_sea: np.ndarray
    tariff_free: np.ndarray
    joins: np.ndarray
    leaves: np.ndarray
    joining_rate: np.ndarray
    collected: np.ndarray
    credibility: np.ndarray
    affiliated: np.ndarray
    audited: np.ndarray
    penalty: np.ndarray
    reckoned: np.ndarray
    derivatives: np.ndarray


class FloorParams(NamedTuple):
    """Reference prices, and what they reach; read-only, (floors,) unless said. A floor above its ladder comes first.

    ``pact`` int64; ``levied`` bool: whether the levy is taken at this stage; ``rule`` int64; ``first_step`` int64
    (floors + 1,) into ``step_day`` int64 and ``step_price`` USD/t; ``cost_plus`` USD/t; ``memory`` share of the moving
    average that a fixing renews, ``most_change`` share a fixing may move it; ``ladder`` int64 (floors, 2) floors of
    light and heavy oxide that it follows, -1 for none, with ``feed`` t (floors, 2) of it per t, and ``base_price``
    USD/t of what would be levied in the base year; ``content`` share mined by members that even members need;
    ``first_cell`` int64 (floors + 1,) into ``cell`` int64 and ``region`` int64: who buys the material.

    Of lanes, (lanes,): ``of_lane`` int64 floor, -1 for none; ``home`` and ``origin`` int64 region that levies, and
    that its customs takes for the origin; ``recognised`` share mined by members with which an origin outside is
    exempt; ``aligned`` share of the gap that exporters add to their price themselves, from ``aligned_after`` int64
    days on.
    """

    pact: np.ndarray
    levied: np.ndarray
    rule: np.ndarray
    first_step: np.ndarray
    step_day: np.ndarray
    step_price: np.ndarray
    cost_plus: np.ndarray
    memory: np.ndarray
    most_change: np.ndarray
    ladder: np.ndarray
    feed: np.ndarray
    base_price: np.ndarray
    content: np.ndarray
    first_cell: np.ndarray
    cell: np.ndarray
    region: np.ndarray
    grown: np.ndarray
    of_seller: np.ndarray
    friendly: np.ndarray
    at: np.ndarray
    of_lane: np.ndarray
    home: np.ndarray
    origin: np.ndarray
    recognised: np.ndarray
    waived: np.ndarray
    aligned: np.ndarray
    aligned_after: np.ndarray


class LevyState(NamedTuple):
    """How things stand. ``standing`` int64 (pacts, regions) NOT_MEMBER, MEMBER or LEFT; ``in_force`` int64 (pacts,);
    ``fixed`` int64 (pacts,) day of the last fixing; ``change`` int64 (pacts,) what came of the last moment; ``since``
    int64 (pacts, regions) first day of the levy there; ``reference`` USD/t (floors,), 0 before the first fixing,
    ``average`` ln of the members' price; ``lowest`` USD/t (floors,) landed price of what is levied, ``needed``
    share (floors,) of use that is to be levied still, ``binding`` 1 while a levy is due and ``bound`` d (floors,)
    for which it was; ``rate`` USD/t (lanes,) due by law; ``free`` (lanes,) 1 between members, who take no tariff
    from each other, and ``tariff`` (lanes,) what would be due.
    """

    standing: np.ndarray
    in_force: np.ndarray
    fixed: np.ndarray
    change: np.ndarray
    since: np.ndarray
    reference: np.ndarray
    average: np.ndarray
    lowest: np.ndarray
    needed: np.ndarray
    binding: np.ndarray
    bound: np.ndarray
    rate: np.ndarray
    free: np.ndarray
    tariff: np.ndarray


def no_levies(alliances, regions, floors, tariff):
    """Nobody is a member yet; ``tariff`` (lanes,) is due on day 0."""
    counts = [
        np.zeros(shape, np.int64)
        for shape in ((alliances, regions), alliances, alliances, alliances, (alliances, regions))
    ]
    prices = [np.zeros(floors) for _ in range(6)]
    return LevyState(*counts, *prices, np.zeros(len(tariff)), np.zeros(len(tariff)), tariff.copy())
