"""The world's rare-earth trade in the base year: who mines, separates, makes magnets and uses them; who buys from whom.

Each flow says how far it is fact: ``reported``, ``derived`` from reported totals, or ``assumed`` (gravity and RAS).
All quantities are t per year; ores and oxides in t REO, magnets in t gross of finished magnet. Model.md 3.3 to 3.5.
"""

from dataclasses import dataclass, field

CHINA = "CHN"
LEAST_FLOW = 5.0  # t a year: below this nobody keeps a lane open


@dataclass(frozen=True)
class Flow:
    """One arc of the base table."""

    material: str
    origin: str
    destination: str
    tonnes: float
    status: str


@dataclass(frozen=True)
class Mine:
    """A region's mines of one kind of ore. ``basket``: contained light, heavy and rest per t."""

    region: str
    material: str
    tonnes: float
    basket: tuple[float, float, float]
    utilisation: float
    sites: int


@dataclass(frozen=True)
class Separator:
    """A region's separation of one kind of ore. ``recovery`` of light, heavy and rest."""

    region: str
    feed: str
    recovery: tuple[float, float, float]
    utilisation: float


@dataclass(frozen=True)
class MagnetMaker:
    """A region's magnet making; ``tonnes`` of both grades, gross."""

    region: str
    tonnes: float
    utilisation: float


@dataclass(frozen=True)
class Recipe:
    """What a tonne of finished magnet needs and gives, t of oxide per t gross."""

    content: dict[str, tuple[float, float]]  # contained light and heavy, by grade
    need: dict[str, tuple[float, float]]  # feed bought: before swarf, less swarf
    swarf: dict[str, tuple[float, float]]  # ground away, collected, and fed again by the maker itself


@dataclass(eq=False)
class BaseYear:
    """The balanced table and what it was made of. One serves all replications."""

    mines: list[Mine]
    separators: list[Separator]
    makers: list[MagnetMaker]
    recipe: Recipe
    wanted_rest: float
    oxide_share: float  # oxide in a tonne of traded compounds and metals
    home_preference: float
    second_route_share: float
    flows: list[Flow] = field(default_factory=list)
    final_use: dict[tuple[str, str], float] = field(default_factory=dict)  # (region, material), t
    output: dict[tuple[str, str], float] = field(default_factory=dict)  # sold output, residue apart

    def sent(self, material: str, origin: str, *, abroad: bool = False) -> float:
        """Tonnes a region sells, at home and abroad or abroad only."""
        return sum(
            f.tonnes
            for f in self.flows
            if f.material == material and f.origin == origin and not (abroad and f.destination == origin)
        )

    def received(self, material: str, destination: str) -> float:
        """Tonnes a region buys, from itself and others."""
        return sum(f.tonnes for f in self.flows if f.material == material and f.destination == destination)

    def feed_basket(self, region: str, ore: str) -> tuple[float, float, float]:
        """Contained light, heavy and rest per tonne of the ore that a region buys."""
        basket = {(m.region, m.material): m.basket for m in self.mines}
        total = self.received(ore, region)
        flows = [f for f in self.flows if f.material == ore and f.destination == region]
        mix = [0.0, 0.0, 0.0]
        for f in flows:
            for e in range(3):
                share = basket[f.origin, ore][e]
                mix[e] += f.tonnes * share / total if total > 0.0 else share / len(flows)
        return mix[0], mix[1], mix[2]
