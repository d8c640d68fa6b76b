"""Permitting bills as arrays, and their card."""

import numpy as np

from lodeflow.atlas.project_lanes import projects_and_entrants
from lodeflow.atlas.readonly import frozen
from lodeflow.instruments.card import AUTHORITIES, Actors, Blueprint, Instrument, caused_by
from lodeflow.instruments.projects.shares import numbers_of
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.kernels.projects.permitting_bills import BillParams, BillState, await_enactment
from lodeflow.language.addresses import hashes
from lodeflow.processes.permitting_bills import permitting_bill
from lodeflow.terms.support.permitting_bills import PermittingBill


def build_bills(b: Blueprint) -> dict[str, BillParams | BillState]:
    """Permitting bills of a scenario, none of them law yet; ``b`` is the world so far, with its projects."""
    bills = b.scenario.permitting_bills
    terms, begin = list(bills.values()), b.scenario.start_date
    crew = [each for _, each in projects_and_entrants(b.scenario)]
    covers = np.zeros((len(terms), len(crew)))
    for n, each in enumerate(terms):
        named = [q for name in each.projects for q in numbers_of(b, name)]
        for q in named or range(len(crew)):
            covers[n, q] = float(crew[q].region == each.region)

    def first(each: PermittingBill) -> int:
        when = each.enacted or (each.pending_from or begin if each.per_year > 0.0 else None)
        return (when - begin).days if when else FAR_DAY

    drawn = [each.enacted is None and each.per_year > 0.0 for each in terms]
    return {
        "bill_params": BillParams(
            name=frozen(hashes(f"bill:{name}" for name in bills), np.int64),
            enacted=frozen([first(each) for each in terms], np.int64),
            mean_wait=frozen(
                [DAYS_PER_YEAR / each.per_year if d else 0.0 for each, d in zip(terms, drawn, strict=True)]
            ),
            covers=frozen(covers),
            factor=frozen([each.permitting_factor for each in terms]),
            most_days=frozen([each.most_permitting_days or float(FAR_DAY) for each in terms]),
            suits=frozen([each.litigation_factor for each in terms]),
            most_suit_days=frozen([each.most_litigation_days or float(FAR_DAY) for each in terms]),
        ),
        "bill_state": BillState(np.zeros(len(terms), np.int64)),
    }


PERMITTING_BILLS = Instrument(
    stem="permitting_bills",
    tables=("permitting_bills",),
    build=build_bills,
    slices=("bill_params", "bill_state"),
    actors=(
        Actors(
            (Kind.ENACTMENT,),
            lambda w: len(w.market.bill_state.law),
            await_enactment,
            permitting_bill,
            lambda plan: caused_by(
                AUTHORITIES, (Kind.ENACTMENT,), tuple(plan.scenario.permitting_bills), ("becomes law", "does not")
            ),
        ),
    ),
)
"""Laws that shorten permits still to come."""
