"""Opening of a folder that a command wrote: a result, a comparison of arms, or a design of points."""

from os import PathLike
from pathlib import Path

from lodeflow.answers.compared import ComparedResult
from lodeflow.answers.designed import DesignResult
from lodeflow.answers.result import Result
from lodeflow.storage.ownership import COMPARISON, DESIGN


def open_folder(path: str | PathLike[str]) -> Result | ComparedResult | DesignResult:
    """Statistics of a result folder, a comparison folder or a design folder, each a tidy table.

        result = lodeflow.open("results/status-quo")
        result.prices("spot", material="magnet*", region="EU").to_pandas()
        arms = lodeflow.open("results/arms")
        arms.prices("transaction", material="magnet_high_temperature", region="EU")     # paired differences by year
        arms.against("tightening").shortage()                                           # arm against arm

        swept = lodeflow.open("results/sweep")
        swept.outcomes("unmet", material="magnet*")                                     # with a column point
        swept.against(0).outcomes("unmet", material="magnet*")                          # paired differences

    Every byte that is read is checked against the manifest of the folder.

    Args:
        path: the folder.

    Raises:
        DataError: it holds no finished result, or one of a newer version of lodeflow.
        DamagedResult: it is not as it was written.
        StorageError: it cannot be read.

    """
    place = Path(path)
    if (place / DESIGN).is_file():
        return DesignResult(place)
    return ComparedResult(place) if (place / COMPARISON).is_file() else Result(place)
