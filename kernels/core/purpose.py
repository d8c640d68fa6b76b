"""Purposes of random draws: the third part of a draw's address, so that no draw moves because of another.

A value is never renumbered, because it stands in every result ever drawn.
"""

from enum import IntEnum


class Purpose(IntEnum):
    """Quantity or decision that a draw is for."""

    SEA_DAYS = 1  # days at sea of a voyage, and rounding of its last part of a day
    OUTAGE_WAIT = 3  # days until a mine site stops
    OUTAGE_DAYS = 4  # days of the stop
    OUTAGE_CUT = 5  # share of the site's output that is lost
    CLOSURE_WAIT = 6  # days until a chokepoint closes
    CLOSURE_DAYS = 7  # days of the closure
    PASSAGE_BLOCKED = 8  # whether a cargo is blocked by the closure
    PARAMETER = 9  # value of an uncertain number of the scenario
    CONTROL_SPELL = 10  # days that a drawn export-control regime lasts
    CONTROL_NEXT = 11  # regime that follows it
    LICENCE_DAYS = 12  # processing days of a licence application
    RETALIATION_WAIT = 15  # days until the next candidate date of retaliation
    RETALIATION_COMES = 16  # whether the candidate is taken (thinning of the highest hazard)
    SPELL_WAIT = 30  # days until the next candidate date of a flood, crackdown or surge
    SPELL_DAYS = 31  # days that it lasts
    SPELL_COMES = 32  # whether the candidate is taken (thinning of the highest hazard)
    BOOM = 33  # step of a sector's business cycle
    SMUGGLERS_CAUGHT = 40  # whether a smuggled cargo is seized at the border
    ACCESSION_DAY = 50  # day on which a region joins an alliance
    RELABELLED_FOUND = 60  # whether the buyer's customs detects false papers
    INVOICE_AUDITED = 61  # whether customs audits an invoice between affiliates
    PERMITTING_DAYS = 20  # days of permitting of a project
    LITIGATION = 21  # whether a project is litigated, and for how many days
    BUILDING_DAYS = 22  # planned days of construction
    BUILDING_DELAY = 23  # delay of construction
    CAPITAL_OVERRUN = 24  # cost overrun
    RAMP_TYPE = 25  # type of ramp-up
    CANDIDATE_WAIT = 26  # days until the next review: entry, investment, cancellation or closure
    CANDIDATE_TAKEN = 27  # whether the reviewed step is taken
    RESTART_DAYS = 28  # days of restart from care and maintenance


# Plain integers: numba turns a module's integers into constants, an IntEnum member into a tagged value.
SEA_DAYS = int(Purpose.SEA_DAYS)
OUTAGE_WAIT = int(Purpose.OUTAGE_WAIT)
OUTAGE_DAYS = int(Purpose.OUTAGE_DAYS)
OUTAGE_CUT = int(Purpose.OUTAGE_CUT)
CLOSURE_WAIT = int(Purpose.CLOSURE_WAIT)
CLOSURE_DAYS = int(Purpose.CLOSURE_DAYS)
PASSAGE_BLOCKED = int(Purpose.PASSAGE_BLOCKED)
PARAMETER = int(Purpose.PARAMETER)
CONTROL_SPELL = int(Purpose.CONTROL_SPELL)
CONTROL_NEXT = int(Purpose.CONTROL_NEXT)
LICENCE_DAYS = int(Purpose.LICENCE_DAYS)
RETALIATION_WAIT = int(Purpose.RETALIATION_WAIT)
RETALIATION_COMES = int(Purpose.RETALIATION_COMES)
SPELL_WAIT = int(Purpose.SPELL_WAIT)
SPELL_DAYS = int(Purpose.SPELL_DAYS)
SPELL_COMES = int(Purpose.SPELL_COMES)
BOOM = int(Purpose.BOOM)
SMUGGLERS_CAUGHT = int(Purpose.SMUGGLERS_CAUGHT)
ACCESSION_DAY = int(Purpose.ACCESSION_DAY)
RELABELLED_FOUND = int(Purpose.RELABELLED_FOUND)
INVOICE_AUDITED = int(Purpose.INVOICE_AUDITED)
PERMITTING_DAYS = int(Purpose.PERMITTING_DAYS)
LITIGATION = int(Purpose.LITIGATION)
BUILDING_DAYS = int(Purpose.BUILDING_DAYS)
BUILDING_DELAY = int(Purpose.BUILDING_DELAY)
CAPITAL_OVERRUN = int(Purpose.CAPITAL_OVERRUN)
RAMP_TYPE = int(Purpose.RAMP_TYPE)
CANDIDATE_WAIT = int(Purpose.CANDIDATE_WAIT)
CANDIDATE_TAKEN = int(Purpose.CANDIDATE_TAKEN)
RESTART_DAYS = int(Purpose.RESTART_DAYS)
