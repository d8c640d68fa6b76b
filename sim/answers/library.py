"""Optional libraries, with a plain sentence that says what to install where one is missing."""

from importlib import import_module
from typing import Any

from lodeflow.errors import MachineError

INSTALL = {
    "pandas": "pip install pandas",
    "polars": "pip install polars",
    "matplotlib": "pip install 'lodeflow[plot]'",
}
"""Command that installs each optional library."""


class MissingLibrary(MachineError, ImportError):  # noqa: N818 - named for what was found
    """Optional library that is not installed."""


def library(name: str, what: str) -> Any:
    """Module of an optional library.

    Args:
        name: name of the module; of ``matplotlib.figure`` the library is ``matplotlib``.
        what: what it is needed for, as the subject of a sentence.

    Raises:
        MissingLibrary: it is not installed; the message says how to install it.

    """
    try:
        return import_module(name)
    except ImportError:
        root = name.partition(".")[0]
        raise MissingLibrary(f"{what} needs {root}, which is not installed: {INSTALL[root]}") from None
