"""Parameters are read-only arrays: numba refuses to compile a kernel that writes one."""

from typing import Any

import numpy as np


def frozen(values: Any, kind: type = np.float64) -> Any:
    """A read-only, contiguous copy."""
    array: Any = np.array(values, kind, order="C")
    array.setflags(write=False)
    return array
