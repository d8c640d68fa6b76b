"""The world's rare-earth trade in the base year, closed: every tonne mined ends somewhere.

From mines, separators, magnet makers and users of one table set (``configs/data/<name>``) follow, stage by stage, what
each region makes and needs; bilateral flows come from the balance. Each flow says how far it is fact: ``reported``,
``derived`` from reported totals, or ``assumed`` (gravity and RAS). Model.md 3.3 to 3.5 and 12.

All quantities are t per year; ores and oxides in t REO, magnets in t gross of finished magnet.
"""

from dataclasses import dataclass, field

from lodeflow.balance import Arc, balance
from lodeflow.facts import MAGNETS, Row, rows
from lodeflow.gravity import gravity

CHINA = "CHN"
LEAST_FLOW = 5.0  # t a year: below this the prior opens no lane,
LEAST_SHARE = 0.02  # nor below this share of what the buyer uses


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


def base_year(name: str) -> BaseYear:
    """Close the base year of one table set. Raises ValueError where its figures contradict each other."""
    table = {t: rows(f"{name}/{t}") for t in ("mines", "separators", "magnet_makers", "recipes", "use_weights")}
    known = rows(f"{name}/known_flows")
    recipe = {r["name"]: float(r["value"]) for r in table["recipes"]}
    mines = [_mine(r) for r in table["mines"]]
    separators = [
        Separator(
            r["region"],
            r["feed"],
            (float(r["light_recovery"]), float(r["heavy_recovery"]), float(r["rest_recovery"])),
            float(r["utilisation"]),
        )
        for r in table["separators"]
    ]
    empty = Recipe({}, {}, {})
    year = BaseYear(
        mines,
        separators,
        [],
        empty,
        wanted_rest=recipe["wanted_rest_share"],
        oxide_share=recipe["oxide_share_of_compounds"],
        home_preference=recipe["home_preference"],
        second_route_share=recipe["second_route_share"],
    )
    _move_ore(year, table["separators"])
    made = _separate(year)
    _make_magnets(year, made, recipe, table["magnet_makers"])
    _trade_oxides_and_magnets(year, table["use_weights"], known, recipe)
    return year


def _mine(row: Row) -> Mine:
    light, heavy = float(row["light_share"]), float(row["heavy_share"])
    return Mine(
        row["region"],
        row["material"],
        float(row["output_t"]),
        (light, heavy, 1.0 - light - heavy),
        float(row["utilisation"]),
        int(row["sites"]),
    )


def _move_ore(year: BaseYear, separators: tuple[Row, ...]) -> None:
    """Separators outside China take the ore their output needs; China's take all the rest."""
    basket = {(m.region, m.material): m.basket for m in year.mines}
    left = {(m.region, m.material): m.tonnes for m in year.mines}
    for r in separators:
        if r["region"] != CHINA:
            ore = (r["feed_origin"], r["feed"])
            tonnes = float(r["light_oxide_t"]) / float(r["light_recovery"]) / basket[ore][0]
            if tonnes > left[ore] * (1.0 + 1e-9):
                raise ValueError(f"{r['region']} separates {tonnes:.0f} t of {ore}, which yields {left[ore]:.0f} t")
            tonnes = min(tonnes, left[ore])
            left[ore] -= tonnes
            year.flows.append(Flow(r["feed"], ore[0], r["region"], tonnes, "derived"))
    for (origin, kind), tonnes in left.items():
        if tonnes > LEAST_FLOW:
            year.flows.append(Flow(kind, origin, CHINA, tonnes, "derived"))


def _separate(year: BaseYear) -> dict[tuple[str, str], float]:
    """Oxide made from ore, t, by (region, oxide)."""
    made: dict[tuple[str, str], float] = {}
    for s in year.separators:
        tonnes, basket = year.received(s.feed, s.region), year.feed_basket(s.region, s.feed)
        for e, oxide in enumerate(("light_oxide", "heavy_oxide", "rest_oxide")):
            made[s.region, oxide] = made.get((s.region, oxide), 0.0) + tonnes * basket[e] * s.recovery[e]
    return made


def _make_magnets(
    year: BaseYear, made: dict[tuple[str, str], float], recipe: dict[str, float], makers: tuple[Row, ...]
) -> None:
    """World magnet output that uses all light oxide, and the heavy content that uses all heavy oxide.

    Makers have their own swarf separated for a fee and feed it again, so they buy what is contained and what is lost.
    Sold as oxide of its own, swarf made small sellers whose output answers no price: theirs swung without end.
    """
    spare = 1.0 / recipe["magnet_yield"]  # feed per contained tonne
    back = recipe["swarf_recovery"] * (spare - 1.0)
    light = sum(v for (_, oxide), v in made.items() if oxide == "light_oxide")
    heavy = sum(v for (_, oxide), v in made.items() if oxide == "heavy_oxide")
    contained = recipe["light_oxide_per_magnet"]
    world = light * (1.0 - recipe["non_magnet_light_share"]) / (contained * (spare - back))
    split = {
        "magnet_standard": 1.0 - recipe["high_temperature_share"],
        "magnet_high_temperature": recipe["high_temperature_share"],
    }
    dysprosium = heavy / (world * recipe["high_temperature_share"] * (spare - back))
    content = {"magnet_standard": (contained, 0.0), "magnet_high_temperature": (contained, dysprosium)}
    year.recipe = Recipe(
        content,
        {g: (c[0] * (spare - back), c[1] * (spare - back)) for g, c in content.items()},
        {g: (c[0] * back, c[1] * back) for g, c in content.items()},
    )
    for r in makers:
        tonnes = world * float(r["share_of_world"])
        year.makers.append(MagnetMaker(r["region"], tonnes, float(r["utilisation"])))
        for g in MAGNETS:
            made[r["region"], g] = tonnes * split[g]
    for (region, material), tonnes in made.items():
        if tonnes > 0.0:
            wanted = year.wanted_rest if material == "rest_oxide" else 1.0
            year.output[region, material] = tonnes * wanted


def _trade_oxides_and_magnets(
    year: BaseYear, weights: tuple[Row, ...], known: tuple[Row, ...], recipe: dict[str, float]
) -> None:
    """Uses by region, then flows: what is known stands, China keeps what it does not export, the rest is RAS."""
    export = {r["material"]: float(r["tonnes"]) for r in known if r["destination"] == "*"}
    weight = {
        m: {r["region"]: float(r["weight"]) for r in weights if r["material"] == m}
        for m in ("magnet", "rest_oxide", "light_oxide")
    }
    for e, oxide in enumerate(("light_oxide", "heavy_oxide")):
        fixed = {
            (r["origin"], r["destination"]): (float(r["tonnes"]), r["status"])
            for r in known
            if r["material"] == oxide and r["destination"] != "*" and r["origin"] != "*"
        }
        use = {m.region: sum(year.output[m.region, g] * year.recipe.need[g][e] for g in MAGNETS) for m in year.makers}
        if oxide == "light_oxide":
            total = sum(weight[oxide].values())
            made = sum(year.output[o] for o in year.output if o[1] == oxide)
            spare = made - sum(use.values())
            for region, w in weight[oxide].items():
                year.final_use[region, oxide] = spare * w / total
                use[region] = use.get(region, 0.0) + spare * w / total
        closed = {r["destination"] for r in known if r["material"] == oxide and r["origin"] == "*"}
        _settle(year, oxide, use, fixed, closed)
    export["rest_oxide"] = recipe["oxide_share_of_compounds"] * export["oxides"] - sum(
        year.sent(oxide, CHINA, abroad=True) for oxide in ("light_oxide", "heavy_oxide")
    )
    share = {
        "magnet_standard": 1.0 - recipe["high_temperature_share"],
        "magnet_high_temperature": recipe["high_temperature_share"],
        "rest_oxide": 1.0,
    }
    for material, part in share.items():
        family = "magnet" if material in MAGNETS else material
        fixed = {
            (r["origin"], r["destination"]): (part * float(r["tonnes"]), r["status"])
            for r in known
            if r["material"] == family and r["destination"] != "*"
        }
        home = year.output[CHINA, material] - part * export[family]
        fixed[CHINA, CHINA] = (home, "derived")
        made = sum(v for (_, m), v in year.output.items() if m == material)
        total = sum(weight[family].values())
        use = {region: (made - home) * w / total for region, w in weight[family].items()} | {CHINA: home}
        for region, tonnes in use.items():
            year.final_use[region, material] = tonnes
        _settle(year, material, use, fixed)


def _settle(
    year: BaseYear,
    material: str,
    use: dict[str, float],
    fixed: dict[Arc, tuple[float, str]],
    closed: frozenset[str] | set[str] = frozenset(),
) -> None:
    """Balance one material and write its flows. Regions in ``closed`` import from known sellers only."""
    supply = {region: v for (region, m), v in year.output.items() if m == material}
    known = {arc: tonnes for arc, (tonnes, _) in fixed.items()}
    to_send = {i: v - sum(t for (o, _), t in known.items() if o == i) for i, v in supply.items()}
    to_take = {j: v - sum(t for (_, d), t in known.items() if d == j) for j, v in use.items()}
    weights = {
        arc: w
        for arc, w in gravity(to_send, to_take, year.home_preference).items()
        if arc[0] == arc[1] or arc[1] not in closed
    }
    prior = _worth_a_lane(weights, use)
    for arc, tonnes in balance(supply, use, prior, known).items():
        home = arc == (CHINA, CHINA)  # what China makes and does not export, or uses and does not import
        status = fixed[arc][1] if arc in fixed else "derived" if home else "assumed"
        year.flows.append(Flow(material, arc[0], arc[1], tonnes, status))


def _worth_a_lane(prior: dict[Arc, float], use: dict[str, float]) -> dict[Arc, float]:
    """Arcs of the prior that carry something: a tonne a year and a share of what the buyer uses, home, two
    likeliest sellers of each buyer, two likeliest buyers of each seller.
    """
    best: set[Arc] = set()
    for side in (0, 1):
        for name in {arc[side] for arc in prior}:
            arcs = sorted((a for a in prior if a[side] == name), key=lambda a: (-prior[a], a))
            best.update(arcs[:2])
    return {
        arc: w
        for arc, w in prior.items()
        if arc in best or arc[0] == arc[1] or w > max(LEAST_FLOW, LEAST_SHARE * use[arc[1]])
    }
