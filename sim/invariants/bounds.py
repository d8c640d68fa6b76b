"""Bounds of the numbers that a replication writes: amounts, prices, shares, and what need only be a finite number.

Every array of float64 in the state of a world stands here once; ``tests/invariants`` names those that do not. Scratch
arrays and records on tape are left out: they follow from what stands here. Running sums of tonnes to which as much is
added as is taken away may end a rounding error below zero.
"""

from math import inf, nextafter
from typing import NamedTuple

MOST = nextafter(inf, 0.0)
"""Largest finite number."""
ROUNDING = 1e-9
"""Rounding error that sums may have: a milligram for tonnes, a billionth for shares."""


class Bound(NamedTuple):
    """Range of the numbers in some arrays of a world."""

    low: float
    """Least number."""
    high: float
    """Largest number."""
    said: str
    """The range in words, for messages."""
    arrays: tuple[str, ...]
    """Arrays, as ``slice.field``."""


def _of(low: float, high: float, said: str, **fields: str) -> Bound:
    """Bound of some fields of each slice, whose names are separated by blanks."""
    return Bound(low, high, said, tuple(f"{part}.{name}" for part, names in fields.items() for name in names.split()))


AMOUNTS = _of(
    0.0,
    MOST,
    "must be a number of at least 0",
    sellers="stock content orders asked made residue capacity held qualified starting",
    buyers="stock level content book forecast desired used returned rush served landed untaxed spot contract paid felt",
    trade="surcharge fob levy cost order backlog shipped lead seen known_t landed_t landed_t_days sea_days rent wait "
    "left leaving arrived recalled",
    forward="size path lasts plenty own_response grown worth most bid_of_plants missing lasting bid",
    named="fob reference exports",
    levies="reference lowest bound rate tariff",
    frame="price tonnes part bought ended",
    rationing="due ask worth left asked level slope offered",
    resale="deal weight voyage shares booked lack pressing spare need asked dearer least ample day usd",
    contracts="index price day_cost",
    offtake_state="short spare",
    users="wanted owed made_up required",
    lots="tonnes content evaded",
    ledger="mined used lost residue seized recycled turned",
    offshoring_state="tonnes",
    relabelling_state="volume evaded fine lost hidden",
    smuggling_state="volume premium fine seized size",
    lane_status="landed untaxed",
    licence_state="opens busy_until wait signed_t waited_t_days granted_t refused_t",
    pools="rent bucket forfeited",
    border="free flow worth",
    retaliation_state="clock",
    project_state="overrun running clock",
    guarantee_state="tonnes price_sum days memory",
    public_money_state="book tonnes usual",
    diversification="by_year lately could",
    course="clock",
    mines="incentive dug extra open size able use",
    plants="planned ran yields need size open extra circuit",
    production_quota_state="asked lifted",
    recycling_state="in_use scrap gone recycled earned",
    buying_ahead_state="before",
    stockpile_state="stock content book usual waited rested buys sells bought released paid received advanced "
    "refunded cash loan capital interest storage fees support",
    totals="markets gate_sum gate_peak made residue spot_sum spot_peak paid_sum paid_peak past_spot spot_moves "
    "spot_changes used wanted unmet short_days badly_short_days shipped outlay",
)
SHARES = _of(
    0.0,
    1.0 + ROUNDING,
    "must lie between 0 and 1",
    buyers="panic filled news starting",
    sellers="member",
    trade="target share permit wedge",
    levies="needed binding free",
    contracts="least",
    offtake_state="least_share",
    offshoring_state="share",
    relabelling_state="risk",
    smuggling_state="risk caught most",
    substitution_state="share spare",
    lane_status="lost regained free allowed cut missed barred",
    project_state="faith",
    course="pressure",
    sites="cut",
    production_quota_state="cut tolerated within to_come",
    stoppage_state="mine plant",
)
RUNNING_SUMS = _of(-ROUNDING, MOST, "must be a number of at least 0, rounding apart", trade="afloat queued usual")
NUMBERS = _of(
    -MOST,
    MOST,
    "must be a finite number",
    sellers="premium anchor glut trapped",
    buyers="trend known spread",
    forward="price position held flows rent rent_ends dated aside trend later_trend expected trapped news sums",
    trade="alignment contract duty released access paid",
    levies="average",
    rationing="lack room",
    resale="way",
    contracts="day_duty",
    users="thrift learnt mean_price surge swing level rising",
    mines="dear answer support",
    production_quota_state="answer granted",
    lots="money",
    offshoring_state="usual",
    pools="drive wanted granted",
    substitution_state="turns",
    border="shift sides goods common outside",
    project_state="price memory floor due support",
    guarantee_state="book",
    public_money_state="open",
    plants="thrift learnt dear mean_price worth answer support",
    business="boom",
    revised="rate level",
    totals="spread",
    routes="export_tax tariff tariff_on_freight ln_route_share",
)
BOUNDS = (AMOUNTS, SHARES, RUNNING_SUMS, NUMBERS)
BEFORE_THE_FIRST_MARKET = ("buyers.stock", "buyers.content", "buyers.book")
"""Arrays without bounds until the first market day is over: on day 0 they lack the cargoes that arrive that day, which
may be more than buyers hold where their cover is shorter than a tick (``sim/base_world/trade/initial_cargoes.py``).
"""
PRICES = (
    "sellers.price", "buyers.landed", "buyers.untaxed", "buyers.spot", "buyers.contract", "buyers.paid", "buyers.felt",
    "trade.cost", "trade.fob",
)  # fmt: skip
"""Prices, which are finite and above 0 wherever they are on day 0."""
