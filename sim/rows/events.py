"""The ``event`` table: outages, closures, policies, controls, investments and other changes of the world, by day.

The card of each instrument gives the words.
"""

from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.instruments.card import Story, actors_in
from lodeflow.instruments.registry import actors
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.record.record import EVENTS
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads

_PLACE = np.full(1 + max(Kind), -1, np.int32)
"""Code of each kind in the vocabulary: its place among all kinds."""
_PLACE[[int(kind) for kind in Kind]] = range(len(Kind))


def stories(plan: Plan) -> tuple[Story, ...]:
    """Descriptions of all events that can happen in the world of ``plan`` and are recorded."""
    return tuple(each.story(plan) for each in actors() if each.story)


class EventCodes(NamedTuple):
    """Codes of the words of one story: by the number of the actor, and by what happened."""

    kinds: tuple[int, ...]
    """Kinds of the events that it describes."""
    actor: NDArray[np.int32]
    """int32 (actors,): code of the kind of actor."""
    subject: NDArray[np.int32]
    """int32 (actors,): code of the actor's name."""
    detail: NDArray[np.int32]
    """int32 (words,): code of what happened."""


def event_codes(plan: Plan) -> tuple[EventCodes, ...]:
    """Codes of all events of ``plan``; they are the same for all its replications."""
    known = stories(plan)
    words = _identifiers(plan, known)
    return tuple(
        EventCodes(
            tuple(int(kind) for kind in story.kinds),
            codes(actors_in(plan.atlas.goods), story.actors),
            codes(words["subject"], story.subjects),
            codes(words["detail"], story.words),
        )
        for story in known
    )


def words_of_events(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Every identifier that the ``event`` table of ``plan`` may hold, by column."""
    return _identifiers(plan, stories(plan))


def _identifiers(plan: Plan, known: tuple[Story, ...]) -> dict[str, tuple[str, ...]]:
    return {
        "kind": tuple(k.name.lower() for k in Kind),
        "actor": actors_in(plan.atlas.goods),
        "subject": tuple(dict.fromkeys(chain.from_iterable(story.subjects for story in known))),
        "detail": tuple(dict.fromkeys(chain.from_iterable(story.words for story in known))),
    }


def event_rows(known: tuple[EventCodes, ...], r: Replication) -> Columns:
    """The ``event`` table of one replication, in order of occurrence.

    Args:
        known: codes of the events of its plan.
        r: the finished replication.

    """
    event = r.world.tape.event[: int(r.world.tape.used[EVENTS])].copy()  # workers reuse their tape
    kind, who, amount = event[:, 1].astype(np.int64), event[:, 2].astype(np.int64), event[:, 3]
    actor, subject, detail = (np.full(len(event), -1, np.int32) for _ in range(3))
    for story in known:
        mine = np.flatnonzero(np.logical_or.reduce([kind == each for each in story.kinds]))
        if len(mine):
            actor[mine] = story.actor[who[mine]]
            subject[mine] = story.subject[who[mine]]
            much = amount[mine]
            detail[mine] = story.detail[np.where(much > 0.0, 0, 1) if len(story.detail) == 2 else much.astype(int)]
    return {
        **heads(r, len(event)),
        "day": event[:, 0].astype(np.int32),
        "kind": _PLACE[kind],
        "actor": actor,
        "subject": subject,
        "detail": detail,
    }
