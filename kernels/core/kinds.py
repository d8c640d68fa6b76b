"""What can happen in the world, in the order in which it happens within one day.

The value is the rank: policy before outages, outages before shipments, arrivals before the market, and the market
before the cargoes it sends off. Gaps are left for what is to come; a value is never renumbered, because it stands in
every trace digest.
"""

from enum import IntEnum


class Kind(IntEnum):
    """What a moment brings."""

    POLICY = 10  # a tariff or an export tax comes into force, or lapses
    LEVY = 11  # reference prices and levies are fixed, or an alliance's policy begins or ends
    CONTROL = 12  # an export control is announced, comes into force, changes or ends
    ACCESSION = 13  # a region joins an alliance, or leaves it
    RETALIATION = 14  # a country answers new duties with a control, or does not
    FLOOD = 16  # a state begins to sell below what it pays its producers, or stops
    CRACKDOWN = 18  # illegal mining is cracked down upon, or let go on again
    SURGE = 20  # some users want more for a while, or no more
    OUTAGE = 30  # a mine stops, or works again
    INVESTMENT = 34  # somebody looks whether to enter, invest, pause or cancel
    PROJECT = 36  # a mine or plant enters its next stage
    CARE = 38  # it is closed and kept in repair, or made ready again
    CHOKEPOINT = 50  # a strait or canal closes, or opens again
    LICENCE = 60  # a licence office decides on a cargo
    DEPARTURE = 70  # a loaded cargo leaves
    SEIZURE = 75  # a smuggled cargo is seized at the border it leaves by
    PASSAGE = 80  # it reaches a chokepoint
    LANDFALL = 90  # it reaches the port of its buyer
    CLEARANCE = 100  # customs lets it in, duties are paid
    ARRIVAL = 110  # it enters the buyer's stock
    MARKET = 120  # prices, orders, dispatch, production
    LOADING = 130  # a cargo that the market has just sent off is loaded


# Plain integers: numba turns a module's integers into constants, an IntEnum member into a tagged value.
POLICY = int(Kind.POLICY)
LEVY = int(Kind.LEVY)
CONTROL = int(Kind.CONTROL)
ACCESSION = int(Kind.ACCESSION)
RETALIATION = int(Kind.RETALIATION)
FLOOD = int(Kind.FLOOD)
CRACKDOWN = int(Kind.CRACKDOWN)
SURGE = int(Kind.SURGE)
OUTAGE = int(Kind.OUTAGE)
INVESTMENT = int(Kind.INVESTMENT)
PROJECT = int(Kind.PROJECT)
CARE = int(Kind.CARE)
CHOKEPOINT = int(Kind.CHOKEPOINT)
LICENCE = int(Kind.LICENCE)
DEPARTURE = int(Kind.DEPARTURE)
SEIZURE = int(Kind.SEIZURE)
PASSAGE = int(Kind.PASSAGE)
LANDFALL = int(Kind.LANDFALL)
CLEARANCE = int(Kind.CLEARANCE)
ARRIVAL = int(Kind.ARRIVAL)
MARKET = int(Kind.MARKET)
LOADING = int(Kind.LOADING)
