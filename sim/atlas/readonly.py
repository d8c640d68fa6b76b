"""Read-only arrays for parameters: numba refuses to compile a kernel that writes one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def frozen(values: Any, kind: type = np.float64) -> NDArray[Any]:
    """Read-only, contiguous copy of ``values`` as an array of the type ``kind``."""
    array: NDArray[Any] = np.array(values, kind, order="C")
    array.setflags(write=False)
    return array
