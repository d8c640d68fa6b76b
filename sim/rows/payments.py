"""Payments: who pays each kind of money of a cargo, and to whom. A kind without a payer fails a test.

Buyers pay for what they import through those who hold stock for them. A state's support of a price is below 0 in a
cargo's money; the seller receives the whole value all the same (``Money.SUPPORT``).
"""

from lodeflow.atlas.atlas import Lane
from lodeflow.instruments.card import BUYER, HOME, SELLER, Payment
from lodeflow.instruments.registry import INSTRUMENTS
from lodeflow.kernels.entities.lots import Money

OUTSIDE = ("carriers", "lenders", "smugglers", "relabellers")
"""Parties that belong to no region."""
OF_TRADE = {
    Money.VALUE: Payment("sale", BUYER, SELLER, "sales_usd"),
    Money.FREIGHT: Payment("freight", BUYER, "carriers", "freight_usd"),
    Money.CARRYING: Payment("interest", BUYER, "lenders", "interest_usd"),
}
"""Kinds of money that every cargo has."""
_FOUND = OF_TRADE | {kind: payment for each in INSTRUMENTS for kind, payment in each.payments.items()}
PAYMENTS = {kind: _FOUND[kind] for kind in sorted(_FOUND)}
"""By kind of money, on a lane without anything special to it."""
SMUGGLED = {Money.FINE: PAYMENTS[Money.FINE]._replace(payee=HOME)}
RELABELLED = {Money.PREMIUM: PAYMENTS[Money.PREMIUM]._replace(payee="relabellers")}


def payment(kind: Money, lane: Lane) -> Payment:
    """Payment of a kind of money on a lane: smugglers are fined by the exporter's border, all others by the buyer's.

    Args:
        kind: kind of money.
        lane: the lane.

    """
    special = SMUGGLED if lane.smuggled else RELABELLED if lane.relabelled else {}
    return special.get(kind, PAYMENTS[kind])
