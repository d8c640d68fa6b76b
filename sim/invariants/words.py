"""Names of moments and of places in arrays, for messages about a world."""

from lodeflow.instruments.registry import actors
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import LANE
from lodeflow.plans import Plan

CARGOES = {
    Kind.LICENCE, Kind.DEPARTURE, Kind.SEIZURE, Kind.PASSAGE, Kind.LANDFALL, Kind.CLEARANCE, Kind.ARRIVAL, Kind.LOADING,
}  # fmt: skip
"""Kinds of moments whose actor is a cargo."""


def moment_in_words(plan: Plan, world: World, day: int, moment: int | None, *, batch: bool) -> str:
    """Day, kind and actor of a moment that is over.

    Args:
        plan: the plan.
        world: the world after the moment.
        day: the day.
        moment: packed moment; None for an actor without one.
        batch: whether all moments of its day and kind are over.

    """
    if moment is None:
        return f"day {day}, after an actor without a moment of its own"
    kind, who = Kind((moment >> 32) & 0xFF), moment & 0xFFFFFFFF
    after = f"day {day}, after the {kind.name.lower()}"
    if batch:
        return f"{after} of all that had one"
    if kind in CARGOES:
        lane = int(world.market.lots.fact[who, LANE])
        return f"{after} of the cargo in slot {who}" + (f" on {plan.atlas.lanes[lane].name}" if lane >= 0 else "")
    for each in actors():
        story = each.story(plan) if each.story else None
        if story and int(kind) in story.kinds:
            return f"{after} of {story.subjects[who]}"
    return f"{after} of number {who}" if kind != Kind.MARKET else after


def place_in_words(plan: Plan, world: World, place: str, k: int) -> str:
    """Name of a number in an array, or of a row where ``place`` is a slice.

    Args:
        plan: the plan.
        world: the world.
        place: ``slice.field`` or ``slice``.
        k: index into the array in one dimension, or row of the slice.

    """
    part, _, field = place.partition(".")
    home = world if hasattr(world, part) else world.market
    array = getattr(getattr(home, part, None), field, None) if field else None
    columns = array.size // len(array) if array is not None and array.ndim > 1 else 1
    row, column = divmod(k, columns)
    names = {
        "sellers": plan.atlas.cells,
        "buyers": plan.atlas.cells,
        "trade": [lane.name for lane in plan.atlas.lanes],
        "users": plan.users,
        "project_state": plan.projects,
        "sites": plan.sites,
    }.get(part)
    name = names[row] if names is not None and row < len(names) else f"number {row}"
    said = name if isinstance(name, str) else " ".join(name)
    said += f" ({plan.atlas.holders[row]})" if part == "buyers" and plan.atlas.holders[row] != "civil" else ""
    said += f", column {column}" if columns > 1 else ""
    return f"{place} of {said}" if field else said
