"""Shipped scenarios by what tests of whole worlds may cost: of the chains two stand for eleven.

Scenarios of chains share one code of the world, and differ in tables that tests/chains plays for all eight. So tests
that build or play the whole world of every scenario take the chain with the fewest materials, and one with two stages
that extends another scenario; tests that only read a scenario take all.
"""

from lodeflow.catalog.names import chain_folder
from lodeflow.scenario.load import load, shipped

OF_CHAINS = tuple(name for name in sorted(shipped()) if chain_folder(load(name).base_table) is not None)
"""Scenarios that play a chain."""
OF_RARE_EARTHS = tuple(name for name in sorted(shipped()) if name not in OF_CHAINS)
"""Scenarios that play rare earths, whose names random settings have."""
STANDING = ("status-quo-gallium", "snap-back-antimony")
"""Scenarios that stand for all of these where whole worlds are built or played."""
WHOLE_WORLDS = tuple(name for name in sorted(shipped()) if name not in OF_CHAINS or name in STANDING)
"""Scenarios whose whole worlds are built or played."""
