"""Alliances of a scenario as slices of its world, and their card."""

from typing import Any

from lodeflow.instruments.alliance.contracts import build_contracts
from lodeflow.instruments.alliance.floors import build_alliance
from lodeflow.instruments.card import BUYER, CUSTOMS, SELLER, SEVERAL, Actors, Blueprint, Instrument, Payment, Story
from lodeflow.kernels.alliance.accession import await_accession
from lodeflow.kernels.alliance.levy import await_fixing
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.entities.lots import Money
from lodeflow.plans import Plan
from lodeflow.processes.alliance import accession, alliance


def build(b: Blueprint) -> dict[str, Any]:
    """Slices of the alliances: floors, levies and contracts, before any region has joined.

    Args:
        b: the world so far, with its projects, whose costs set a cost-plus reference price.

    """
    found = build_alliance(
        b.scenario, b.year, b.atlas, b.moving, b.found["projects"], b.found["project_links"], b.rates.tariff[0]
    )
    contracts = build_contracts(b.scenario, b.atlas, b.moving, found.floors)
    return found._asdict() | contracts._asdict()


def _levies(plan: Plan) -> Story:
    """Words of the events of levies, one subject for each alliance."""
    names = tuple(plan.scenario.policies)
    return Story((Kind.LEVY,), names, (SEVERAL,) * len(names), ("", "in force", "lapses", "announced"))


def _accessions(plan: Plan) -> Story:
    """Words of the events of accession, one subject for each alliance and region."""
    names = tuple(plan.scenario.policies)
    regions = plan.atlas.goods.regions
    joiners = tuple(name for name in names for _ in regions)
    return Story((Kind.ACCESSION,), joiners, regions * len(names), ("", "joins", "leaves"))


ALLIANCE = Instrument(
    stem="alliance",
    tables=("policies",),
    build=build,
    slices=(
        *("alliances", "floors", "levies"),
        *("contract_params", "contracts", "members_first_params"),
    ),
    actors=(
        Actors((Kind.LEVY,), lambda w: len(w.market.levies.in_force), await_fixing, alliance, _levies),
        Actors((Kind.ACCESSION,), lambda w: w.market.levies.standing.size, await_accession, accession, _accessions),
    ),
    payments={
        Money.LEVY: Payment("levy", BUYER, CUSTOMS, "levy_usd"),
        Money.ALIGNMENT: Payment("export price alignment", BUYER, SELLER, "alignment_usd"),
        Money.CONTRACT: Payment("steady contract", BUYER, SELLER, "contract_usd"),
    },
)
"""Alliances of buyers with price floors: a levy lifts cheap imports to a reference price."""
