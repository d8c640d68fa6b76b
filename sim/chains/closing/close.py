"""Closing of the base year of a chain, stage by stage: all output is fed to plants, used or put in stock.

What plants take follows from recipes. A residual within the tolerance of chain.toml is spread over the weakest figures
of use, never over reported ones; a larger one is a contradiction of the tables. Bilateral flows come from `trade_of`.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lodeflow.chains.chain import Chain
from lodeflow.chains.closing.trade_flows import Trades, trade_of
from lodeflow.chains.tables.row import STATUSES
from lodeflow.chains.tables.supply_tables import BASE
from lodeflow.errors import DataError

FEED = "what plants take"
ROUNDING = 1e-9
"""Share of output below which a residual comes from rounding of sums."""
Tonnes = dict[str, float]


class Stage(NamedTuple):
    """Closed base year of one material, tonnes a year."""

    material: str
    """The material."""
    made: Tonnes
    """Output by region."""
    feed: Tonnes
    """What plants of each region take."""
    use: Tonnes
    """Final use by region."""
    stock: Tonnes
    """What each region puts in stock; negative where it takes from stock."""
    residual: float
    """Output less all of these, before it was spread."""
    spread_over: str
    """Figures of use over which the residual was spread: a status, or FEED; empty where there was none."""
    evidence: Tonnes
    """Tonnes of output, final use and stock changes by status; what plants take follows from these."""
    trades: Trades
    """Bilateral flows."""

    @property
    def output(self) -> float:
        """Output of the world."""
        return total(self.made)


def total(tonnes: Mapping[str, float]) -> float:
    """Sum of ``tonnes`` in the order in which they are held."""
    return sum(tonnes.values())


def close(chain: Chain) -> tuple[Stage, ...]:
    """Closed stages of ``chain``, in the order of its materials.

    Raises DataError with the table of stages where one has a residual above the tolerance, a plant loses money on every
    tonne, or flows cannot be balanced.
    """
    open_ = [_add_up(chain, row.material) for row in chain.materials]
    problems = [*_too_large(chain, open_), *_loss_making(chain)]
    if problems:
        raise DataError("\n".join([f"{chain.label}: the tables contradict each other", *problems, *_table(open_)]))
    return tuple(_settle(chain, stage) for stage in open_)


def _add_up(chain: Chain, material: str) -> Stage:
    """Totals of one material as the tables have them."""
    made: Tonnes = {}
    evidence = dict.fromkeys(STATUSES, 0.0)
    for row in chain.production:
        if row.material == material and row.role == BASE:
            _add(made, row.region, row.value)
            evidence[row.status] += row.value
    feed: Tonnes = {}
    for (process, region), tonnes in chain.made.items():
        for line in chain.recipe(process, region):
            if line.role == "input" and line.material == material:
                _add(feed, region, tonnes * line.amount)
    use: Tonnes = {}
    for each in chain.use:
        if each.material == material and each.role == BASE:
            _add(use, each.region, each.value)
            evidence[each.status] += each.value
    stock: Tonnes = {}
    for change in chain.stock_change:
        if change.material == material:
            _add(stock, change.region, change.value)
            evidence[change.status] += abs(change.value)
    residual = total(made) - total(feed) - total(use) - total(stock)
    return Stage(material, made, feed, use, stock, residual, "", evidence, Trades((), ()))


def _add(tonnes: Tonnes, region: str, more: float) -> None:
    tonnes[region] = tonnes.get(region, 0.0) + more


def _settle(chain: Chain, stage: Stage) -> Stage:
    """The stage with its residual spread and its flows balanced."""
    over, use, feed = "", dict(stage.use), dict(stage.feed)
    if stage.residual != 0.0:
        over = _weakest(chain, stage)
        if over == FEED:
            factor = 1.0 + stage.residual / total(feed)
            feed = {region: tonnes * factor for region, tonnes in feed.items()}
        else:
            rows = [row for row in chain.use if (row.material, row.role, row.status) == (stage.material, BASE, over)]
            weak = sum(row.value for row in rows)
            for row in rows:
                use[row.region] += stage.residual * row.value / weak
    wanted: Tonnes = {}
    for part in (feed, use, stage.stock):
        for region, tonnes in part.items():
            _add(wanted, region, tonnes)
    supply = dict(stage.made)
    for region, tonnes in wanted.items():
        if tonnes < 0.0:  # a region whose stock gives more than it uses and feeds sells the rest
            _add(supply, region, -tonnes)
    wanted = {region: max(0.0, tonnes) for region, tonnes in wanted.items()}
    trades = trade_of(chain, stage.material, supply, wanted)
    dust = abs(stage.residual) <= ROUNDING * stage.output
    return stage._replace(use=use, feed=feed, spread_over="" if dust else over, trades=trades)


def _weakest(chain: Chain, stage: Stage) -> str:
    """Status of the weakest figures of use that can take the residual; FEED where there are none."""
    status: str
    for status in reversed(STATUSES[1:]):
        rows = [row for row in chain.use if (row.material, row.role, row.status) == (stage.material, BASE, status)]
        if sum(row.value for row in rows) > abs(stage.residual):
            return status
    return FEED


def _too_large(chain: Chain, stages: Iterable[Stage]) -> list[str]:
    """Residuals above the tolerance, and those that nothing can take."""
    limit = chain.terms.closing.tolerance
    found = []
    for stage in stages:
        size = abs(stage.residual)
        if size > limit * stage.output:
            said = f"{stage.material}: output and use differ by {stage.residual:+,.1f} t, {_share(stage):.1%} of output"
            found.append(f"{said}; at most {limit:.1%} is spread ([closing] tolerance)")
        elif size > 0.0 and _weakest(chain, stage) == FEED and total(stage.feed) <= size:
            found.append(
                f"{stage.material}: {stage.residual:+,.1f} t are left over, and every figure of use is reported"
            )
    return found


def _share(stage: Stage) -> float:
    return abs(stage.residual) / stage.output if stage.output > 0.0 else 1.0


def _loss_making(chain: Chain) -> list[str]:
    """Plants whose feed costs more than what they make is worth, at base prices."""
    found = []
    for process, region in chain.made:
        lines = chain.recipe(process, region)
        if chain.kinds[process] != "plant" or any(line.element for line in lines):
            continue
        priced = [(line.role, line.amount * (chain.base_price(line.material, region) or 0.0)) for line in lines]
        cost = sum(worth for role, worth in priced if role == "input")
        worth = sum(worth for role, worth in priced if role == "output")
        if cost >= worth:
            found.append(
                f"{process} in {region}: the feed of a tonne costs {cost:,.0f} USD and what it makes is worth "
                f"{worth:,.0f}; a margin at base prices must be positive"
            )
    return found


def _table(stages: Iterable[Stage]) -> list[str]:
    return [
        f"  {s.material}: made {s.output:,.1f} t, feed {total(s.feed):,.1f}, use {total(s.use):,.1f}, "
        f"to stock {total(s.stock):,.1f}, left over {s.residual:+,.1f}"
        for s in stages
    ]
