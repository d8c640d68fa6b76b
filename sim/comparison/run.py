"""Comparison of policy arms with common random numbers: the same seed and the same replications.

    lodeflow.compare([lodeflow.plan(lodeflow.load(name)) for name in ("truce", "tightening")], Path("DIR"), 100)

Every draw has an address, so the arms share all draws they have in common, and the difference within a replication is
the effect of the policy. Each arm is an ordinary result folder; the comparison reads these folders alone. The first arm
is the base.
"""

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from lodeflow.catalog.goods import Goods, goods_of
from lodeflow.catalog.names import REGIONS, chain_digest
from lodeflow.comparison.differences import Comparison, compare_results
from lodeflow.comparison.folder import ComparisonFolder
from lodeflow.comparison.tables import tables, vocabulary
from lodeflow.errors import DataError, StorageError
from lodeflow.kernels.core.code_store import KERNEL_HASH
from lodeflow.language.patterns import fits
from lodeflow.monte_carlo.run import ATTEMPTS, Elsewhere, Watcher, refuse_too_large, write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.plans import Plan
from lodeflow.scenario.load import Scenario, to_toml
from lodeflow.storage.finished_result import DamagedResult
from lodeflow.storage.manifest import sha256, versions
from lodeflow.storage.tables import SCHEMA_VERSION

COMMON = (
    *("start_date", "days", "tick_days", "seed"),
    *("measures.low_discount_rate", "measures.high_discount_rate"),
)
"""Values in which arms must agree."""
QUARTER = 91
"""Days between recorded markets, before they are rounded up to whole ticks."""


def compare(
    plans: Sequence[Plan],
    out: Path,
    count: int,
    recording: Recording | None = None,
    watch: Watcher = lambda _: None,
    *,
    resume: bool = False,
    elsewhere: Elsewhere | None = None,
) -> Comparison:
    """Run every arm and write their differences from the first arm.

    Args:
        plans: plans of the arms, the base first.
        out: the comparison folder; arm NAME becomes the result folder ``out``/arms/NAME.
        count: replications of each arm.
        recording: what to record, and on which engine; by default markets every quarter.
        watch: called with a report on every block that is written or kept.
        resume: keep finished blocks of an earlier run in the same folder.
        elsewhere: runner of the blocks in other processes, such as a cluster; without one, threads run them here.

    Raises:
        DataError: the arms cannot be compared.
        MachineError: blocks could not be run elsewhere.
        OutputError: the folder cannot be created, holds something else, or was moved away while it was written.
        FolderMismatch: the folder holds another comparison.
        HeldError: another process is writing to the folder.
        StorageError: the disk is full, or reading or writing failed.

    """
    scenarios = [plan.scenario for plan in plans]
    refuse_unlike(scenarios)
    recording = recording or Recording("market", quarterly(scenarios[0].tick_days))
    names, goods = [s.name for s in scenarios], plans[0].atlas.goods
    refuse_too_large(plans, out, count, recording)
    with ComparisonFolder(out, _what(scenarios, count, recording), names) as folder:
        for plan in plans:
            _run(plan, folder, count, recording, watch, elsewhere, resume=resume)
        for _ in range(ATTEMPTS):
            try:
                with folder.results() as results:
                    found = compare_results(results, scenarios[0].measures.discount_rates, members_of(scenarios), goods)
                    folder.finish(results, tables(found), vocabulary(found), scenarios[0].start_date)
            except DamagedResult:
                for plan in plans:  # only blocks that are damaged are run again
                    _run(plan, folder, count, recording, lambda _: None, None, resume=True)
            else:
                return replace(found, path=out)
    raise StorageError(f"{out} cannot be read back as it was written, {ATTEMPTS} times; is the disk sound?")


def _run(
    plan: Plan,
    folder: ComparisonFolder,
    count: int,
    recording: Recording,
    watch: Watcher,
    elsewhere: Elsewhere | None,
    *,
    resume: bool,
) -> None:
    arm = folder.arm(plan.scenario.name)
    write(plan, arm, count, recording, watch, resume=resume, inside=folder.held, elsewhere=elsewhere)


def quarterly(tick: int) -> int:
    """Days between recorded markets: a quarter in whole ticks of ``tick`` days."""
    return -(-QUARTER // tick) * tick


def refuse_unlike(scenarios: Sequence[Scenario]) -> None:
    """Refuse arms with equal names, or with different values of ``COMMON``; ``scenarios`` are those of the arms.

    Raises DataError with all reasons.
    """
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
    if len({world_of(s) for s in scenarios}) > 1:
        said = ", ".join(f"{s.base_table} in {s.name}" for s in scenarios)
        wrong.append(f"the arms play other worlds: {said}; arms of one comparison trade the same materials")
    if len(scenarios) < 2:
        wrong.append("a comparison needs at least two arms; the first is the base")
    if wrong:
        raise DataError("\n".join(wrong))


def world_of(scenario: Scenario) -> Goods:
    """Goods of the world that ``scenario`` plays."""
    return goods_of(scenario.base_table)


def members_of(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Regions that belong to an alliance in any of ``scenarios`` at any time."""
    alliances = [policy.members for s in scenarios for policy in s.policies.values()]
    return tuple(region for region in REGIONS if any(fits(members, region) for members in alliances))


def _chain(scenario: Scenario) -> dict[str, str]:
    """Digest of the folder of the chain that ``scenario`` plays; nothing without one."""
    digest = chain_digest(scenario.base_table)
    return {"chain_sha256": digest} if digest else {}


def _what(scenarios: Sequence[Scenario], count: int, recording: Recording) -> dict[str, Any]:
    """Identity of the comparison: everything that decides its content."""
    return {
        "arms": [{"name": s.name, "scenario_digest": sha256(to_toml(s).encode()), **_chain(s)} for s in scenarios],
        "against": scenarios[0].name,
        "seed": scenarios[0].seed,
        "replications": count,
        "detail": recording.detail,
        "step_days": recording.step,
        "kernel_hash": KERNEL_HASH,
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
    }
