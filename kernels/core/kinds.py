"""Kinds of events, in the order in which they happen within one day.

The value is the rank: policy before outages, outages before shipments, arrivals before the market, and the market
before the cargoes it sends off. Gaps leave room for new kinds. A value is never renumbered, because it stands in every
trace digest.
"""

from enum import IntEnum


class Kind(IntEnum):
    """Kind of event that a moment stands for."""

    POLICY = 10
    """A tariff or an export tax comes into force, or lapses."""
    LEVY = 11
    """An alliance sets its reference prices and levies, or its policy begins or ends."""
    CONTROL = 12
    """An export control is announced, comes into force, changes or ends."""
    ACCESSION = 13
    """A region joins an alliance, or leaves it."""
    RETALIATION = 14
    """A country decides whether to answer new duties with an export control."""
    FLOOD = 16
    """A state begins or stops selling below the price that it pays its producers."""
    CRACKDOWN = 18
    """A crackdown on illegal production begins or ends."""
    SURGE = 20
    """A temporary rise in demand begins or ends."""
    OUTAGE = 30
    """A mine site stops, or resumes production."""
    STOPPAGE = 32
    """A dated stoppage of mines or plants begins or ends."""
    ENACTMENT = 33
    """A permitting bill becomes law."""
    INVESTMENT = 34
    """A project is reviewed: entry, investment, suspension or cancellation."""
    PROJECT = 36
    """A project enters its next stage."""
    CARE = 38
    """A project is reviewed for care and maintenance, or for restart."""
    GUARANTEE = 40
    """A quarter of a price guarantee is settled."""
    CHOKEPOINT = 50
    """A strait or canal closes, or reopens."""
    LICENCE = 60
    """A licence office decides on a cargo."""
    DEPARTURE = 70
    """A loaded cargo departs."""
    SEIZURE = 75
    """Customs seizes a smuggled cargo at the exporter's border."""
    PASSAGE = 80
    """A cargo reaches a chokepoint."""
    LANDFALL = 90
    """A cargo reaches its destination port."""
    CLEARANCE = 100
    """A cargo clears customs and its duties are paid."""
    ARRIVAL = 110
    """A cargo enters the buyer's stock."""
    MARKET = 120
    """A market day: prices, orders, dispatch, production."""
    LOADING = 130
    """Loading of a newly dispatched cargo begins."""


# Plain integers: numba turns a module's integers into constants, an IntEnum member into a tagged value.
(
    POLICY, LEVY, CONTROL, ACCESSION, RETALIATION, FLOOD, CRACKDOWN, SURGE, OUTAGE, STOPPAGE, ENACTMENT,
    INVESTMENT, PROJECT, CARE, GUARANTEE, CHOKEPOINT, LICENCE, DEPARTURE, SEIZURE, PASSAGE, LANDFALL, CLEARANCE,
    ARRIVAL, MARKET, LOADING,
) = map(int, Kind)  # fmt: skip
