"""The command tells a driver that was planted in a result, draws it, and says what it cannot tell."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from quick import quick_disk

import lodeflow
from lodeflow.cli.group import lodeflow as command
from lodeflow.drivers.of_result import of_outcome, read, sensitivity
from lodeflow.drivers.told import SIDE, bar, in_a_sentence, told
from lodeflow.errors import DataError
from lodeflow.report.text_tables import as_text

SHOW = "unmet magnet_standard EU other"


def said(*words):
    result = CliRunner().invoke(command, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def place():
    with quick_disk() as folder:
        words = ("mc", "status-quo", "--days", "120", "--detail", "outcomes", "--progress", "none")
        assert said(*words, "--reps", "24", "--out", folder / "some")[0] == 0
        assert said(*words, "--reps", "3", "--out", folder / "few")[0] == 0
        assert said(*words, "--reps", "2", "--out", folder / "d", "--sweep", "market.storage_elasticity=60,125")[0] == 0
        yield folder


def test_draws_and_outcomes_are_those_of_their_replications(place):
    names, draws, found = read(place / "some")
    assert draws.shape == (24, len(names))
    assert len(found.values) == 24
    table = pa.concat_tables(
        lodeflow.open(place / "some")._folder.rows("parameters", ["replication", "parameter", "value"])
    )
    row = table.to_pylist()[5 * len(names) + 7]
    assert row["replication"] == 5
    assert (row["parameter"], row["value"]) == (names[7], draws[5, 7])


def test_a_planted_driver_is_found_and_told(place):
    names, draws, found = read(place / "some")
    name, unit = next(iter(found.units.items()))
    chosen = names.index("market.storage_elasticity")
    few = [chosen, *(k for k in range(6) if k != chosen)]
    of = of_outcome(name, unit, [names[k] for k in few], draws[:, few], 5.0 - np.log(draws[:, chosen]))
    first = of.drivers[0]
    assert first.parameter == "market.storage_elasticity"
    assert first.rank_correlation == pytest.approx(-1.0)
    assert first.beyond_noise
    assert first.lowest_fifth > of.mean > first.highest_fifth
    assert "Beyond the noise: market.storage_elasticity. " in in_a_sentence(of)
    drawn = bar(first, of.mean, max(abs(first.lowest_fifth - of.mean), abs(first.highest_fifth - of.mean)))
    assert drawn[SIDE] == "|"
    assert set(drawn[:SIDE]) <= {" ", "█"}
    assert set(drawn[SIDE + 1 :]) <= {" ", "░"}
    assert "█" * SIDE in drawn or "░" * SIDE in drawn
    (still,) = told([of_outcome(name, unit, names, draws, np.ones(24))], 3)
    assert "it is the same in all of them" in " ".join(as_text([still], 80).split())
    assert told([of], 3)[0].rows[0][:2] == ("1", "market.storage_elasticity *")


def test_the_command_prints_what_python_gives(place):
    code, text = said("sensitivity", place / "some", "--show", SHOW, "--json")
    assert code == 0, text
    (ours,) = json.loads(text)["sensitivity"]
    (theirs,) = lodeflow.sensitivity(place / "some", [SHOW])
    assert ours["mean"] == theirs.mean
    assert [each["parameter"] for each in ours["drivers"]] == [each.parameter for each in theirs.drivers]
    code, text = said("sensitivity", place / "some", "--most", "2")
    assert code == 0, text
    assert max(map(len, text.splitlines())) <= 80
    assert "too few replications beside 86 numbers for a regression" in " ".join(text.split())


def test_a_picture_is_of_one_outcome(place, tmp_path):
    pytest.importorskip("matplotlib")
    shown = "mean_transaction_price light_oxide JPN"
    code, text = said("sensitivity", place / "some", "--show", shown, "-o", tmp_path / "a.svg")
    assert code == 0, text
    assert "lowest fifth of draws" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    with pytest.raises(DataError, match="a picture is of one outcome, and"):
        CliRunner().invoke(
            command,
            ["sensitivity", str(place / "some"), "--show", "unmet", "-o", str(tmp_path / "b.svg")],
            catch_exceptions=False,
        )


def test_what_it_cannot_tell_is_said(place, tmp_path):
    with pytest.raises(DataError, match="has 3 replications; sensitivity needs 20"):
        sensitivity(place / "few", [SHOW])
    with pytest.raises(DataError, match="is a design; sensitivity is of one of its points"):
        sensitivity(place / "d", [SHOW])
    with pytest.raises(DataError, match="nothing is called 'unmett'; did you mean 'unmet'"):
        sensitivity(place / "some", ["unmett"])
    copy = shutil.copytree(place / "some", tmp_path / "copy")
    (copy / "manifest.json").unlink()
    with pytest.raises(DataError, match="is no finished result"):
        sensitivity(copy, [SHOW])
