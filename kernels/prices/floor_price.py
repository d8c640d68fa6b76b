"""Floor of goods in surplus: what part of an output is unwanted hangs on the price above it. Model.md 3.5."""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log

NO_RESIDUE = 0.05  # ln of the price over its floor from which all output is wanted


@jit
def above_floor(cell_params, sellers, cell):
    """Ln of the price of ``cell`` (int64) over its floor, in that from which all output is wanted [-]."""
    return log(sellers.price[cell] / cell_params.base_price[cell]) / NO_RESIDUE
