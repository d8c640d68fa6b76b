"""Policy arms beside each other under common random numbers: the same seed and the same replications.

    lodeflow.compare([lodeflow.plan(lodeflow.load(name)) for name in ("truce", "tightening")], Path("DIR"), 100)

Every draw has an address, so the arms share whatever they share, and a difference of one replication is the policy's.
Each arm is an ordinary result folder; what is compared is read from these folders alone. The first arm is the base.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.arms import Found, books_in, outcomes_in
from lodeflow.blocks import together
from lodeflow.build import Plan
from lodeflow.comparison_folder import ComparisonFolder
from lodeflow.errors import DataError
from lodeflow.facts import MATERIALS, REGIONS, SECTORS
from lodeflow.folder import ARMS
from lodeflow.kernels.code_store import KERNEL_HASH
from lodeflow.manifest import sha256, versions
from lodeflow.monte_carlo import Watcher, write
from lodeflow.outcome_names import Name
from lodeflow.paired import Pairs, worst
from lodeflow.parquet import Block
from lodeflow.patterns import fits
from lodeflow.row_parts import Columns, codes
from lodeflow.scenario import Scenario, to_toml
from lodeflow.who_pays import PLACES, PURSES, RATES, Periods, by_place, gains, periods
from lodeflow.workers import Recording

COMMON = ("start_date", "days", "tick_days", "seed")
"""What arms must have in common."""
LOSS = "output_loss"
QUARTER = 91


class Risk(NamedTuple):
    """Losses over the replications: their mean, what 95 % do not exceed, and the mean of the worst 5 %, USD."""

    mean: float
    value_at_risk: float
    beyond: float


@dataclass(frozen=True)
class Comparison:
    """What the folders of some arms say of each other. ``found`` by arm, the base first; ``pairs`` by every other arm,
    in the order of ``names``; ``welfare`` the same of (PURSES, PLACES, periods), empty without books; ``members`` of
    alliances in any arm.
    """

    found: dict[str, Found]
    names: list[Name]
    pairs: dict[str, Pairs]
    risks: dict[str, Risk]
    welfare: dict[str, Pairs]
    when: Periods | None
    members: tuple[str, ...]

    @property
    def arms(self) -> list[str]:
        """Names of the arms, the base first."""
        return list(self.found)

    @property
    def unit(self) -> dict[Name, str]:
        """Unit of every outcome."""
        return {name: unit for arm in reversed(self.arms) for name, unit in self.found[arm].units.items()}


def compare(
    plans: Sequence[Plan],
    out: Path,
    count: int,
    recording: Recording | None = None,
    watch: Watcher = lambda _: None,
    *,
    resume: bool = False,
) -> Comparison:
    """Run ``count`` replications of every arm into ``out``/arms, and write down how they differ from the first.

    ``resume`` keeps what an earlier try has finished. Raises DataError for arms that cannot be compared, and what
    ``monte_carlo.write`` raises.
    """
    scenarios = [plan.scenario for plan in plans]
    refuse_unlike(scenarios)
    recording = recording or Recording("market", quarterly(scenarios[0].tick_days))
    names = [s.name for s in scenarios]
    with ComparisonFolder(out, _what(scenarios, count, recording), names) as folder:
        for plan in plans:
            write(plan, folder.arm(plan.scenario.name), count, recording, watch, resume=resume)
        found = compare_folders(out, names, members_of(scenarios))
        folder.finish(tables(found), vocabulary(found), scenarios[0].start_date)
    return found


def quarterly(tick: int) -> int:
    """Days between recorded markets: whole ticks, a quarter."""
    return -(-QUARTER // tick) * tick


def refuse_unlike(scenarios: Sequence[Scenario]) -> None:
    """Refuse arms that have the same name, or that differ in what must be common. Raises DataError with all of it."""
    names = [s.name for s in scenarios]
    wrong = [
        f"{names.count(name)} arms are called '{name}': give one of them another name, as in name = \"{name}-2\""
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    for key in COMMON:
        values = [getattr(s, key) for s in scenarios]
        if len(set(values)) > 1:
            said = ", ".join(f"{value} in {name}" for name, value in zip(names, values, strict=True))
            option = {"days": "; --days sets it for all", "seed": "; --seed sets it for all"}.get(key, "")
            wrong.append(f"the arms differ in {key}: {said}{option}")
    if len(scenarios) < 2:
        wrong.append("a comparison needs two arms or more, and the first is the one that the others are held against")
    if wrong:
        raise DataError("\n".join(wrong))


def members_of(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Regions that belong to an alliance in any arm, at any time."""
    alliances = [policy.members for s in scenarios for policy in s.policies.values()]
    return tuple(region for region in REGIONS if any(fits(members, region) for members in alliances))


def compare_folders(out: Path, names: Sequence[str], members: Sequence[str] = ()) -> Comparison:
    """Compare the arms of these names in ``out``/arms with the first of them; nothing but their folders is read."""
    folders = {name: out / ARMS / name for name in names}
    found = {name: outcomes_in(folder) for name, folder in folders.items()}
    base, *others = names
    every = list(dict.fromkeys(n for each in found.values() for n in each.units))
    pairs = {}
    for arm in others:
        pairs[arm] = Pairs(len(every))
        for values, against in zip(found[arm].of(every), found[base].of(every), strict=True):
            pairs[arm].add(values, against)
    losses = {name: _total(each, LOSS) for name, each in found.items()}
    risks = {name: Risk(float(x.cumsum()[-1]) / len(x), *worst(x)) for name, x in losses.items()}
    welfare: dict[str, Pairs] = {}
    when: Periods | None = None
    for arm in others:
        for books, against in zip(books_in(folders[arm]), books_in(folders[base]), strict=True):
            when = when or periods(books.day)
            of_pair = by_place(gains(books, against), when, members)
            welfare.setdefault(arm, Pairs(of_pair.shape)).add(of_pair, np.zeros(of_pair.shape))
    return Comparison(found, every, pairs, risks, welfare, when, tuple(members))


def tables(found: Comparison) -> Block:
    """The tables of a comparison."""
    blocks: dict[str, Columns] = {
        "difference": together([_differences(found, arm) for arm in found.pairs]),
        "risk": _risks(found),
    }
    if found.welfare:
        blocks["who_pays"] = together([_who_pays(found, arm) for arm in found.welfare])
    return blocks


def _differences(found: Comparison, arm: str) -> Columns:
    """Rows of one arm, of the outcomes that both arms define at least once."""
    pairs, unit = found.pairs[arm], found.unit
    units = _units(found)
    some = np.flatnonzero(pairs.count)
    names = [found.names[k] for k in some]
    return {
        "scenario": np.full(len(some), found.arms.index(arm), np.int32),
        "against": np.zeros(len(some), np.int32),
        "outcome": codes(_outcomes(found), [n.outcome for n in names]),
        "material": codes(MATERIALS, [n.material for n in names]),
        "region": codes(REGIONS, [n.region for n in names]),
        "sector": codes(SECTORS, [n.sector for n in names]),
        "mean": pairs.mean[some],
        "mean_against": pairs.mean_against[some],
        "difference": pairs.difference[some],
        "half_width_95": pairs.half_width[some],
        "replications": pairs.count[some].astype(np.int32),
        "unit": codes(units, [unit[n] for n in names]),
    }


def _who_pays(found: Comparison, arm: str) -> Columns:
    """Rows of one arm: every place, purse and period in which anybody gains or loses."""
    pairs, when = found.welfare[arm], found.when
    years = when.size - len(RATES) if when else 0
    moved = (pairs.difference != 0.0) | (pairs.half_width > 0.0)
    purse, place, period = np.nonzero(moved)
    year = np.ma.MaskedArray((period + 1).astype(np.int32), mask=period >= years)
    return {
        "scenario": np.full(len(purse), found.arms.index(arm), np.int32),
        "against": np.zeros(len(purse), np.int32),
        "place": place.astype(np.int32),
        "purse": purse.astype(np.int32),
        "year": year,
        "discount": np.array([*[0.0] * years, *RATES])[period],
        "gain_usd": pairs.difference[moved],
        "half_width_95_usd": pairs.half_width[moved],
        "replications": pairs.count[moved].astype(np.int32),
    }


def _risks(found: Comparison) -> Columns:
    rows = list(found.risks.values())
    return {
        "scenario": np.arange(len(rows), dtype=np.int32),
        "outcome": np.zeros(len(rows), np.int32),
        "mean": np.array([r.mean for r in rows]),
        "value_at_risk_95": np.array([r.value_at_risk for r in rows]),
        "mean_beyond": np.array([r.beyond for r in rows]),
        "replications": np.array([len(each.values) for each in found.found.values()], np.int32),
        "unit": np.zeros(len(rows), np.int32),
    }


def vocabulary(found: Comparison) -> dict[str, Sequence[str]]:
    """Every identifier of these tables."""
    return {
        "scenario": found.arms,
        "against": found.arms,
        "outcome": _outcomes(found),
        "material": MATERIALS,
        "region": REGIONS,
        "sector": SECTORS,
        "unit": _units(found),
        "place": PLACES,
        "purse": PURSES,
        "risk.outcome": (LOSS,),
        "risk.unit": ("USD",),
    }


def _outcomes(found: Comparison) -> list[str]:
    return list(dict.fromkeys(name.outcome for name in found.names))


def _units(found: Comparison) -> list[str]:
    return sorted(set(found.unit.values()))


def _total(found: Found, outcome: str) -> NDArray[np.float64]:
    """Sum of an outcome over everything, by replication, column after column."""
    total = np.zeros(len(found.values))
    for k, name in enumerate(found.units):
        if name.outcome == outcome:
            total += found.values[:, k]
    return total


def _what(scenarios: Sequence[Scenario], count: int, recording: Recording) -> dict[str, Any]:
    """What makes the comparison what it is."""
    return {
        "arms": [{"name": s.name, "scenario_digest": sha256(to_toml(s).encode())} for s in scenarios],
        "against": scenarios[0].name,
        "seed": scenarios[0].seed,
        "replications": count,
        "detail": recording.detail,
        "step_days": recording.step,
        "kernel_hash": KERNEL_HASH,
        "versions": versions(),
    }


def rows_of(
    table: str, columns: Mapping[str, NDArray[Any]], words: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, Any]]:
    """Rows of a table for machines, with words in place of codes; None where there is nothing to say."""
    named = {name: words.get(f"{table}.{name}", words.get(name)) for name in columns}
    for k in range(len(next(iter(columns.values())))):
        yield {name: _said(values[k], named[name]) for name, values in columns.items()}


def _said(value: Any, words: Sequence[str] | None) -> Any:
    if value is np.ma.masked or (words is not None and value == -1) or (isinstance(value, float) and np.isnan(value)):
        return None
    return words[int(value)] if words is not None else value.item()
