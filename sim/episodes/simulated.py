"""Simulated values of observations: what one replication has at the place and in the days of each figure.

Prices are means over the market days of the span, or those of the last market day before it. Flows are counted as
customs count: by the calendar day of departure or of clearance of each cargo, whenever it was ordered. Smugglers'
cargoes are in no customs table, so flows leave them out.
"""

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import SMUGGLED, Atlas
from lodeflow.base_world.rest_point import Floats
from lodeflow.episodes.episode import Episode, Figure
from lodeflow.episodes.observation import WORLD
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import FREE_ON_BOARD, Fact
from lodeflow.kernels.record.record import FINISHED, MARKETS, MarketColumn
from lodeflow.plans import Plan

COLUMN = {
    "gate": MarketColumn.GATE,
    "fob": MarketColumn.FOB_PRICE,
    "spot": MarketColumn.SPOT,
    "transaction": MarketColumn.PAID,
    "contract": MarketColumn.CONTRACT,
    "production": MarketColumn.MADE,
    "use": MarketColumn.USED,
    "buyers": MarketColumn.BUYER_STOCK,
    "sellers": MarketColumn.SELLER_STOCK,
}
DAY_OF = {"departure": Fact.DEPARTED, "clearance": Fact.CLEARED}
Flags = NDArray[np.bool_]


class Reader:
    """Reader of the simulated values of an episode's figures from finished worlds of one plan."""

    def __init__(self, episode: Episode, plan: Plan) -> None:
        """Choice of cells and lanes.

        Args:
            episode: the episode.
            plan: plan of its scenario.

        """
        self.episode, self.atlas, self.days = episode, plan.atlas, plan.scenario.days
        self.figures = episode.figures

    def fits(self, plan: Plan) -> bool:
        """True if ``plan`` has the cells and lanes of this reader."""
        return plan.atlas is self.atlas

    def values(self, world: World) -> Floats:
        """Values of all figures, float64 (figures,), NaN before the start, beyond the end and where nothing is traded.

        ``world`` is a finished world whose tape holds every market day and every cargo.
        """
        told = _Told(self.episode, self.atlas, world)
        return np.array([self._value(told, figure) for figure in self.figures])

    def path(self, world: World, series: str) -> Floats:
        """Price on every recorded market day, float64 (days,).

        Args:
            world: a finished world.
            series: text such as ``spot gallium_metal EU``.

        """
        quantity, material, region = series.split()
        return _Told(self.episode, self.atlas, world).price(quantity, region, material)

    def _value(self, told: "_Told", figure: Figure) -> float:  # noqa: PLR0911 - one of each quantity
        if figure.first_day < 0 or figure.last_day >= self.days:
            return np.nan
        row, span = figure.of, (figure.first_day, figure.last_day)
        match row.quantity:
            case "fob" if row.partner != WORLD:
                return told.unit_value(row.region, row.partner, row.material, span)
            case "gate" | "fob" | "spot" | "transaction" | "contract":
                return told.mean(told.price(row.quantity, row.region, row.material), span)
            case "flow":
                return told.flow(row.region, row.partner, row.material, row.way, span)
            case "smuggled":
                return told.flow(row.region, row.partner, row.material, "departure", span, smuggled=True)
            case "production" | "use":
                return told.amount(row.quantity, row.region, row.material, span)
            case "stock":
                return told.last(told.stock(row.way, row.region, row.material), span)
            case _:
                return told.share(row.way, row.region, row.partner, row.material, span)


class _Told:
    """One finished world, with sums that several figures ask for.

    Args:
        episode: the episode.
        atlas: cells and lanes.
        world: the world.

    """

    def __init__(self, episode: Episode, atlas: Atlas, world: World) -> None:
        used = int(world.tape.used[MARKETS])
        self.episode, self.atlas = episode, atlas
        self.market_days, self.market = world.tape.day[:used], world.tape.market[:used]
        self.tick = episode.scenario.tick_days
        lots = int(world.tape.used[FINISHED])
        self.fact, self.lots = world.tape.lot_fact[:lots], world.tape.lot_amount[:lots]
        self._by_day: dict[tuple[object, ...], Floats] = {}

    def price(self, quantity: str, region: str, material: str) -> Floats:
        """Price on every recorded day, mean over a basket by weight; NaN where nobody trades."""
        total = np.zeros(len(self.market_days))
        weights = self.episode.materials(material)
        for name, weight in weights.items():
            cell = self.atlas.cell(region, name)
            found = self.market[:, cell, COLUMN[quantity]] if cell >= 0 else np.zeros(len(self.market_days))
            total += weight * np.where(found > 0.0, found, np.nan)
        return total / sum(weights.values())

    def mean(self, path: Floats, span: tuple[int, int]) -> float:
        """Mean of a path over the market days of a span; without one, the value of the last day before."""
        within = (self.market_days >= span[0]) & (self.market_days <= span[1])
        found = path[within]
        found = found[~np.isnan(found)]
        if within.any():
            return float(found.mean()) if len(found) else np.nan
        return self.last(path, span)

    def last(self, path: Floats, span: tuple[int, int]) -> float:
        """Value of a path on the last market day up to the end of a span."""
        place = int(np.searchsorted(self.market_days, span[1], side="right")) - 1
        return float(path[place]) if place >= 0 else np.nan

    def stock(self, holder: str, region: str, material: str) -> Floats:
        """Stock of buyers or sellers on every recorded day [t]."""
        return self._sum(COLUMN[holder], region, material)

    def amount(self, quantity: str, region: str, material: str, span: tuple[int, int]) -> float:
        """Tonnes made or used in a span: the mean of its market days, over all of its days."""
        path = self._sum(COLUMN[quantity], region, material)
        return self.mean(path, span) / self.tick * (span[1] - span[0] + 1)

    def flow(
        self, region: str, partner: str, material: str, way: str, span: tuple[int, int], *, smuggled: bool = False
    ) -> float:
        """Tonnes that crossed the border in a span, by the day that customs count."""
        return self._within(self._daily(region, partner, material, way, smuggled=smuggled, money=False), span)

    def unit_value(self, region: str, partner: str, material: str, span: tuple[int, int]) -> float:
        """Value free on board over tonnes of what left in a span [USD/t]."""
        both = (self._daily(region, partner, material, "departure", money=money) for money in (True, False))
        value, tonnes = (self._within(daily, span) for daily in both)
        return value / tonnes if tonnes > 0.0 else np.nan

    def share(self, way: str, region: str, partner: str, material: str, span: tuple[int, int]) -> float:
        """Share of a region's exports that goes to a partner, of a partner's imports, or of the world's output."""
        if way == "output":
            part, whole = (self.amount("production", place, material, span) for place in (region, WORLD))
        else:
            counted = "departure" if way == "exports" else "clearance"
            sides = (region, WORLD) if way == "exports" else (WORLD, partner)
            part = self.flow(region, partner, material, counted, span)
            whole = self.flow(*sides, material, counted, span)
        return part / whole if whole > 0.0 else np.nan

    def _sum(self, column: int, region: str, material: str) -> Floats:
        total = np.zeros(len(self.market_days))
        for name, weight in self.episode.materials(material).items():
            cells = [n for n, (r, m) in enumerate(self.atlas.cells) if m == name and region in (r, WORLD)]
            total += weight * self.market[:, cells, column].sum(axis=1)
        return total

    def _daily(
        self, region: str, partner: str, material: str, way: str, *, smuggled: bool = False, money: bool = False
    ) -> Floats:
        """Sum by day since the start of what left or was cleared up to that day, float64 (days + 1,) [t, USD]."""
        key = region, partner, material, way, smuggled, money
        if key not in self._by_day:
            weights = self._weights(region, partner, material, smuggled=smuggled)[self.fact[:, Fact.LANE]]
            day = self.fact[:, DAY_OF[way]]
            there = (weights > 0.0) & (day >= 0)
            amount = self.lots[:, [1 + m for m in FREE_ON_BOARD]].sum(axis=1) if money else self.lots[:, 0]
            length = self.episode.scenario.days + 1
            sums = np.bincount(day[there], (amount * weights)[there], minlength=length)[:length]
            self._by_day[key] = np.concatenate([[0.0], sums.cumsum()])
        return self._by_day[key]

    def _weights(self, region: str, partner: str, material: str, *, smuggled: bool) -> Floats:
        """Weight of every lane, float64 (lanes,), 0 for those that do not count."""
        of = self.episode.materials(material)
        return np.array([
            of.get(lane.material, 0.0)
            * (lane.foreign and region in (lane.origin, WORLD) and partner in (lane.destination, WORLD))
            * ((lane.route == SMUGGLED) == smuggled)
            for lane in self.atlas.lanes
        ])  # fmt: skip

    @staticmethod
    def _within(daily: Floats, span: tuple[int, int]) -> float:
        return float(daily[min(span[1] + 1, len(daily) - 1)] - daily[span[0]])
