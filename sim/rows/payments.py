"""Payer and payee of each kind of money of a cargo; a test fails for a kind without an entry.

Importers pay through stockholders in their region. The part of a price that a state pays is below 0 in a cargo's money,
and the seller receives the whole value all the same (``Money.SUPPORT``).
"""

from typing import NamedTuple

from lodeflow.atlas.atlas import Lane
from lodeflow.kernels.entities.lots import Money

BUYER, SELLER = "stockholders {destination}", "sellers {origin}"
HOME, CUSTOMS = "treasury {origin}", "treasury {destination}"
OUTSIDE = ("carriers", "lenders", "smugglers", "relabellers")
"""Parties that belong to no region."""


class Payment(NamedTuple):
    """Payment for one kind of money: instrument, payer, payee and column."""

    instrument: str
    """Name of the payment in the ``account`` table."""
    payer: str
    """Party that pays; ``{origin}`` and ``{destination}`` stand for the ends of the lane."""
    payee: str
    """Party that is paid, written in the same way."""
    column: str
    """Column of the ``welfare`` table."""

    @property
    def at_seller(self) -> bool:
        """True if the payment is booked in the seller's cell, where its payee lives, and False for the buyer's."""
        return "{origin}" in self.payee

    def parties(self, lane: Lane) -> tuple[str, str]:
        """Payer and payee on ``lane``."""
        ends = {"origin": lane.origin, "destination": lane.destination}
        return self.payer.format_map(ends), self.payee.format_map(ends)


PAYMENTS = {
    Money.VALUE: Payment("sale", BUYER, SELLER, "sales_usd"),
    Money.EXPORT_TAX: Payment("export tax", BUYER, HOME, "export_tax_usd"),
    Money.FREIGHT: Payment("freight", BUYER, "carriers", "freight_usd"),
    Money.TARIFF: Payment("tariff", BUYER, CUSTOMS, "tariff_usd"),
    Money.CARRYING: Payment("interest", BUYER, "lenders", "interest_usd"),
    Money.PREMIUM: Payment("premium for evading the law", BUYER, "smugglers", "evaders_usd"),
    Money.FINE: Payment("fine", BUYER, CUSTOMS, "fine_usd"),
    Money.SUPPORT: Payment("price support", HOME, SELLER, "price_support_usd"),
    Money.RENT: Payment("licence rent", BUYER, SELLER, "licence_rent_usd"),
    Money.LEVY: Payment("levy", BUYER, CUSTOMS, "levy_usd"),
    Money.ALIGNMENT: Payment("export price alignment", BUYER, SELLER, "alignment_usd"),
    Money.CONTRACT: Payment("steady contract", BUYER, SELLER, "contract_usd"),
}
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
