"""Policy arms beside each other under common random numbers: the same seed and the same replications.

    lodeflow.compare([lodeflow.plan(lodeflow.load(name)) for name in ("truce", "tightening")], Path("DIR"), 100)

Every draw has an address, so the arms share whatever they share, and a difference of one replication is the policy's.
Each arm is an ordinary result folder; what is compared is read from these folders alone. The first arm is the base.
"""

from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from lodeflow.catalog.names import REGIONS
from lodeflow.comparison.differences import Comparison, compare_folders
from lodeflow.comparison.folder import ComparisonFolder
from lodeflow.comparison.tables import tables, vocabulary
from lodeflow.errors import DataError
from lodeflow.kernels.core.code_store import KERNEL_HASH
from lodeflow.language.patterns import fits
from lodeflow.monte_carlo.run import Watcher, write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.plan import Plan
from lodeflow.scenario.load import Scenario, to_toml
from lodeflow.storage.manifest import sha256, versions

COMMON = (
    *("start_date", "days", "tick_days", "seed"),
    *("measures.low_discount_rate", "measures.high_discount_rate"),
)
"""What arms must have in common."""
QUARTER = 91


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
        found = compare_folders(out, names, scenarios[0].measures.discount_rates, members_of(scenarios))
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
        values = [attrgetter(key)(s) for s in scenarios]
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
