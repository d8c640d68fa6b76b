"""The ``event`` table: outages, closures, policies, controls, investments and other changes of the world, by day.

The card of each instrument gives the words.
"""

from itertools import chain

import numpy as np

from lodeflow.instruments.card import ACTORS, Story
from lodeflow.instruments.registry import actors
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.record.record import EVENTS
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads


def stories(plan: Plan) -> tuple[Story, ...]:
    """Descriptions of all events that can happen in the world of ``plan`` and are recorded."""
    return tuple(each.story(plan) for each in actors() if each.story)


def words_of_events(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Every identifier that the ``event`` table of ``plan`` may hold, by column."""
    return _identifiers(stories(plan))


def _identifiers(known: tuple[Story, ...]) -> dict[str, tuple[str, ...]]:
    return {
        "kind": tuple(k.name.lower() for k in Kind),
        "actor": ACTORS,
        "subject": tuple(dict.fromkeys(chain.from_iterable(story.subjects for story in known))),
        "detail": tuple(dict.fromkeys(chain.from_iterable(story.words for story in known))),
    }


def event_rows(plan: Plan, r: Replication) -> Columns:
    """The ``event`` table of one replication, in order of occurrence.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    event = r.world.tape.event[: int(r.world.tape.used[EVENTS])].copy()  # workers reuse their tape
    kind, who, amount = event[:, 1].astype(np.int64), event[:, 2].astype(np.int64), event[:, 3]
    known, kinds = stories(plan), {int(k): n for n, k in enumerate(Kind)}
    words = _identifiers(known)
    actor, subject, detail = (np.full(len(event), -1, np.int32) for _ in range(3))
    for story in known:
        mine = np.isin(kind, story.kinds)
        actor[mine] = codes(ACTORS, story.actors)[who[mine]]
        subject[mine] = codes(words["subject"], story.subjects)[who[mine]]
        word = np.where(amount > 0.0, 0, 1) if len(story.words) == 2 else amount.astype(np.int64)
        detail[mine] = codes(words["detail"], story.words)[word[mine]]
    return {
        **heads(r, len(event)),
        "day": event[:, 0].astype(np.int32),
        "kind": np.array([kinds[k] for k in kind.tolist()], np.int32),
        "actor": actor,
        "subject": subject,
        "detail": detail,
    }
