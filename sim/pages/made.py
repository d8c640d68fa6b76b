"""Provenance of a result: seed, versions, digests, and the command that makes it again."""

import json
import shlex
from pathlib import Path
from typing import Any

from lodeflow.pages.html import Html, element, table
from lodeflow.report.text_tables import Section
from lodeflow.storage.ownership import ARMS, COMPARISON, MANIFEST, PLAN, SCENARIO


def how_made(folder: Path, arms: list[str]) -> list[Html]:
    """Part of a page on how a folder was made, and how to check it and to make it again.

    Args:
        folder: a finished result or comparison.
        arms: names of the arms of a comparison; none for a result.

    """
    manifest = _read(folder / MANIFEST)
    plan = _read(folder / (COMPARISON if arms else PLAN))
    facts = {
        "seed": plan["seed"],
        "replications": plan["replications"] if arms else manifest["replications"],
        "detail": plan["detail"],
        "days between recorded markets": plan["step_days"],
        **{f"version of {name}": version for name, version in plan["versions"].items()},
        "schema version": manifest["schema_version"],
        "hash of the kernels": manifest["kernel_hash"],
        "checksum of the manifest": manifest["own_sha256"],
    }
    for name, place in {arm: folder / ARMS / arm for arm in arms}.items() if arms else {"": folder}.items():
        facts[f"digest of the scenario {name}".rstrip()] = _scenario_digest(plan, name)
        tables = _read(place / MANIFEST)["tables"]
        facts |= {f"digest of {name} {of}".replace("  ", " "): said["content_digest"] for of, said in tables.items()}
    rows = [(name, f"{value}") for name, value in facts.items()]
    return [
        element("p", "Check every byte of the folder, and make it again; equal versions give equal digests:"),
        element("pre", f"lodeflow verify {shlex.quote(str(folder))}\n{_again(folder, arms, plan)}"),
        table(Section("Seed, versions and digests", ("what", "value"), rows)),
    ]


def _again(folder: Path, arms: list[str], plan: dict[str, Any]) -> str:
    """Command that makes the same result from the scenarios that the folder holds."""
    scenarios = [folder / ARMS / arm / SCENARIO for arm in arms] or [folder / SCENARIO]
    command, count = ("compare" if arms else "mc"), ["--reps", str(plan["replications"])]
    if not arms and not plan["fan"]:  # of run, which plays one
        command, count = "run", ["--replication", str(plan["first_replication"])]
    words = ["lodeflow", command, *map(str, scenarios), *count]
    words += ["--detail", plan["detail"], "--every", str(plan["step_days"])]
    until = ["--until", str(plan["until"])] if plan.get("until") else []
    return shlex.join([*words, *until, "--out", "again"])


def _scenario_digest(plan: dict[str, Any], arm: str) -> str:
    """Digest of the scenario of an arm, or of the only one."""
    found = {said["name"]: said["scenario_digest"] for said in plan.get("arms", ())}
    return str(found.get(arm, plan.get("scenario_digest", "")))


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
