"""Payer and payee of each kind of money of a cargo; a test fails for a kind without an entry.

Importers pay through stockholders in their region. The part of a price that a state pays is below 0 in a cargo's money,
and the seller receives the whole value all the same (``Money.SUPPORT``).
"""

from lodeflow.atlas.atlas import Lane
from lodeflow.instruments.card import BUYER, HOME, SELLER, Payment
from lodeflow.instruments.registry import INSTRUMENTS
from lodeflow.kernels.entities.lots import Money

OUTSIDE = ("carriers", "lenders", "smugglers", "relabellers", "brokers", "warehouses")
"""Parties that belong to no region."""
OF_TRADE = {
    Money.VALUE: Payment("sale", BUYER, SELLER, "sales_usd"),
    Money.FREIGHT: Payment("freight", BUYER, "carriers", "freight_usd"),
    Money.CARRYING: Payment("interest", BUYER, "lenders", "interest_usd"),
}
"""Payments that every cargo causes; the cards of instruments add theirs."""
_FOUND = OF_TRADE | {kind: payment for each in INSTRUMENTS for kind, payment in each.payments.items()}
PAYMENTS = {kind: _FOUND[kind] for kind in sorted(_FOUND)}
"""Payment by kind of money, on an ordinary lane."""
SMUGGLED = {Money.FINE: PAYMENTS[Money.FINE]._replace(payee=HOME)}
RELABELLED = {Money.PREMIUM: PAYMENTS[Money.PREMIUM]._replace(payee="relabellers")}


def payment(kind: Money, lane: Lane) -> Payment:
    """Payment for one kind of money on a lane.

    The exporter's customs fines smugglers; the buyer's customs fines all others.

    Args:
        kind: the kind of money.
        lane: the lane.

    """
    special = SMUGGLED if lane.smuggled else RELABELLED if lane.relabelled else {}
    return special.get(kind, PAYMENTS[kind])
