"""Run that a folder says is going to be computed, read back from its scenario.toml and plan.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodeflow.assembly import plan
from lodeflow.errors import OutputError
from lodeflow.monte_carlo.run import identity_of
from lodeflow.monte_carlo.workers import Recording, Workers
from lodeflow.plans import Plan
from lodeflow.scenario.load import load
from lodeflow.storage.identity import differences
from lodeflow.storage.ownership import PLAN, SCENARIO
from lodeflow.storage.result_folder import FolderMismatch


@dataclass(frozen=True)
class Planned:
    """Run of a folder."""

    plan: Plan
    """Plan of the run."""
    recording: Recording
    """What is recorded."""
    what: dict[str, Any]
    """Content of plan.json."""

    @property
    def count(self) -> int:
        """Number of replications."""
        return int(self.what["replications"])

    @property
    def first(self) -> int:
        """Number of the first replication."""
        return int(self.what["first_replication"])

    def workers(self) -> Workers:
        """Runner of its blocks."""
        return Workers(self.plan, self.recording, self.first + self.count, first=self.first)


def planned(folder: Path, engine: str = "compiled") -> Planned:
    """Run that the result folder or shard ``folder`` is of, to be computed by ``engine``.

    Raises:
        FolderMismatch: this installation would compute it otherwise; the difference is named.
        OutputError: the folder has no plan, or a damaged one.

    """
    try:
        what: dict[str, Any] = dict(json.loads((folder / PLAN).read_bytes()))
        detail, step, fan = str(what["detail"]), int(what["step_days"]), bool(what["fan"])
        count, first = int(what["replications"]), int(what["first_replication"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise OutputError(f"{folder / PLAN} is missing or damaged") from None
    of_run = plan(load(str(folder / SCENARIO)))
    recording = Recording(detail, step, engine, fan=fan)
    same = {key: what.get(key) for key in ("scenario_digest", "until")}
    if faults := differences(what, identity_of(of_run, recording, count, first=first) | same):
        raise FolderMismatch(f"{folder} cannot be computed by this installation: {'; '.join(faults)}")
    return Planned(of_run, recording, what)
