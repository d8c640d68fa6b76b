"""Registry of instruments, in the order in which their slices are built."""

from lodeflow.instruments.alliance.buying_ahead import BUYING_AHEAD
from lodeflow.instruments.alliance.card import ALLIANCE
from lodeflow.instruments.card import Actors, Instrument
from lodeflow.instruments.defence_stock import DEFENCE_STOCK
from lodeflow.instruments.evasion.offshoring import OFFSHORING
from lodeflow.instruments.evasion.relabelling import RELABELLING
from lodeflow.instruments.evasion.smuggling import SMUGGLING
from lodeflow.instruments.export_controls.card import EXPORT_CONTROLS
from lodeflow.instruments.export_controls.retaliation import RETALIATION
from lodeflow.instruments.projects.card import PROJECTS
from lodeflow.instruments.shocks.chokepoints import CHOKEPOINTS_CARD
from lodeflow.instruments.shocks.floods import FLOODS
from lodeflow.instruments.shocks.outages import OUTAGES
from lodeflow.instruments.shocks.spells import SPELLS
from lodeflow.instruments.shocks.stoppages import STOPPAGES
from lodeflow.instruments.shocks.surges import SURGES
from lodeflow.instruments.stockpiles import STOCKPILES
from lodeflow.instruments.substitution import SUBSTITUTION
from lodeflow.instruments.supply.production_quotas import PRODUCTION_QUOTAS
from lodeflow.instruments.supply.recycling import RECYCLING
from lodeflow.instruments.support.permitting_bills import PERMITTING_BILLS
from lodeflow.instruments.support.price_guarantees import PRICE_GUARANTEES
from lodeflow.instruments.support.public_money import PUBLIC_MONEY
from lodeflow.instruments.trade.duties import DUTIES
from lodeflow.instruments.trade.offtakes import OFFTAKES

INSTRUMENTS: tuple[Instrument, ...] = (
    PROJECTS,
    PRICE_GUARANTEES,
    PUBLIC_MONEY,
    PERMITTING_BILLS,
    PRODUCTION_QUOTAS,
    RECYCLING,
    OUTAGES,
    STOPPAGES,
    CHOKEPOINTS_CARD,
    FLOODS,
    SURGES,
    SPELLS,
    DUTIES,
    DEFENCE_STOCK,
    SUBSTITUTION,
    STOCKPILES,
    SMUGGLING,
    RELABELLING,
    OFFSHORING,
    OFFTAKES,
    ALLIANCE,
    BUYING_AHEAD,
    EXPORT_CONTROLS,
    RETALIATION,
)


def actors() -> tuple[Actors, ...]:
    """Actors of all instruments, in the order of the registry."""
    return tuple(each for instrument in INSTRUMENTS for each in instrument.actors)
