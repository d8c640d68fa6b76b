"""Purposes of random draws: the third part of a draw's address, so that no draw moves because of another.

A value is never renumbered, because it stands in every result ever drawn.
"""

from enum import IntEnum


class Purpose(IntEnum):
    """Quantity or decision that a draw is for."""

    SEA_DAYS = 1
    """Days at sea of a voyage, and rounding of its last part of a day."""
    OUTAGE_WAIT = 3
    """Days until a mine site stops."""
    OUTAGE_DAYS = 4
    """Days of the stop."""
    OUTAGE_CUT = 5
    """Share of the site's output that is lost."""
    CLOSURE_WAIT = 6
    """Days until a chokepoint closes."""
    CLOSURE_DAYS = 7
    """Days of the closure."""
    PASSAGE_BLOCKED = 8
    """Whether a cargo is blocked by the closure."""
    PARAMETER = 9
    """Value of an uncertain number of the scenario."""
    CONTROL_SPELL = 10
    """Days that a drawn export-control regime lasts."""
    CONTROL_NEXT = 11
    """Regime that follows it."""
    LICENCE_DAYS = 12
    """Processing days of a licence application."""
    RETALIATION_WAIT = 15
    """Days until the next candidate date of retaliation."""
    RETALIATION_COMES = 16
    """Whether the candidate is taken (thinning of the highest hazard)."""
    SPELL_WAIT = 30
    """Days until the next candidate date of a flood, crackdown or surge."""
    SPELL_DAYS = 31
    """Days that it lasts."""
    SPELL_COMES = 32
    """Whether the candidate is taken (thinning of the highest hazard)."""
    BOOM = 33
    """Step of a sector's business cycle."""
    GROWTH_NEWS = 34
    """Step of the growth of a sector's use beside its path."""
    SMUGGLERS_CAUGHT = 40
    """Whether a smuggled cargo is seized at the border."""
    ACCESSION_DAY = 50
    """Day on which a region joins an alliance."""
    RELABELLED_FOUND = 60
    """Whether the buyer's customs detects false papers."""
    INVOICE_AUDITED = 61
    """Whether customs audits an invoice between affiliates."""
    PERMITTING_DAYS = 20
    """Days of permitting of a project."""
    LITIGATION = 21
    """Whether a project is litigated, and for how many days."""
    BUILDING_DAYS = 22
    """Planned days of construction."""
    BUILDING_DELAY = 23
    """Delay of construction."""
    CAPITAL_OVERRUN = 24
    """Cost overrun."""
    RAMP_TYPE = 25
    """Type of ramp-up."""
    CANDIDATE_WAIT = 26
    """Days until the next review: entry, investment, cancellation or closure."""
    CANDIDATE_TAKEN = 27
    """Whether the reviewed step is taken."""
    RESTART_DAYS = 28
    """Days of restart from care and maintenance."""

    ENACTMENT_DAY = 29
    """Day on which a permitting bill becomes law."""


# Plain integers: numba turns a module's integers into constants, an IntEnum member into a tagged value.
(
    SEA_DAYS, OUTAGE_WAIT, OUTAGE_DAYS, OUTAGE_CUT, CLOSURE_WAIT, CLOSURE_DAYS, PASSAGE_BLOCKED, PARAMETER,
    CONTROL_SPELL, CONTROL_NEXT, LICENCE_DAYS, RETALIATION_WAIT, RETALIATION_COMES, SPELL_WAIT, SPELL_DAYS,
    SPELL_COMES, BOOM, GROWTH_NEWS, SMUGGLERS_CAUGHT, ACCESSION_DAY, RELABELLED_FOUND, INVOICE_AUDITED,
    PERMITTING_DAYS, LITIGATION, BUILDING_DAYS, BUILDING_DELAY, CAPITAL_OVERRUN, RAMP_TYPE, CANDIDATE_WAIT,
    CANDIDATE_TAKEN, RESTART_DAYS, ENACTMENT_DAY,
) = map(int, Purpose)  # fmt: skip
