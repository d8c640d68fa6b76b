"""The world of a plan as an economy at rest: mines, separators, magnet makers, users, lanes.

Read from its base table, its rest point and its scenario; what follows from them - margins, weights, yields - is worked
out here once more, from model.md 3, 5, 6 and 12.5.
"""

from typing import NamedTuple

import numpy as np
from equilibrium import NONE, Economy, Lanes, Made

from lodeflow.catalog.names import MAGNETS, OXIDES, sector_shares
from lodeflow.plans import Plan

YEAR = 365.0
REST = OXIDES.index("rest_oxide")


class Mine(NamedTuple):
    cell: int
    output: float  # t/d in the base year
    used: float  # share of capacity


class Separator(NamedTuple):
    feed: int
    products: tuple[int, ...]  # one cell for each oxide, NONE where it makes none
    recovery: np.ndarray
    throughput: float  # t/d of ore
    used: float


class Maker(NamedTuple):
    product: int
    feeds: tuple[int, int]  # light and heavy oxide, NONE for no need
    need: tuple[float, float]  # t per t of magnet
    output: float
    used: float


class User(NamedTuple):
    cell: int
    use: float
    elasticity: float


def utilisation(ratio, steepness, used, limit):
    """Logistic answer to what is earned, over the base. Equation 3.1."""
    return limit / (1.0 + (limit / used - 1.0) * max(ratio, 1e-6) ** -steepness)


class RareEarths:
    """The industry of a plan: everything that follows from prices but trade itself."""

    def __init__(self, plan: Plan, lanes: Lanes):
        self.scenario, self.year, self.lanes = plan.scenario, plan.year, lanes
        self.price, self.landed = plan.rest.price, plan.rest.landed
        self.basket = np.zeros((len(self.price), len(OXIDES)))
        for m in self.year.mines:
            self.basket[plan.atlas.cell(m.region, m.material)] = m.basket
        self.mines = [
            Mine(plan.atlas.cell(m.region, m.material), m.tonnes / YEAR, m.utilisation) for m in self.year.mines
        ]
        self.separators = [self._separator(plan, s) for s in self.year.separators]
        self.makers = [self._maker(plan, m, grade) for m in self.year.makers for grade in MAGNETS]
        self.users = list(self._users(plan))
        self.base_oxides = self._capacity(lanes.base_share)

    def _separator(self, plan: Plan, s) -> Separator:
        feed, basket = plan.atlas.cell(s.region, s.feed), self.year.feed_basket(s.region, s.feed)
        products = tuple(
            plan.atlas.cell(s.region, oxide) if part * recovered > 0.0 else NONE
            for oxide, part, recovered in zip(OXIDES, basket, s.recovery, strict=True)
        )
        return Separator(
            feed, products, np.array(s.recovery), self.year.received(s.feed, s.region) / YEAR, s.utilisation
        )

    def _maker(self, plan: Plan, m, grade: str) -> Maker:
        need = self.year.recipe.need[grade]
        light, heavy = (
            plan.atlas.cell(m.region, o) if n > 0.0 else NONE for o, n in zip(OXIDES[:2], need, strict=True)
        )
        return Maker(
            plan.atlas.cell(m.region, grade),
            (light, heavy),
            need,
            self.year.output[m.region, grade] / YEAR,
            m.utilisation,
        )

    def _users(self, plan: Plan):
        for (region, material), tonnes in self.year.final_use.items():
            short = self.scenario.materials[material].short_elasticity
            for sector, share in sector_shares(self.scenario.base_table, material):
                cell = plan.atlas.cell(region, material, "defence" if sector == "defence" else "civil")
                long = self.scenario.sectors[sector].long_elasticity
                if tonnes * share > 0.0:
                    yield User(cell, tonnes / YEAR * share, max(short, long))  # nobody answers less for having had time

    def yields(self, share, s: Separator) -> np.ndarray:
        """Oxides from a tonne of the ore that is bought. Equation 3.5."""
        mine = self.lanes.buyer == s.feed
        return s.recovery * (share[mine] @ self.basket[self.lanes.seller[mine]])

    def _capacity(self, share) -> np.ndarray:
        """What the separators can make of each oxide, t/d."""
        capacity = np.zeros(len(self.price))
        for s in self.separators:
            for cell, part in zip(s.products, self.yields(share, s), strict=True):
                if cell != NONE:
                    capacity[cell] += s.throughput / s.used * part
        return capacity

    def trust(self, share) -> np.ndarray:
        """Weights scale with capacity (6): with other ore a separator can make more or less of an oxide."""
        now = self._capacity(share)
        return np.divide(now, self.base_oxides, out=np.ones(len(now)), where=self.base_oxides > 0.0)

    def wanted(self, price, k: int, cell: int) -> float:
        """Share of an oxide's output that does not go to the residue: all of it 5 % above the floor. Equation 3.5."""
        unwanted = 1.0 - self.year.wanted_rest if k == REST else 0.0
        return 1.0 - unwanted * min(1.0, max(0.0, 1.0 - np.log(price[cell] / self.price[cell]) / 0.05))

    def _separation_margin(self, price, landed, s: Separator, yields) -> float:
        sold = sum(
            y * self.wanted(price, k, c) * price[c]
            for k, (c, y) in enumerate(zip(s.products, yields, strict=True))
            if c != NONE
        )
        return sold - landed[s.feed]

    def _needs(self, landed, m: Maker) -> list[float]:
        """Feed per tonne; of dear heavy oxide less is used in the long run. Equation 5 (thrift of Dy and Tb)."""
        heavy = self.scenario.materials[OXIDES[1]]
        saving = heavy.thrift_elasticity if heavy.thrift_elasticity > heavy.short_elasticity else 0.0
        light, dy = m.need
        return [light, dy * (landed[m.feeds[1]] / self.landed[m.feeds[1]]) ** -saving if m.feeds[1] != NONE else 0.0]

    def _making_margin(self, price, landed, m: Maker) -> float:
        spent = sum(need * landed[c] for c, need in zip(m.feeds, self._needs(landed, m), strict=True) if c != NONE)
        return price[m.product] - spent

    def __call__(self, price, landed, share) -> Made:
        """Supply and use at these prices. Equations 3.1, 3.3, 3.5 and, in the long run, 5."""
        output, use, supply = np.zeros(len(price)), np.zeros(len(price)), self.scenario.supply
        for mine in self.mines:
            answer = utilisation(
                price[mine.cell] / self.price[mine.cell],
                supply.mine_elasticity,
                mine.used,
                supply.mine_utilisation_limit,
            )
            output[mine.cell] += mine.output * answer / mine.used
        for s in self.separators:
            yields = self.yields(share, s)
            base = self._separation_margin(self.price, self.landed, s, self.yields(self.lanes.base_share, s))
            margin = self._separation_margin(price, landed, s, yields)
            tonnes = s.throughput / s.used * self._plant(margin / base, s.used)
            use[s.feed] += tonnes
            for k, cell in enumerate(s.products):
                if cell != NONE:
                    output[cell] += tonnes * yields[k] * self.wanted(price, k, cell)
        for m in self.makers:
            margin = self._making_margin(price, landed, m) / self._making_margin(self.price, self.landed, m)
            tonnes = m.output / m.used * self._plant(margin, m.used)
            output[m.product] += tonnes
            for cell, need in zip(m.feeds, self._needs(landed, m), strict=True):
                if cell != NONE:
                    use[cell] += need * tonnes
        for user in self.users:
            use[user.cell] += user.use * (landed[user.cell] / self.landed[user.cell]) ** -user.elasticity
        return Made(output, use)

    def _plant(self, ratio: float, used: float) -> float:
        return utilisation(
            ratio, self.scenario.supply.plant_elasticity, used, self.scenario.supply.plant_utilisation_limit
        )


def economy(plan: Plan, *quotas: tuple[np.ndarray, float]) -> Economy:
    """The world of a plan under the duties of its first day. ``quotas``: lanes that count together, and t/d."""
    lanes = lanes_of(plan)
    for policy in plan.scenario.policies.values():
        raise_to_reference(plan, lanes, policy)
    for u, (counted, _) in enumerate(quotas):
        lanes.pool[counted] = u
    industry = RareEarths(plan, lanes)
    start = np.zeros(len(plan.rest.price))
    start[lanes.seller] = plan.rest.price[lanes.seller]
    in_surplus = np.array([material == OXIDES[REST] for _, material in plan.atlas.cells])
    floor = np.where(in_surplus & (plan.year.wanted_rest < 1.0), start, 0.0)
    return Economy(lanes, start, industry, industry.trust, np.array([tonnes for _, tonnes in quotas]), floor)


def lanes_of(plan: Plan) -> Lanes:
    """Base shares and costs from the base table, rates from the scenario."""
    scenario, atlas, rest, known = plan.scenario, plan.atlas, plan.rest, plan.atlas.lanes
    terms = [scenario.materials[k.material] for k in known]
    seller = np.array([atlas.cell(k.origin, k.material) for k in known])
    buyer = np.array([atlas.cell(k.destination, k.material, k.tag) for k in known])
    illegal = np.array([k.smuggled for k in known])
    legal_flow = {
        (i, j): rest.flow[s] for s, (i, j) in reversed([*enumerate(zip(seller, buyer, strict=True))]) if not illegal[s]
    }
    beside = np.array([legal_flow[i, j] for i, j in zip(seller, buyer, strict=True)])
    premium = scenario.smuggling.premium * illegal
    carrying = scenario.market.interest / YEAR * np.array([float(k.transit) for k in known])
    freight = np.array([k.freight for k in known])
    fob = rest.price[seller] * (1.0 + premium) * (1.0 + rest.tax)
    routes = plan.template.market.routes
    return Lanes(
        seller=seller,
        buyer=buyer,
        nest=np.unique(seller * len(rest.price) + buyer, return_inverse=True)[1],
        base_share=rest.flow / np.bincount(buyer, rest.flow)[buyer],
        base_cost=fob + freight + rest.tariff * (fob + rest.on_freight * freight) + carrying * fob,
        sigma=np.array([t.substitution for t in terms]),
        sigma_route=np.full(len(known), float(scenario.market.route_substitution)),
        freight=freight,
        tax=np.where(illegal, 0.0, routes.export_tax),
        tariff=routes.tariff.copy(),
        on_freight=routes.tariff_on_freight,
        carrying=carrying,
        reference=np.zeros(len(known)),
        aligned=np.zeros(len(known)),
        pool=np.full(len(known), NONE),
        premium=premium,
        convexity=scenario.smuggling.convexity * illegal,
        ordinary=np.where(illegal, np.maximum(rest.flow, scenario.smuggling.least_share * beside), 0.0),
    )


def raise_to_reference(plan: Plan, lanes: Lanes, policy) -> None:
    """The levy of a fixed reference price per origin, and what exporters add instead. Equations 8.2 and 8.8. Members
    take no tariffs from one another on what has a reference price, unless they say so (8.1).
    """
    known, members = plan.atlas.lanes, policy.members
    abroad = np.array([k.foreign and k.destination in members for k in known])
    inside = abroad & np.array([k.origin in members for k in known])
    outside = abroad & ~inside
    references = ladder(plan, lanes, policy, outside)
    covered = np.array([k.material in references for k in known])
    if policy.tariff_free:
        lanes.tariff[inside & covered] = 0.0
    for s in np.flatnonzero(outside & covered):
        lanes.reference[s] = references[known[s].material]
        if lanes.ordinary[s] == 0.0:  # no state coordinates its smugglers
            coordinated = known[s].origin in policy.alignment_origins
            lanes.aligned[s] = (
                1.0 if known[s].origin in policy.undertakings else policy.export_price_alignment * coordinated
            )


def ladder(plan: Plan, lanes: Lanes, policy, outside) -> dict[str, float]:
    """Reference prices by material. A magnet's is what it landed at from outside in the base year, and what its feed
    costs more than it did: neutral protection. Equation 8.4.
    """
    rest, known = plan.rest, plan.atlas.lanes
    landed = rest.fob + lanes.freight + rest.duty

    def before(material: str) -> float:
        paying = outside & (rest.flow > 0.0) & np.array([k.material == material for k in known])
        return float(np.average(landed[paying], weights=rest.flow[paying]))

    given = {OXIDES[0]: policy.reference} | dict(policy.references)
    found = dict(given)
    for grade in (g for g in MAGNETS if g not in given):
        need = zip(plan.year.recipe.need[grade], OXIDES, strict=False)
        found[grade] = before(grade) + sum(tonnes * (given[o] - before(o)) for tonnes, o in need if o in given)
    return found
