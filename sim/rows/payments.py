"""Who pays each kind of money of a cargo, and to whom. A kind that is not here has no payer: a test fails.

Buyers pay for what they import through those who hold stock for them; what a state pays of a price is below 0 in a
cargo's money, and the seller gets the whole value all the same (``Money.SUPPORT``).
"""

from typing import NamedTuple

from lodeflow.atlas.atlas import Lane
from lodeflow.kernels.entities.lots import Money

BUYER, SELLER = "stockholders {destination}", "sellers {origin}"
HOME, CUSTOMS = "treasury {origin}", "treasury {destination}"
OUTSIDE = ("carriers", "lenders", "smugglers", "relabellers")
"""Who belongs to no region."""


class Payment(NamedTuple):
    """What a kind of money is paid for, by whom and to whom; ``column`` names it in the ``welfare`` table."""

    instrument: str
    payer: str
    payee: str
    column: str

    @property
    def at_seller(self) -> bool:
        """Whether it stands where the cargo comes from, since that is where it is got; else where the cargo goes."""
        return "{origin}" in self.payee

    def parties(self, lane: Lane) -> tuple[str, str]:
        """Payer and payee on a lane."""
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
"""By kind of money, on a lane without anything special to it."""
SMUGGLED = {Money.FINE: PAYMENTS[Money.FINE]._replace(payee=HOME)}
RELABELLED = {Money.PREMIUM: PAYMENTS[Money.PREMIUM]._replace(payee="relabellers")}


def payment(kind: Money, lane: Lane) -> Payment:
    """Who pays a kind of money on a lane: smugglers are caught by the exporter's border, all others by the buyer's."""
    special = SMUGGLED if lane.smuggled else RELABELLED if lane.relabelled else {}
    return special.get(kind, PAYMENTS[kind])
