"""What a random number is for: the third part of its address, so that no draw moves because of another.

A value is never renumbered, because it stands in every result ever drawn.
"""

from enum import IntEnum


class Purpose(IntEnum):
    """What a draw decides."""

    SEA_DAYS = 1  # how long a voyage takes, and whether its last part of a day counts as a day
    OUTAGE_WAIT = 3  # how long a site works until it stops
    OUTAGE_DAYS = 4  # how long it stands still
    OUTAGE_CUT = 5  # what share of its output is lost
    CLOSURE_WAIT = 6  # how long a strait or canal stays open
    CLOSURE_DAYS = 7  # how long it stays closed
    PASSAGE_BLOCKED = 8  # whether a cargo cannot pass
    PARAMETER = 9  # what an uncertain number of the scenario is
    CONTROL_SPELL = 10  # how long a drawn regime of export control lasts
    CONTROL_NEXT = 11  # which regime follows it
    LICENCE_DAYS = 12  # how long a licence office works on a cargo's file
    RETALIATION_WAIT = 15  # how long until a country could retaliate next
    RETALIATION_COMES = 16  # whether it does, at a hazard below the highest
    SPELL_WAIT = 30  # how long until a flood, crackdown or surge could begin next
    SPELL_DAYS = 31  # how long it lasts
    SPELL_COMES = 32  # whether it does begin, at a hazard below the highest
    BOOM = 33  # how a sector's business goes
    SMUGGLERS_CAUGHT = 40  # whether a smuggled cargo is seized at the border
    ACCESSION_DAY = 50  # when a region joins an alliance
    RELABELLED_FOUND = 60  # whether the buyer's customs finds out that a cargo's papers lie
    INVOICE_AUDITED = 61  # whether it looks behind an invoice between affiliates
    PERMITTING_DAYS = 20  # how long a project waits for its permits
    LITIGATION = 21  # whether it is taken to court, and for how long
    BUILDING_DAYS = 22  # how long it is built
    BUILDING_DELAY = 23  # and how much longer than planned
    CAPITAL_OVERRUN = 24  # what it costs over plan
    RAMP_TYPE = 25  # how it reaches its design output
    CANDIDATE_WAIT = 26  # when somebody looks whether to enter, invest, cancel or close
    CANDIDATE_TAKEN = 27  # and whether it is done
    RESTART_DAYS = 28  # how long a closed plant takes to work again


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
