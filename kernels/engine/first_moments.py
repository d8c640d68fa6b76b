"""First moments of all actors of a replication, written in one call; the compiled engine puts them on its agenda.

The order is that of the cards in ``sim/instruments/registry.py``, which name the kernel of each first moment and the
number of its actors; ``tests/house/test_instruments.py`` compares.
"""

import numpy as np

from lodeflow.kernels.alliance.accession import await_accession
from lodeflow.kernels.alliance.levy import await_fixing
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.engine.agenda import clear, note_down
from lodeflow.kernels.export_controls.decree import await_control
from lodeflow.kernels.export_controls.retaliation import await_retaliation
from lodeflow.kernels.projects.permitting_bills import await_enactment
from lodeflow.kernels.projects.price_guarantees import await_settlement
from lodeflow.kernels.projects.stages import begin
from lodeflow.kernels.shocks.spells import await_spell
from lodeflow.kernels.supply.outages import await_outage
from lodeflow.kernels.supply.stoppages import await_stoppage
from lodeflow.kernels.trade.chokepoints import await_closure
from lodeflow.kernels.trade.duties import await_change

BEFORE = -1  # day before the first


@jit
def start(
    routes, alliances, levies, plant_params, trade, sites, stoppage_params, investment_params, projects,
    project_links, project_state, control_params, control_state, chokepoint_params, chokepoint_draws, outage_params,
    duties, shocks, retaliation_params, retaliation_state, chance, guarantee_params, bill_params, agenda, known,
    counts, first,
):  # fmt: skip
    """Agenda of day 0 with the first moments of all actors. The caller has made room for them.

    Args:
        agenda: the agenda, cleared here.
        known: int64 (any,) [moment], first moments of the market and of the lots under way.
        counts: int64 (cards,) [-], number of actors of each card, in the order of the calls below.
        first: int64 (sum of counts,) [moment], scratch.

    """
    before, n = np.int64(BEFORE), np.int64(0)  # 0 alone would be a type of its own
    for who in range(counts[0]):
        first[n] = begin(
            investment_params, projects, project_links, project_state, routes, trade, plant_params, chance,
            bill_params, who,
        )  # fmt: skip
        n += 1
    for who in range(counts[1]):
        first[n] = await_settlement(guarantee_params, before, who)
        n += 1
    for who in range(counts[2]):
        first[n] = await_enactment(bill_params, chance, before, who)
        n += 1
    for who in range(counts[3]):
        first[n] = await_outage(outage_params, sites, chance, before, who)
        n += 1
    for who in range(counts[4]):
        first[n] = await_stoppage(stoppage_params, before, who)
        n += 1
    for who in range(counts[5]):
        first[n] = await_closure(chokepoint_params, chokepoint_draws, chance, before, who)
        n += 1
    for who in range(counts[6]):
        first[n] = await_spell(shocks.spells, shocks.course, chance, before, who)
        n += 1
    for who in range(counts[7]):
        first[n] = await_change(duties, before, who)
        n += 1
    for who in range(counts[8]):
        first[n] = await_fixing(alliances, before, who)
        n += 1
    for who in range(counts[9]):
        first[n] = await_accession(alliances, levies, chance, before, who)
        n += 1
    for who in range(counts[10]):
        first[n] = await_control(control_params, control_state, before, who)
        n += 1
    for who in range(counts[11]):
        first[n] = await_retaliation(control_params, retaliation_params, retaliation_state, chance, before, who)
        n += 1
    clear(agenda)
    note_down(agenda, known, len(known))
    note_down(agenda, first, n)
