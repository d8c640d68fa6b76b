"""Projects as arrays: rows of mines and plants that are not there yet, what they need to earn, and where they trade."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from lodeflow.arrays import frozen
from lodeflow.atlas import Atlas, hashes
from lodeflow.base_year import BaseYear
from lodeflow.build_actors import FOREVER
from lodeflow.calibration import DAYS_PER_YEAR, Rest, smoothing
from lodeflow.entries import members
from lodeflow.facts import MAGNETS, OXIDES
from lodeflow.kernels.cells import Ground
from lodeflow.kernels.commissioning import Holdings
from lodeflow.kernels.maths import power
from lodeflow.kernels.mine import Deposits
from lodeflow.kernels.plant import Works
from lodeflow.kernels.project import FAR, NOT_YET, RAMP_TYPES, Investing, Pipeline, Projects, Stage
from lodeflow.project_terms import RAMP_TYPES as TYPE_NAMES
from lodeflow.project_terms import Entrants, Project
from lodeflow.scenario import Scenario

Row = dict[str, Any]


class Yard(NamedTuple):
    """Everything that projects bring into a world."""

    works: Works
    deposits: Deposits
    ground: Ground
    projects: Projects
    holdings: Holdings
    pipeline: Pipeline


def build_investing(scenario: Scenario) -> Investing:
    """How investors and owners behave; rates become mean waits."""
    terms, tick = scenario.investment, float(scenario.tick_days)
    most = terms.cancellations_per_year
    return Investing(
        decision_days=_wait(terms.decisions_per_year),
        hurdle=float(terms.hurdle),
        spread=float(terms.hurdle_spread),
        volatility=float(terms.price_volatility),
        horizon=float(terms.floor_horizon_years),
        cancel_days=_wait(max(most, terms.calm_cancellations_per_year)),
        calm_cancel=float(terms.calm_cancellations_per_year / most) if most > 0.0 else 1.0,
        weak=float(terms.weak_share),
        pause=float(terms.pause_ratio),
        remembered=smoothing(tick, terms.price_memory_days),
        felt=smoothing(tick, terms.owners_memory_days),
        close_days=float(terms.closing_mean_days),
        close=float(terms.closing_share),
        reopen=float(terms.opening_ratio),
        restart_days=float(terms.restart_median_days),
        restart_sigma=float(terms.restart_sigma),
        most_entry=float(terms.most_entry),
    )


def _wait(per_year: float) -> float:
    """Mean days between two candidates; a rate of 0 waits beyond any run."""
    return DAYS_PER_YEAR / per_year if per_year > 0.0 else 1e9


def build_projects(
    scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest, works: Works, deposits: Deposits, ground: Ground
) -> Yard:
    """The base year's works, deposits and ground with those of the projects behind them, and the projects."""
    crew = members(scenario)
    rows = [_place(year, atlas, rest, terms) for _, terms in crew]
    plants = [p for r in rows for p in r["plants"]]
    mines = [m for r in rows for m in r["mines"]]
    works = _joined(works, [_work(scenario, ground, p, year, atlas) for p in plants])
    works = _with_circuits(works, atlas, crew, rows)
    deposits = _joined(deposits, [_deposit(scenario, m) for m in mines])
    holdings = Holdings(
        first_plant=_fence([len(r["plants"]) for r in rows], len(works.need) - len(plants)),
        first_mine=_fence([len(r["mines"]) for r in rows], len(deposits.cell) - len(mines)),
        circuit=frozen([r["circuit"] for r in rows], np.int64),
        sells=frozen(np.array([r["sells"] for r in rows]).reshape(-1, 3), np.int64),
        sold=frozen(np.array([r["sold"] for r in rows]).reshape(-1, 3)),
        buys=frozen(np.array([r["buys"] for r in rows]).reshape(-1, 2), np.int64),
        bought=frozen(np.array([r["bought"] for r in rows]).reshape(-1, 2)),
        first_door=_fence([0 for _ in rows], 0),
        door=frozen([], np.int64),
        wider=frozen([], np.int64),
    )
    ground = _with_references(ground, deposits, holdings, crew)
    projects = _projects(scenario, crew)
    return Yard(works, deposits, ground, projects, holdings, _pipeline(scenario, atlas, rest, projects, holdings))


def _place(year: BaseYear, atlas: Atlas, rest: Rest, terms: Project) -> Row:
    """What a project digs, runs, sells and buys per tonne of product."""
    found: Row = {"plants": [], "mines": [], "circuit": -1}
    sells: list[tuple[str, float]] = []
    buys: list[tuple[str, float]] = []
    capacity = terms.capacity_t_per_yr / DAYS_PER_YEAR
    own = (terms.light_share, terms.heavy_share, 1.0 - terms.light_share - terms.heavy_share)
    ore = atlas.cell(terms.region, terms.ore)
    match terms.kind:
        case "mine":
            sells = [(terms.ore, 1.0)]
            found["mines"] = [{"cell": ore, "basket": own, "capacity": capacity}]
        case "separation" | "mine_and_separation":
            bought = terms.kind == "separation" and rest.use[ore] > 0.0
            basket = tuple(rest.feed_content[ore]) if bought else own  # what it buys, or what it is made for
            recovery = (terms.light_recovery, terms.heavy_recovery, terms.rest_recovery)
            yields = [float(part * share) for part, share in zip(basket, recovery, strict=True)]
            wanted = (1.0, 1.0, year.wanted_rest)
            sells = [(o, y / yields[0] * w) for o, y, w in zip(OXIDES, yields, wanted, strict=True) if y > 0.0]
            found["plants"] = [
                {
                    "separates": True,
                    "feed": (ore, -1),
                    "need": (1.0, 0.0),
                    "product": [
                        atlas.cell(terms.region, o) if y > 0.0 else -1 for o, y in zip(OXIDES, yields, strict=True)
                    ],
                    "yield": yields,
                    "recovery": recovery,
                    "capacity": capacity / yields[0],
                }
            ]
            if terms.kind == "separation":
                buys = [(terms.ore, 1.0 / yields[0])]
            else:
                found["mines"] = [{"cell": ore, "basket": own, "capacity": capacity / yields[0]}]
        case "heavy_circuit":
            sells = [("heavy_oxide", 1.0)]
            found["circuit"] = ore
        case _:
            part = dict(zip(MAGNETS, (1.0 - terms.high_temperature_share, terms.high_temperature_share), strict=True))
            need = year.recipe.need
            sells = [(grade, part[grade]) for grade in MAGNETS]
            buys = [(oxide, sum(part[g] * need[g][e] for g in MAGNETS)) for e, oxide in enumerate(OXIDES[:2])]
            found["plants"] = [
                {
                    "separates": False,
                    "feed": [atlas.cell(terms.region, o) if need[g][e] > 0.0 else -1 for e, o in enumerate(OXIDES[:2])],
                    "need": need[g],
                    "product": [atlas.cell(terms.region, g), -1, -1],
                    "yield": (1.0, 0.0, 0.0),
                    "recovery": (0.0, 0.0, 0.0),
                    "capacity": capacity * part[g],
                }
                for g in MAGNETS
            ]
    for key, amount, pairs, room in (("sells", "sold", sells, 3), ("buys", "bought", buys, 2)):
        filled = [(atlas.cell(terms.region, m), t) for m, t in pairs] + [(-1, 0.0)] * (room - len(pairs))
        found[key], found[amount] = [c for c, _ in filled], [t for _, t in filled]
    return found


def _work(scenario: Scenario, ground: Ground, row: Row, year: BaseYear, atlas: Atlas) -> dict[str, Any]:
    """A row of ``Works``: a plant that answers its margin as those of the base year do."""
    earned = sum(
        y * ground.base_price[c] * (year.wanted_rest if atlas.cells[c][1] == "rest_oxide" else 1.0)
        for c, y in zip(row["product"], row["yield"], strict=True)
        if c >= 0
    )
    spent = sum(n * ground.base_paid[c] for c, n in zip(row["feed"], row["need"], strict=True) if c >= 0)
    second = scenario.materials[atlas.cells[row["feed"][1]][1]] if row["feed"][1] >= 0 else None
    saving = max(0.0, second.thrift_elasticity - second.short_elasticity) if second else 0.0
    return {
        "feed": row["feed"],
        "need": row["need"],
        "product": row["product"],
        "fixed_yield": row["yield"],
        "recovery": row["recovery"],
        "separates": row["separates"],
        "base_capacity": row["capacity"],
        "base_utilisation": scenario.investment.utilisation,
        "limit": scenario.supply.plant_utilisation_limit,
        "elasticity": scenario.supply.plant_elasticity,
        "base_margin": max(earned - spent, 1e-3 * earned),
        "substitution": second.short_elasticity if second else 0.0,
        "saving": saving,
        "growth": 0.0,
        "later_growth": 0.0,
        "bend": FOREVER,
        "spare_recovery": 0.0,
    }


def _deposit(scenario: Scenario, row: Row) -> dict[str, Any]:
    """A row of ``Deposits``, whose mine never stands still: one project more would move nobody else's outages."""
    return {
        "cell": row["cell"],
        "basket": row["basket"],
        "base_capacity": row["capacity"],
        "base_utilisation": scenario.investment.utilisation,
        "limit": scenario.supply.mine_utilisation_limit,
        "elasticity": scenario.supply.mine_elasticity,
        "growth": 0.0,
        "later_growth": 0.0,
        "bend": FOREVER,
        "first_site": None,
    }


def _joined(slice_: Any, rows: list[dict[str, Any]]) -> Any:
    """Columns with more rows behind them; the fence of ``first_site`` gets one entry for each."""
    if not rows:
        return slice_
    columns = {}
    for name, values in zip(slice_._fields, slice_, strict=True):
        if name == "first_site":
            columns[name] = frozen([*values, *[values[-1]] * len(rows)], np.int64)
        else:
            more = np.array([row[name] for row in rows], values.dtype).reshape(-1, *values.shape[1:])
            columns[name] = frozen(np.concatenate([values, more]), values.dtype.type)
    return type(slice_)(**columns)


def _with_circuits(works: Works, atlas: Atlas, crew: list[tuple[str, Project]], rows: list[Row]) -> Works:
    """Separators whose feed a heavy circuit takes get a product more."""
    product, spare = works.product.copy(), works.spare_recovery.copy()
    circuits = [(terms, row["circuit"]) for (_, terms), row in zip(crew, rows, strict=True) if row["circuit"] >= 0]
    for terms, feed in circuits:
        for f in np.flatnonzero(works.separates & (works.feed[:, 0] == feed)):
            product[f, 1] = atlas.cell(terms.region, "heavy_oxide")
            spare[f] = max(spare[f], terms.heavy_recovery)
    return works._replace(product=frozen(product, np.int64), spare_recovery=frozen(spare))


def _with_references(
    ground: Ground, deposits: Deposits, holdings: Holdings, crew: list[tuple[str, Project]]
) -> Ground:
    """Where nobody sells yet, trust is measured against what the projects there will make."""
    to_come = np.zeros(len(ground.base_capacity))
    slope, nobody = ground.supply_slope.copy(), (ground.base_capacity <= 0.0).tolist()
    sales = zip(crew, holdings.sells.tolist(), holdings.sold.tolist(), strict=True)
    for q, ((_, terms), sells, sold) in enumerate(sales):
        for cell, tonnes in zip(sells, sold, strict=True):
            if cell >= 0:
                to_come[cell] += terms.capacity_t_per_yr / DAYS_PER_YEAR * tonnes
                if nobody[cell]:
                    slope[cell] = 1.0  # of a plant with thin margins; the fuller it runs the less it counts
        for f in range(holdings.first_mine[q], holdings.first_mine[q + 1]):
            if ground.base_capacity[deposits.cell[f]] <= 0.0:
                slope[deposits.cell[f]] = deposits.elasticity[f]
                to_come[deposits.cell[f]] = max(to_come[deposits.cell[f]], deposits.base_capacity[f])
    reference = np.where(ground.base_capacity > 0.0, ground.base_capacity, to_come)
    return ground._replace(reference=frozen(reference), supply_slope=frozen(slope))


def _fence(counts: list[int], first: int) -> Any:
    """Where each project's rows begin, and the end."""
    return frozen(np.concatenate([[first], first + np.cumsum(counts, dtype=np.int64)]), np.int64)


def _projects(scenario: Scenario, crew: list[tuple[str, Project]]) -> Projects:
    """What the projects are."""
    terms = [each for _, each in crew]
    building = [scenario.building[t.kind] for t in terms]
    permits, invest = scenario.permitting, scenario.investment

    def day(when: date | None) -> int:
        return NOT_YET if when is None else (when - scenario.start_date).days

    def yearly(rate: float) -> float:
        """Capital recovery factor."""
        if rate <= 0.0:
            return 1.0 / invest.lifetime_years
        return float(rate / (1.0 - power(1.0 / (1.0 + rate), invest.lifetime_years)))

    stages = [Stage.UNBORN if isinstance(t, Entrants) else Stage[t.stage.upper()] for t in terms]
    entries = [_wait(t.per_year * invest.most_entry / t.slots) if isinstance(t, Entrants) else 0.0 for t in terms]
    pairs = {
        "permitting": [
            (permits.median_days_by_region.get(t.region, permits.median_days), permits.sigma) for t in terms
        ],
        "litigation": [(permits.litigation_by_region.get(t.region, 0.0), permits.litigation_mean_days) for t in terms],
        "building": [(b.median_days, b.sigma) for b in building],
        "delay": [(b.delay, b.delay_variation) for b in building],
        "overruns": [(t.overrun or b.overrun_median, b.overrun_sigma) for t, b in zip(terms, building, strict=True)],
    }
    odds = [t.ramp_up or b.ramp_up for t, b in zip(terms, building, strict=True)]
    types = [scenario.ramp_up.get(name) for name in TYPE_NAMES]
    return Projects(
        name=frozen(hashes(f"project:{name}" for name, _ in crew), np.int64),
        stage=frozen([int(s) for s in stages], np.int64),
        begun=frozen([day(t.begun) for t in terms], np.int64),
        permitted=frozen([day(t.permits) for t in terms], np.int64),
        decided=frozen([day(t.decision) for t in terms], np.int64),
        first_output=frozen([day(t.first_output) for t in terms], np.int64),
        promised=frozen([day(t.promised_output) for t in terms], np.int64),
        capacity=frozen([t.capacity_t_per_yr / DAYS_PER_YEAR for t in terms]),
        counted=frozen([(t.in_base_year_t_per_yr or 0.0) / t.capacity_t_per_yr for t in terms]),
        capital=frozen([t.capex_usd * yearly(t.wacc) / t.capacity_t_per_yr / invest.utilisation for t in terms]),
        cash_cost=frozen([t.cash_cost_usd_per_t for t in terms]),
        overrun=frozen([t.overrun or 0.0 for t in terms]),
        offtake_share=frozen([t.offtake_share for t in terms]),
        offtake_price=frozen([t.offtake_price_usd_per_t for t in terms]),
        offtake_until=frozen([day(t.offtake_until) if t.offtake_until else FAR for t in terms], np.int64),
        entry_days=frozen(entries),
        **{name: frozen(np.array(values).reshape(-1, 2)) for name, values in pairs.items()},
        odds=frozen(np.array([_cumulative(o) for o in odds]).reshape(-1, RAMP_TYPES)),
        ramps=frozen([(t.final_share, t.scale_months, t.shape) if t else (0.0, 1.0, 1.0) for t in types]),
    )


def _cumulative(odds: Any) -> list[float]:
    """Odds of the ramp-up types, added up and scaled to end at one."""
    total = sum(odds.values())
    added, so_far = [], 0.0
    for name in TYPE_NAMES:
        so_far += odds.get(name, 0.0) / total
        added.append(so_far)
    return added


def _pipeline(scenario: Scenario, atlas: Atlas, rest: Rest, projects: Projects, holdings: Holdings) -> Pipeline:
    """Projects of which nothing has been drawn yet, and what they would earn at base prices and at those remembered."""
    count = len(projects.name)
    past = np.array([scenario.investment.past_price_over_base.get(m, 1.0) for _, m in atlas.cells])
    sold = np.where(holdings.sells >= 0, holdings.sold * rest.price[holdings.sells], 0.0)
    bought = np.where(holdings.buys >= 0, holdings.bought * rest.landed[holdings.buys], 0.0)
    earned, spent = sold * past[holdings.sells], bought * past[holdings.buys]
    whole = {name: np.zeros(count, np.int64) for name in ("stage", "until", "opens", "kind", "idle", "closures")}
    return Pipeline(
        **whole,
        day=np.full((count, len(Stage)), NOT_YET, np.int64),
        begun=np.full(count, NOT_YET, np.int64),
        overrun=np.ones(count),
        price=sold[:, 0] + sold[:, 1] + sold[:, 2] - bought[:, 0] - bought[:, 1],
        memory=earned[:, 0] + earned[:, 1] + earned[:, 2] - spent[:, 0] - spent[:, 1],
        running=np.zeros(count),
        floor=np.zeros(count),
        faith=np.zeros(count),
        due=np.full((count, 4), -1.0),
        drawn=np.zeros((count, 4), np.int64),
    )
