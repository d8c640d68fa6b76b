"""The ``event`` table: outages, closures, policies, controls, investments and other changes of the world, by day."""

from itertools import chain
from typing import NamedTuple

import numpy as np

from lodeflow.assembly import Plan
from lodeflow.base_world.duty_rules import all_duties, dated
from lodeflow.catalog.names import CHOKEPOINTS, REGIONS
from lodeflow.instruments.export_controls import headings
from lodeflow.kernels.core.kinds import (
    ACCESSION,
    CARE,
    CHOKEPOINT,
    CONTROL,
    CRACKDOWN,
    FLOOD,
    INVESTMENT,
    LEVY,
    OUTAGE,
    POLICY,
    PROJECT,
    RETALIATION,
    SURGE,
    Kind,
)
from lodeflow.kernels.record.record import EVENTS
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads
from lodeflow.rows.projects import PROJECT_STAGES

NATURE, SEVERAL = "nature", "several regions"
ACTORS = (NATURE, *REGIONS, SEVERAL)
PACT_WORDS = ("", "in force", "lapses", "announced")
REGIMES = ("no control", "licensing", "quota", "ban", "eased", "announced")


class Story(NamedTuple):
    """Description of events of some kinds: subjects, actors, and words for what happened."""

    kinds: tuple[int, ...]
    """Kinds of events, values of ``Kind``."""
    subjects: tuple[str, ...]
    """Mine, chokepoint, project, duty or control that an event strikes, indexed by the actor number of the event."""
    actors: tuple[str, ...]
    """Region or cause behind it, one for each subject."""
    words: tuple[str, ...]
    """Words for an event's amount. Of two words the first is for amounts above 0; of more, the amount is the index."""


def stories(plan: Plan) -> tuple[Story, ...]:
    """Descriptions of all events that can happen in the world of ``plan`` and are recorded."""
    sites = tuple(site.removeprefix("site:") for site in plan.sites)
    duties = all_duties(plan.scenario)
    payers = [duties[key].rule(key).sides[0] for key in dated(plan.scenario)]
    levied_by = tuple(by[0] if len(by) == 1 and by[0] in REGIONS else SEVERAL for by in payers)
    controls = tuple(headings(plan.scenario))
    return (
        _by_nobody((OUTAGE,), sites, ("stops", "works again")),
        _by_nobody((CHOKEPOINT,), CHOKEPOINTS, ("closed", "open")),
        _by_nobody((INVESTMENT, PROJECT, CARE), plan.projects, PROJECT_STAGES),
        _by_nobody((FLOOD, CRACKDOWN, SURGE), plan.spells, ("begins", "ends")),
        Story((POLICY,), dated(plan.scenario), levied_by, ("in force", "lapses")),
        Story((LEVY,), tuple(plan.scenario.policies), (SEVERAL,) * len(plan.scenario.policies), PACT_WORDS),
        Story(
            (ACCESSION,),
            tuple(name for name in plan.scenario.policies for _ in REGIONS),
            REGIONS * len(plan.scenario.policies),
            ("", "joins", "leaves"),
        ),
        Story((CONTROL, RETALIATION), controls, tuple(plan.scenario.controls[c].controller for c in controls), REGIMES),
    )


def _by_nobody(kinds: tuple[int, ...], subjects: tuple[str, ...], words: tuple[str, ...]) -> Story:
    """Description of events that no region causes."""
    return Story(kinds, subjects, (NATURE,) * len(subjects), words)


def words_of_events(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Every identifier that the ``event`` table of ``plan`` may hold, by column."""
    return _identifiers(stories(plan))


def _identifiers(told: tuple[Story, ...]) -> dict[str, tuple[str, ...]]:
    return {
        "kind": tuple(k.name.lower() for k in Kind),
        "actor": ACTORS,
        "subject": tuple(dict.fromkeys(chain.from_iterable(story.subjects for story in told))),
        "detail": tuple(dict.fromkeys(chain.from_iterable(story.words for story in told))),
    }


def event_rows(plan: Plan, r: Replication) -> Columns:
    """The ``event`` table of one replication, in order of occurrence.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    event = r.world.tape.event[: int(r.world.tape.used[EVENTS])].copy()  # workers reuse their tape
    kind, who, amount = event[:, 1].astype(np.int64), event[:, 2].astype(np.int64), event[:, 3]
    told_of, kinds = stories(plan), {int(k): n for n, k in enumerate(Kind)}
    words = _identifiers(told_of)
    actor, subject, detail = (np.full(len(event), -1, np.int32) for _ in range(3))
    for story in told_of:
        told = np.isin(kind, story.kinds)
        actor[told] = codes(ACTORS, story.actors)[who[told]]
        subject[told] = codes(words["subject"], story.subjects)[who[told]]
        word = np.where(amount > 0.0, 0, 1) if len(story.words) == 2 else amount.astype(np.int64)
        detail[told] = codes(words["detail"], story.words)[word[told]]
    return {
        **heads(r, len(event)),
        "day": event[:, 0].astype(np.int32),
        "kind": np.array([kinds[k] for k in kind.tolist()], np.int32),
        "actor": actor,
        "subject": subject,
        "detail": detail,
    }
