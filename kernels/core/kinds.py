"""Kinds of events, in the order in which they happen within one day.

The value is the rank: policy before outages, outages before shipments, arrivals before the market, and the market
before the cargoes it sends off. Gaps leave room for new kinds. A value is never renumbered, because it stands in every
trace digest.
"""

from enum import IntEnum


class Kind(IntEnum):
    """Kind of event that a moment stands for."""

    POLICY = 10  # a tariff or an export tax comes into force, or lapses
    LEVY = 11  # reference prices and levies are fixed, or an alliance's policy begins or ends
    CONTROL = 12  # an export control is announced, comes into force, changes or ends
    ACCESSION = 13  # a region joins an alliance, or leaves it
    RETALIATION = 14  # candidate date on which a country may answer new duties with an export control
    FLOOD = 16  # a state begins or stops selling below the price that it pays its producers
    CRACKDOWN = 18  # a crackdown on illegal production begins or ends
    SURGE = 20  # a temporary rise in demand begins or ends
    OUTAGE = 30  # a mine site stops or restarts
    INVESTMENT = 34  # a project is reviewed: entry, investment, suspension or cancellation
    PROJECT = 36  # a project enters its next stage
    CARE = 38  # a project is reviewed for care and maintenance, or for restart
    CHOKEPOINT = 50  # a strait or canal closes, or opens again
    LICENCE = 60  # a licence office decides on a cargo
    DEPARTURE = 70  # a loaded cargo leaves
    SEIZURE = 75  # a smuggled cargo is seized at the border it leaves by
    PASSAGE = 80  # a cargo reaches a chokepoint
    LANDFALL = 90  # a cargo reaches the port of its buyer
    CLEARANCE = 100  # customs clears a cargo, duties are paid
    ARRIVAL = 110  # a cargo enters the buyer's stock
    MARKET = 120  # prices, orders, dispatch, production
    LOADING = 130  # a cargo sent off by the market is loaded


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
