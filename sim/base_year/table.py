"""Balanced base-year table of the rare-earth trade: mines, separators, magnet makers, users and bilateral flows.

The status of each flow is ``reported``, ``derived`` from reported totals, or ``assumed`` (gravity and RAS). All
quantities are t per year; ores and oxides in t REO, magnets in t gross of finished magnet. Model.md 3.3 to 3.5.
"""

from dataclasses import dataclass, field

from lodeflow.catalog.goods import RARE_EARTHS, Goods

CHINA = "CHN"


@dataclass(frozen=True)
class Flow:
    """Bilateral flow of one material in the base table."""

    material: str
    """Material, one of MATERIALS."""
    origin: str
    """Region that sells."""
    destination: str
    """Region that buys; the origin itself for domestic sales."""
    tonnes: float
    """Flow, t a year."""
    status: str
    """Evidence: ``reported``, ``estimated``, ``derived``, ``assumed``, or ``entry`` for a lane that a project adds."""


@dataclass(frozen=True)
class Mine:
    """Mines of one region and one kind of ore."""

    region: str
    """Region of the mines."""
    material: str
    """Ore, one of ORES."""
    tonnes: float
    """Output, t REO a year."""
    basket: tuple[float, float, float]
    """Light, heavy and rest oxide contained in a tonne, shares."""
    utilisation: float
    """Output over capacity."""
    sites: int
    """Number of sites, each with its own outages."""
    elasticity: float | None = None
    """Elasticity of output to price over cost; None for that of the scenario."""
    limit: float | None = None
    """Highest utilisation; None for that of the scenario."""


@dataclass(frozen=True)
class Separator:
    """Separation plants of one region and one kind of ore."""

    region: str
    """Region of the plants."""
    feed: str
    """Ore that they separate, one of ORES."""
    recovery: tuple[float, float, float]
    """Shares recovered of the light, heavy and rest oxides in the feed."""
    utilisation: float
    """Throughput over capacity."""
    elasticity: float | None = None
    """Elasticity of throughput to the margin; None for that of the scenario."""
    limit: float | None = None
    """Highest utilisation; None for that of the scenario."""


@dataclass(frozen=True)
class MagnetMaker:
    """Magnet plants of one region."""

    region: str
    """Region of the plants."""
    tonnes: float
    """Output of both grades, t gross a year."""
    utilisation: float
    """Throughput over capacity."""
    elasticity: float | None = None
    """Elasticity of throughput to the margin; None for that of the scenario."""
    limit: float | None = None
    """Highest utilisation; None for that of the scenario."""


@dataclass(frozen=True)
class Recipe:
    """Light and heavy oxide per tonne of finished magnet by grade, t per t gross."""

    content: dict[str, tuple[float, float]]
    """Oxide contained in the magnet."""
    need: dict[str, tuple[float, float]]
    """Oxide bought: feed before grinding, less the swarf that the maker feeds again."""
    swarf: dict[str, tuple[float, float]]
    """Oxide ground away, collected, and fed again by the maker itself."""


@dataclass(eq=False)
class BaseYear:
    """Balanced base table and the plants behind it, shared by all replications."""

    mines: list[Mine]
    """Mines by region and ore."""
    separators: list[Separator]
    """Separation plants by region and feed."""
    makers: list[MagnetMaker]
    """Magnet plants by region."""
    recipe: Recipe
    """Oxides that magnets need."""
    wanted_rest: float
    """Share of the rest oxides made that finds a buyer."""
    oxide_share: float
    """Oxide in a tonne of traded compounds and metals, t/t."""
    home_preference: float
    """Weight of the home market over a foreign one as near, in the prior of flows."""
    second_route_share: float
    """Share of a flow on each further route, where there are several."""
    least_flow: float
    """Flow from which a lane opens, t a year."""
    least_share: float
    """The same as a share of the buyer's use."""
    flows: list[Flow] = field(default_factory=list)
    """Bilateral flows."""
    final_use: dict[tuple[str, str], float] = field(default_factory=dict)
    """Use by final users, t a year by (region, material)."""
    output: dict[tuple[str, str], float] = field(default_factory=dict)
    """Output sold, t a year by (region, material), without unwanted residue."""
    goods: Goods = RARE_EARTHS
    """Materials by their role, and regions."""

    def sent(self, material: str, origin: str, *, abroad: bool = False) -> float:
        """Tonnes a year that a region sells.

        Args:
            material: one of MATERIALS.
            origin: region that sells.
            abroad: exports only, without domestic sales.

        """
        return sum(
            f.tonnes
            for f in self.flows
            if f.material == material and f.origin == origin and not (abroad and f.destination == origin)
        )

    def received(self, material: str, destination: str) -> float:
        """Tonnes a year of ``material`` that the region ``destination`` buys, from itself and others."""
        return sum(f.tonnes for f in self.flows if f.material == material and f.destination == destination)

    def feed_basket(self, region: str, ore: str) -> tuple[float, float, float]:
        """Light, heavy and rest oxide contained in a tonne of the ``ore`` that ``region`` buys, the mean over its
        sellers.
        """
        basket = {(m.region, m.material): m.basket for m in self.mines}
        total = self.received(ore, region)
        flows = [f for f in self.flows if f.material == ore and f.destination == region]
        mix = [0.0, 0.0, 0.0]
        for f in flows:
            for e in range(3):
                share = basket[f.origin, ore][e]
                mix[e] += f.tonnes * share / total if total > 0.0 else share / len(flows)
        return mix[0], mix[1], mix[2]
