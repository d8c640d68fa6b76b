"""Registry of instruments, in the order in which their slices are built."""

from lodeflow.instruments.alliance.card import ALLIANCE
from lodeflow.instruments.buying_ahead import BUYING_AHEAD
from lodeflow.instruments.card import Actors, Instrument
from lodeflow.instruments.chokepoints import CHOKEPOINTS_CARD
from lodeflow.instruments.defence_stock import DEFENCE_STOCK
from lodeflow.instruments.duties import DUTIES
from lodeflow.instruments.export_controls.card import EXPORT_CONTROLS
from lodeflow.instruments.floods import FLOODS
from lodeflow.instruments.offshoring import OFFSHORING
from lodeflow.instruments.offtakes import OFFTAKES
from lodeflow.instruments.outages import OUTAGES
from lodeflow.instruments.production_quotas import PRODUCTION_QUOTAS
from lodeflow.instruments.projects.card import PROJECTS
from lodeflow.instruments.recycling import RECYCLING
from lodeflow.instruments.relabelling import RELABELLING
from lodeflow.instruments.retaliation import RETALIATION
from lodeflow.instruments.smuggling import SMUGGLING
from lodeflow.instruments.spells import SPELLS
from lodeflow.instruments.stoppages import STOPPAGES
from lodeflow.instruments.surges import SURGES

INSTRUMENTS: tuple[Instrument, ...] = (
    PROJECTS,
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
