"""Parameters are read-only arrays: numba refuses to compile a kernel that writes one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def frozen(values: Any, kind: type = np.float64) -> NDArray[Any]:
    """A read-only, contiguous copy."""
    array: NDArray[Any] = np.array(values, kind, order="C")
    array.setflags(write=False)
    return array
