"""The answer in a few sentences, with numbers and how far chance may have moved them."""

from math import isnan
from typing import Any

from lodeflow.answers.compared import ComparedResult
from lodeflow.comparison.numbers_in_words import digits, with_error
from lodeflow.errors import DataError
from lodeflow.outcomes.names import Name
from lodeflow.pages.look import RARE, Look
from lodeflow.report.over_replications import ALL, Means, Spread
from lodeflow.scenario.model import Scenario

SHARE = "non_chinese_share_of_requirements"
KG_PER_T = 1e3
Row = dict[str, Any]


def asked(look: Look = RARE) -> list[Name]:
    """Patterns of the outcomes that the sentences on a result tell; ``look`` says what it is about."""
    paid = [Name(f"{which}_transaction_price", m, r, None) for which in ("mean", "base") for _, m, r, _ in look.paid]
    return [*paid, *_of_users(look), *(Name(SHARE, material, None, None) for material in look.labels)]


def _of_users(look: Look) -> tuple[Name, Name]:
    """Patterns of what users of the last stage lack, and of what they use."""
    return Name("unmet", look.final, ALL, ALL), Name("use", look.final, ALL, None)


def of_result(means: Means, years: float, look: Look = RARE) -> list[str]:
    """Sentences on one result.

    Args:
        means: means over its replications, to which ``asked`` was given.
        years: length of the run in years.
        look: what the page is about.

    """
    found, (lacking, used_by) = means.spreads(), _of_users(look)
    told = []
    for words, material, region, where in look.paid:
        mean, base = (found.get(Name(f"{w}_transaction_price", material, region, None)) for w in ("mean", "base"))
        if mean and base:
            now, was = (each.scaled(1.0 / KG_PER_T) for each in (mean, base))
            told.append(f"{_with_median(now)} USD/kg for {words} in {where} ({was.mean:.1f} in the base year)")
    said = [f"Over the run users pay on average {' and '.join(told)}."] if told else []
    if lacking in found and used_by in found:
        unmet, used = (found[name].scaled(1.0 / years) for name in (lacking, used_by))
        part = 100.0 * unmet.mean / (unmet.mean + used.mean) if used.mean else 0.0
        said.append(f"Users of {look.users_of} lack {_with_median(unmet)} t a year, {part:.1f} % of what they want.")
    shares = [(label, found.get(Name(SHARE, oxide, None, None))) for oxide, label in look.labels.items()]
    told = [f"{_with_median(of.scaled(100.0))} % of required {label}" for label, of in shares if of]
    return [*said, *([f"Outside China, material that is not Chinese meets {' and '.join(told)}."] if told else [])]


def of_comparison(compared: ComparedResult, look: Look = RARE) -> list[str]:
    """Sentences on a comparison, ``compared``, one for each arm; ``look`` says what it is about."""
    outcomes = ["mean_transaction_price", SHARE]
    rows = compared.outcomes(outcomes, material=[m for _, m, _, _ in look.paid]).rows()
    at = {(row["scenario"], row["against"], row["quantity"], row["material"], row["region"]): row for row in rows}
    gains = _gains(compared)
    said = []
    for arm, base in compared.pairs:
        told = []
        for words, material, region, where in look.paid:
            row = at.get((arm, base, outcomes[0], material, region))
            if row:
                told.append(f"{words} in {where} {_moved(row, KG_PER_T, 'USD/kg', 'dearer', 'cheaper')}")
        row = at.get((arm, base, SHARE, look.contained[0], None))
        if row:
            moved = _moved(row, 0.01, "points", "larger", "smaller")
            told.append(f"the part of {look.labels[look.contained[0]]} required abroad that is not Chinese {moved}")
        if row := gains.get((arm, base)):
            told.append(f"the world as a whole {_moved(row, 1e6, 'million USD', 'better off', 'worse off')}, whole run")
        said.append(f"{arm} against {base}: {'; '.join(told)}.")
    return said


def _gains(compared: ComparedResult) -> dict[tuple[str, str], Row]:
    """Gain of the world over the whole run by arm and base, where the comparison has books."""
    try:
        rows = compared.who_pays(by="run").rows()
    except DataError:
        return {}
    return {(r["scenario"], r["against"]): r for r in rows if (r["place"], r["purse"]) == ("world", "all")}


def _moved(row: Row, scale: float, unit: str, more: str, less: str) -> str:
    """A difference in words: by how much, in which direction, and whether it is within the noise."""
    value, half = (None if row[name] is None else row[name] / scale for name in ("difference", "half_width_95"))
    if value is None:
        return "not defined"
    if half is None:
        return f"{abs(value):,.{digits(value)}f} {unit} {more if value > 0.0 else less} (one pair, no interval)"
    places = digits(max(abs(value), half))
    if value == 0.0 == half:
        return "the same in every pair"
    if abs(value) <= half:
        return f"unchanged within the noise ({value:+,.{places}f} ± {half:,.{places}f} {unit})"
    return f"{abs(value):,.{places}f} ± {half:,.{places}f} {unit} {more if value > 0.0 else less}"


def _with_median(of: Spread) -> str:
    """Mean with its standard error and the median; one replication has neither."""
    return with_error(of) if isnan(of.error) else f"{with_error(of)} (median {of.median:,.{digits(of.median)}f})"


def chance(count: int, world: Scenario, *, paired: bool) -> str:
    """Sentences on what the ± of the numbers is, and on the run.

    Args:
        count: number of replications, of each arm.
        world: the scenario.
        paired: True for differences.

    """
    of = f"Means over {count:,} replications with their standard errors (±); the median lies beside them."
    if count == 1:
        of = "One replication: how far chance has moved it is not known."
    elif paired:
        of = f"Mean differences over {count:,} pairs of replications with the same draws; ±: half of the 95 % interval."
    return f"{of} The simulation begins on {world.start_date} and has {world.days:,} days."
