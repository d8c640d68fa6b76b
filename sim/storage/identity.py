"""Identity of the result in a folder: what its plan and its manifest say that it is.

A manifest vouches for the plan that it lists, and for no other. A folder whose manifest and plan belong to two results,
as a copy of one result over another leaves it, holds another result than either of them.
"""

import json
from collections.abc import Mapping
from typing import Any

from lodeflow.errors import OutputError, printable
from lodeflow.storage.held_folder import HeldFolder
from lodeflow.storage.manifest import canonical_json, opened, sha256
from lodeflow.storage.ownership import COMPARISON, DESIGN, MANIFEST, PLAN, SCENARIO, FolderMismatch

LONGEST = 60
"""Characters of a value that a message repeats."""
_OTHER_SCENARIO = "another scenario.toml"


def refuse_another_result(folder: HeldFolder, scenario: bytes, plan: Mapping[str, Any]) -> None:
    """Check that a folder holds the result that is planned, or none.

    Args:
        folder: the result folder.
        scenario: content of scenario.toml as planned.
        plan: content of plan.json as planned.

    Raises:
        FolderMismatch: it holds another one; the message has the differences.

    """
    vouched = _vouched(folder, {SCENARIO: scenario, PLAN: canonical_json(plan)})
    if vouched:
        return  # a plan or scenario that differs is damaged, and will be written anew
    different = _differences(folder, scenario, plan)
    if vouched is False and not different:
        different = [f"its {MANIFEST} is of another plan"]
    if different:
        raise FolderMismatch(f"{folder.path} holds another result ({'; '.join(different)}); choose another folder")


def refuse_another_comparison(folder: HeldFolder, what: bytes) -> None:
    """Check that a folder holds the comparison that is planned, or none.

    Args:
        folder: the comparison folder.
        what: content of comparison.json as planned.

    Raises:
        FolderMismatch: it holds another one.

    """
    _refuse_other_words(folder, COMPARISON, what, "comparison (other arms, seed")


def refuse_another_design(folder: HeldFolder, what: bytes) -> None:
    """Check that a folder holds the design that is planned, or none.

    Args:
        folder: the design folder.
        what: content of design.json as planned.

    Raises:
        FolderMismatch: it holds another one.

    """
    _refuse_other_words(folder, DESIGN, what, "design (other points, seed")


def _refuse_other_words(folder: HeldFolder, name: str, what: bytes, said: str) -> None:
    """Check that the file that says what a folder consists of is the planned one, or not there."""
    vouched = _vouched(folder, {name: what})
    with folder.in_words(name):
        same = folder.size(name) is None or folder.read(name) == what
    if vouched is False or (vouched is None and not same):
        raise FolderMismatch(
            f"{folder.path} holds another {said}, replications, or another version); choose another folder"
        )


def _vouched(folder: HeldFolder, files: Mapping[str, bytes]) -> bool | None:
    """Whether the manifest lists just these contents; None if there is no manifest, or a damaged one."""
    with folder.in_words(MANIFEST):
        text = folder.read(MANIFEST) if folder.size(MANIFEST) is not None else b""
    try:
        listed = opened(text)["files"]
        return all(listed.get(name, {}).get("sha256") == sha256(data) for name, data in files.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _differences(folder: HeldFolder, scenario: bytes, plan: Mapping[str, Any]) -> list[str]:
    """Differences between the plan in a folder and this one, one line each; none if nothing was begun there.

    Raises OutputError if the plan in the folder is damaged.
    """
    with folder.in_words(PLAN):
        if folder.size(PLAN) is None:
            begun = folder.size(SCENARIO) is not None
            return [_OTHER_SCENARIO] if begun and folder.read(SCENARIO) != scenario else []
        text = folder.read(PLAN)
    try:
        there = dict(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        path = folder.path / PLAN
        raise OutputError(f"{path} is damaged; choose another folder or an empty one") from None
    return differences(there, plan)


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Differences between two plans, one line each; none if they are one.

    Args:
        there: content of the plan.json that was found.
        here: content of the one that is wanted.

    """
    keys = sorted(there.keys() | here.keys())
    return list(dict.fromkeys(_difference(k, there.get(k), here.get(k)) for k in keys if there.get(k) != here.get(k)))


def _difference(key: str, there: Any, here: Any) -> str:
    if key == "scenario_digest":
        return _OTHER_SCENARIO
    if key in ("versions", "kernel_hash", "schema_version"):
        return "computed by another version"
    if isinstance(there, list | dict) or isinstance(here, list | dict):
        return printable(f"{_short(key)} differ")
    return printable(f"{_short(key)} {_short(there)} there, {_short(here)} here")


def _short(value: Any) -> str:
    """A value in a message."""
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
