"""Payments of governments under price guarantees and programmes of public money, with payer, payee and instrument."""

import numpy as np
from numpy.typing import NDArray

from lodeflow.base_world.rest_point import Floats
from lodeflow.kernels.record.record import MARKETS
from lodeflow.plans import Plan
from lodeflow.replication import Replication

STATE, OWNERS = "treasury {payer}", "sellers {here}"
KINDS = (  # instrument, payer and payee of each column of ``Tape.public``
    ("price guarantee", STATE, OWNERS),
    ("guarantee returned", OWNERS, STATE),
    ("capital grant", STATE, OWNERS),
    ("state equity", STATE, OWNERS),
    ("public loan", STATE, OWNERS),
    ("loan service", OWNERS, STATE),
    ("production credit", STATE, OWNERS),
    ("offtake loss", STATE, OWNERS),
    ("offtake gain", OWNERS, STATE),
    ("earnings guarantee", STATE, OWNERS),
)
BACK = tuple(k for k, (_, payer, _) in enumerate(KINDS) if payer == OWNERS)
"""Columns of what comes back to governments."""
OF_WELFARE = ("public_money_usd", "public_paid_usd")
"""Columns of the welfare table that public money fills."""


def payers(plan: Plan) -> list[str]:
    """Region that pays, of each guarantee, then of each programme; ``plan`` has them."""
    scenario = plan.scenario
    guarantees = [each.payer for each in scenario.price_guarantees.values()]
    return [*guarantees, *(each.payer for each in scenario.public_money.values())]


def places(plan: Plan) -> list[int]:
    """Cell of the producers of each guarantee, then of each programme: that of the first mine, plant or project.

    Args:
        plan: the plan with its guarantees and programmes.

    """
    m, found = plan.template.market, []
    main = m.project_links.sells[:, 0]
    for n in range(len(m.guarantee_params.strike)):
        mines, plants = m.guarantee_params.of_mine[n], m.guarantee_params.of_plant[n]
        cells = [*m.mine_params.cell[mines > 0.0], *m.plant_params.product[plants > 0.0]]
        cells += [*main[m.guarantee_params.of_project[n] > 0.0], m.guarantee_params.benchmark[n]]
        found.append(int(cells[0]))
    found += [int(main[np.flatnonzero(covers)[0]]) for covers in m.public_money.covers]
    return found


def support_terms(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Material, instrument, payer and payee of every payment that the ``plan`` knows, as in ``support_payments``."""
    terms = []
    for payer, cell in zip(payers(plan), places(plan), strict=True):
        here, material = plan.atlas.cells[cell]
        for instrument, who, whom in KINDS:
            terms.append(
                (material, instrument, who.format(payer=payer, here=here), whom.format(payer=payer, here=here))
            )
    return terms


def support_payments(r: Replication) -> Floats:
    """Payments of each step of the finished replication ``r``, USD, float64 (recorded days, supports, ``KINDS``)."""
    tape = r.world.tape
    told = tape.public[: int(tape.used[MARKETS])]
    return np.diff(told, axis=0, prepend=np.zeros((1, *told.shape[1:])))


def supported(plan: Plan, r: Replication, last: NDArray[np.int64]) -> dict[str, Floats]:
    """Columns ``OF_WELFARE``, each float64 (periods, shown cells) in USD: what producers get, and governments pay.

    What comes back is taken off both. What a government pays stands with its own cell of the material, or with the
    first of its cells if it has none.

    Args:
        plan: the plan of the replication.
        r: the finished replication.
        last: (periods,) last recorded day of each period, as a row of the tape.

    """
    sign = np.ones(len(KINDS))
    sign[list(BACK)] = -1.0
    net = np.diff((r.world.tape.public[last] * sign).sum(axis=2), axis=0, prepend=0.0)
    found = {name: np.zeros((len(last), len(plan.atlas.shown))) for name in OF_WELFARE}
    for n, (payer, cell) in enumerate(zip(payers(plan), places(plan), strict=True)):
        material = plan.atlas.cells[cell][1]
        own = [k for k, (region, _) in enumerate(plan.atlas.shown_cells) if region == payer]
        like = [k for k in own if plan.atlas.shown_cells[k][1] == material]
        found["public_money_usd"][:, plan.atlas.row[cell]] += net[:, n]
        found["public_paid_usd"][:, (like or own)[0]] += net[:, n]
    return found
