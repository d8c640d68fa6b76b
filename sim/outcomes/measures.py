"""Outcomes of a replication: name, unit, rows and value of each, in one list.

Prices are USD/t, quantities t, money USD, all over the whole run; weeks have seven days. Every sum runs in the order of
cells, users and lanes. To add an outcome, add a ``Measure`` to ``MEASURES``.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.base_world.rest_point import Floats
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.projects.projects import ProjectStage
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.outcomes.diversification import (
    CAPS,
    CENSORED,
    HORIZONS,
    cap,
    cap_rows,
    caps,
    need_rows,
    needs,
    reached,
    reached_rows,
)
from lodeflow.outcomes.fiscal import (
    BOOKED,
    booked,
    fiscal_cost,
    funder_rows,
    guaranteed,
    guaranteed_tonnes,
    guarantors,
    payer_rows,
)
from lodeflow.outcomes.frame import Finished, Frame
from lodeflow.outcomes.groups import Groups, ratio
from lodeflow.outcomes.names import Name

Row = tuple[str | None, str | None, str | None]  # material, region, sector


class Measure(NamedTuple):
    """Definition of an outcome."""

    outcome: str
    """Its name in the ``outcomes`` table."""
    unit: str
    """Its unit."""
    rows: Callable[[Frame], Iterable[Row]]
    """Material, region and sector of each of its rows, None where one does not apply."""
    value: Callable[[Finished], Floats]
    """Its values, one for each row."""

    def names(self, frame: Frame) -> list[Name]:
        """Names of its rows in ``frame``."""
        return [Name(self.outcome, *row) for row in self.rows(frame)]


def _cells(which: Callable[[Frame], NDArray[np.int64]]) -> Callable[[Frame], list[Row]]:
    def rows(frame: Frame) -> list[Row]:
        cells = frame.plan.atlas.cells
        return [(cells[i][1], cells[i][0], None) for i in which(frame)]

    return rows


def _pairs(which: Callable[[Frame], Groups]) -> Callable[[Frame], list[Row]]:
    return lambda frame: [(material, region, None) for material, region in which(frame).names]


def _users(frame: Frame) -> list[Row]:
    return [(material, region, sector) for region, material, sector in frame.plan.users]


def _losers(frame: Frame) -> list[Row]:
    return [_users(frame)[k] for k in frame.losers]


def _movers(frame: Frame) -> list[Row]:
    return [(material, region, sector) for region, material, sector in frame.movers.names]


def _whole(_: Frame) -> list[Row]:
    return [(None, None, None)]


def _lost(f: Finished) -> Floats:
    """Value added that unmet demand for magnets destroyed, by user."""
    sectors = f.plan.scenario.sectors.items()
    of_sector = {name: each.value_added_usd_per_t * (1.0 - each.recovered_share) for name, each in sectors}
    lost = [of_sector[s] for _, _, s in f.plan.users]
    found: Floats = f.world.totals.unmet[f.frame.losers] * np.array(lost)[f.frame.losers]
    return found


def _concentration(f: Finished) -> Floats:
    """Herfindahl-Hirschman index of origins."""
    share = ratio(f.sums.by_origin, f.sums.bought[f.frame.bought.of])
    return np.where(f.sums.bought > 0.0, f.frame.bought.sums(share * share), np.nan)


def _weeks_in_the_money(f: Finished) -> Floats:
    """Weeks in which a levy was due on purchases of members."""
    m = f.world.market
    since = f.plan.scenario.days - m.levies.fixed[m.floors.alliance]
    return f.frame.floors.sums((m.levies.bound + m.levies.binding * since) / 7.0)


def _new_capacity(f: Finished, which: NDArray[np.bool_]) -> Floats:
    """Capacity of some projects beyond that of the base year."""
    projects = f.world.market.projects
    new = projects.capacity * (1.0 - projects.counted) * DAYS_PER_YEAR
    return f.frame.built.sums(np.where(which, new, 0.0))


def _of_use(f: Finished, part: Floats, groups: Groups) -> Floats:
    cells = [f.plan.atlas.cell(region, material) for material, region in groups.names]
    return ratio(part, f.sums.used[cells])


def _relabelled(f: Finished) -> Floats:
    return f.frame.under_false_papers.sums(f.sums.sent[f.frame.relabelled])


def _over_invoiced(f: Finished) -> Floats:
    return f.frame.by_affiliates.sums(f.world.market.relabelling_state.hidden[f.frame.invoiced])


def _offshored(f: Finished) -> Floats:
    return f.world.market.offshoring_state.tonnes


def _value_added(f: Finished) -> Floats:
    sectors = f.plan.scenario.sectors
    return np.array([sectors[sector].value_added_usd_per_t for _, _, sector in f.frame.movers.names])


def _stores(frame: Frame) -> list[Row]:
    """Material and region of each store of the stockpiles."""
    cells = frame.plan.atlas.cells
    return [(cells[j][1], cells[j][0], None) for j in frame.plan.template.market.stockpile_params.cell]


def _one_if_stored(frame: Frame) -> list[Row]:
    return [(None, None, None)] if len(frame.plan.template.market.stockpile_params.cell) else []


def _of_purses(f: Finished, *columns: str) -> Floats:
    """Sum over all stockpiles of columns of their purses; no row without a stockpile."""
    state = f.world.market.stockpile_state
    total = sum(float(getattr(state, column).sum()) for column in columns)
    return np.array([total] if len(state.stock) else [])


def _running_cost(f: Finished) -> Floats:
    return _of_purses(f, "interest", "storage") - _of_purses(f, "fees")


def _profit(f: Finished) -> Floats:
    """Receipts and stock at market less all that was paid."""
    m = f.world.market
    worth = float((m.stockpile_state.stock * m.buyers.spot[m.stockpile_params.cell]).sum())
    return _of_purses(f, "received") + worth - _of_purses(f, "paid") - _running_cost(f)


def _reached_by(n: int) -> Callable[[Finished], Floats]:
    return lambda f: reached(f)[n : n + 1]


def _stage(n: int) -> Callable[[Finished], Floats]:
    return lambda f: caps(f)[n]


def _volatility(f: Finished) -> Floats:
    """Root mean square of the changes of ln spot price over four weeks, between single days, per square root of a year.

    Equal at any tick; not defined before the first four weeks are over.
    """
    totals = f.world.totals
    years = len(totals.past_spot) * f.plan.scenario.tick_days / DAYS_PER_YEAR
    some = totals.spot_changes > 0.0
    found: Floats = np.where(
        some, np.sqrt(totals.spot_moves / np.where(some, totals.spot_changes, 1.0) / years), np.nan
    )
    return found


_makers, _magnets, _buyers = _cells(lambda x: x.makers), _cells(lambda x: x.magnets), _cells(lambda x: x.buyers)
_imports, _exports, _evaders = _pairs(lambda x: x.imports), _pairs(lambda x: x.exports), _pairs(lambda x: x.evasions)
_bought = _pairs(lambda x: x.bought)
_false_papers, _affiliates = _pairs(lambda x: x.under_false_papers), _pairs(lambda x: x.by_affiliates)

MEASURES: tuple[Measure, ...] = (
    # prices at the gate, output
    Measure("base_origin_price", "USD/t", _makers, lambda f: f.plan.rest.price[f.frame.makers]),
    Measure(
        "mean_origin_price",
        "USD/t",
        _makers,
        lambda f: f.world.totals.gate_sum[f.frame.makers] / f.world.totals.markets[0],
    ),
    Measure("peak_origin_price", "USD/t", _makers, lambda f: f.world.totals.gate_peak[f.frame.makers]),
    Measure("production", "t", _makers, lambda f: f.world.totals.made[f.frame.makers]),
    Measure("recycled", "t", _magnets, lambda f: f.world.totals.made[f.frame.magnets] * f.frame.swarf),
    Measure("residue", "t", _cells(lambda x: x.surplus), lambda f: f.world.totals.residue[f.frame.surplus]),
    Measure(
        "china_share_of_production",
        "share",
        lambda x: [(m, None, None) for m in x.made.names],
        lambda f: ratio(
            f.frame.made.sums(np.where(f.frame.chinese, f.world.totals.made[f.frame.makers], 0.0)),
            f.frame.made.sums(f.world.totals.made[f.frame.makers]),
        ),
    ),
    # prices delivered, use
    Measure("base_spot_price", "USD/t", _buyers, lambda f: f.plan.rest.landed[f.frame.buyers]),
    Measure(
        "mean_spot_price",
        "USD/t",
        _buyers,
        lambda f: f.world.totals.spot_sum[f.frame.buyers] / f.world.totals.markets[0],
    ),
    Measure("peak_spot_price", "USD/t", _buyers, lambda f: f.world.totals.spot_peak[f.frame.buyers]),
    Measure("base_transaction_price", "USD/t", _buyers, lambda f: f.plan.rest.landed[f.frame.buyers]),
    Measure(
        "mean_transaction_price",
        "USD/t",
        _buyers,
        lambda f: f.world.totals.paid_sum[f.frame.buyers] / f.world.totals.markets[0],
    ),
    Measure("peak_transaction_price", "USD/t", _buyers, lambda f: f.world.totals.paid_peak[f.frame.buyers]),
    Measure(
        "price_volatility",
        "1/sqrt(yr)",
        _buyers,
        lambda f: _volatility(f)[f.frame.buyers],
    ),
    Measure("use", "t", _buyers, lambda f: f.sums.used[f.frame.buyers]),
    Measure(
        "stockholders_spread", "USD", _buyers, lambda f: f.sums.with_defence(f.world.totals.spread)[f.frame.buyers]
    ),
    # shortage
    Measure("unmet", "t", _users, lambda f: f.world.totals.unmet),
    Measure(
        "unmet_share",
        "share",
        _users,
        lambda f: np.where(f.world.totals.wanted > 0.0, ratio(f.world.totals.unmet, f.world.totals.wanted), 0.0),
    ),
    Measure("weeks_short", "weeks", _users, lambda f: f.world.totals.short_days / 7.0),
    Measure("weeks_badly_short", "weeks", _users, lambda f: f.world.totals.badly_short_days / 7.0),
    Measure("output_loss", "USD", _losers, _lost),
    # trade
    Measure("origin_concentration", "index 0-1", _bought, _concentration),
    Measure(
        "non_chinese_share_of_purchases",
        "share",
        _bought,
        lambda f: 1.0 - ratio(f.frame.bought.sums(np.where(f.frame.from_china, f.sums.by_origin, 0.0)), f.sums.bought),
    ),
    Measure("import_bill", "USD", _imports, lambda f: f.frame.imports.sums(f.sums.fob + f.sums.paid[:, Money.FREIGHT])),
    Measure("tariff_revenue", "USD", _imports, lambda f: f.frame.imports.sums(f.sums.paid[:, Money.TARIFF])),
    Measure("levy_revenue", "USD", _imports, lambda f: f.frame.imports.sums(f.sums.paid[:, Money.LEVY])),
    Measure("freight_bill", "USD", _imports, lambda f: f.frame.imports.sums(f.sums.paid[:, Money.FREIGHT])),
    Measure("export_tax_revenue", "USD", _exports, lambda f: f.frame.exports.sums(f.sums.paid[:, Money.EXPORT_TAX])),
    # evasion
    Measure("smuggled", "t", _evaders, lambda f: f.sums.evaded()[0]),
    Measure("smuggled_share_of_exports", "share", _evaders, lambda f: f.sums.evaded()[1]),
    Measure("seized", "t", _evaders, lambda f: f.sums.evaded()[2]),
    Measure("relabelled", "t", _false_papers, _relabelled),
    Measure(
        "relabelled_share_of_use",
        "share",
        _false_papers,
        lambda f: _of_use(f, _relabelled(f), f.frame.under_false_papers),
    ),
    Measure(
        "relabelled_seized",
        "t",
        _false_papers,
        lambda f: f.frame.under_false_papers.sums(f.world.market.smuggling_state.seized[f.frame.relabelled]),
    ),
    Measure("over_invoiced", "t", _affiliates, _over_invoiced),
    Measure(
        "over_invoiced_share_of_use",
        "share",
        _affiliates,
        lambda f: _of_use(f, _over_invoiced(f), f.frame.by_affiliates),
    ),
    Measure(
        "evaded_levy",
        "USD",
        _pairs(lambda x: x.by_either),
        lambda f: f.frame.by_either.sums(f.world.market.relabelling_state.lost[f.frame.unlevied]),
    ),
    Measure("offshored", "t", _movers, _offshored),
    Measure(
        "offshored_share_of_use",
        "share",
        _movers,
        lambda f: ratio(_offshored(f), _offshored(f) + f.world.totals.wanted[f.world.market.offshoring.user]),
    ),
    Measure("value_added_offshored", "USD", _movers, lambda f: _offshored(f) * _value_added(f)),
    # rents, support, floors
    Measure("price_support", "USD", _exports, lambda f: -f.frame.exports.sums(f.sums.paid[:, Money.SUPPORT])),
    Measure("licence_rent", "USD", _exports, lambda f: f.frame.exports.sums(f.sums.paid[:, Money.RENT])),
    Measure("export_price_alignment", "USD", _exports, lambda f: f.frame.exports.sums(f.sums.paid[:, Money.ALIGNMENT])),
    Measure("weeks_in_the_money", "weeks", lambda x: [(m, None, None) for (m,) in x.floors.names], _weeks_in_the_money),
    Measure(
        "recycled_from_magnets",
        "t",
        lambda x: [(m, None, None) for m in x.contained],
        lambda f: f.world.market.recycling_state.recycled[: len(f.frame.contained)],
    ),
    # stockpiles
    Measure("stockpile_held", "t", _stores, lambda f: f.world.market.stockpile_state.stock),
    Measure("stockpile_bought", "t", _stores, lambda f: f.world.market.stockpile_state.bought),
    Measure("stockpile_released", "t", _stores, lambda f: f.world.market.stockpile_state.released),
    Measure("stockpile_loan", "USD", _one_if_stored, lambda f: _of_purses(f, "loan")),
    Measure("stockpile_running_cost", "USD", _one_if_stored, _running_cost),
    Measure("stockpile_profit", "USD", _one_if_stored, _profit),
    # projects
    Measure(
        "capacity_added",
        "t/yr",
        _pairs(lambda x: x.built),
        lambda f: _new_capacity(f, f.world.market.project_state.day[:, ProjectStage.OPERATION] >= 0),
    ),
    Measure(
        "capacity_cancelled",
        "t/yr",
        _pairs(lambda x: x.built),
        lambda f: _new_capacity(f, f.world.market.project_state.stage == ProjectStage.CANCELLED),
    ),
    Measure(
        "entrants_turned_away",
        "entrants",
        _whole,
        lambda f: np.array([float(f.world.market.project_state.turned_away.sum())]),
    ),
    # public money
    Measure("price_guarantees", "USD", _pairs(guarantors), guaranteed),
    Measure("guaranteed", "t", _pairs(guarantors), guaranteed_tonnes),
    *(Measure(outcome, "USD", funder_rows, booked(kind)) for outcome, kind in BOOKED.items()),
    Measure("fiscal_cost", "USD", payer_rows, fiscal_cost),
    # diversification
    Measure("non_chinese_content", "t", need_rows, lambda f: needs(f)[0]),
    Measure("requirement", "t", need_rows, lambda f: needs(f)[1]),
    Measure("non_chinese_share_of_requirements", "share", need_rows, lambda f: ratio(needs(f)[0], needs(f)[1])),
    Measure("non_chinese_share_of_use", "share", need_rows, lambda f: ratio(needs(f)[0], needs(f)[2])),
    Measure("largest_share_of_requirements", "share", cap_rows, cap),
    *(Measure(f"{stage}_could_meet", "share", cap_rows, _stage(n)) for n, stage in enumerate(CAPS)),
    Measure(CENSORED[0], "calendar year", reached_rows, lambda f: reached(f)[:1]),
    *(Measure(f"share_60_by_{year}", "0 or 1", reached_rows, _reached_by(n)) for n, year in enumerate(HORIZONS, 1)),
    # books
    Measure(
        "mass_residual",
        "share of what was mined",
        _whole,
        lambda f: np.array([mass_residual(f.plan.template, f.world)]),
    ),
    Measure(
        "money_residual",
        "share of users' outlay",
        _whole,
        lambda f: np.array([money_residual(f.plan.template, f.world)]),
    ),
)
OUTCOMES = {measure.outcome: measure.unit for measure in MEASURES}
"""Unit of each outcome, by its name."""
