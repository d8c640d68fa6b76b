"""Statistics of a comparison: differences within pairs, arm against arm, and what is within the noise."""

import json

import pytest
from command import lodeflow as command
from told_results import MATERIAL, REPLICATIONS, START, compared

import lodeflow
from lodeflow.answers.compared import half_width
from lodeflow.errors import DataError
from lodeflow.student import student_95

YEAR = START.year


@pytest.fixture(scope="module")
def arms(tmp_path_factory):
    return lodeflow.open(compared(tmp_path_factory.mktemp("arms") / "out", base=0.0, dear=30.0, dearer=50.0))


def test_a_difference_is_that_of_the_pairs_however_far_replications_lie_apart(arms):
    found = arms.prices("spot", region="EU").rows()
    assert [(each["scenario"], each["year"], each["difference"]) for each in found] == [
        ("dear", YEAR, 30.0),
        ("dear", YEAR + 1, 30.0),
        ("dearer", YEAR, 50.0),
        ("dearer", YEAR + 1, 50.0),
    ]
    assert all(each["half_width_95"] == pytest.approx(0.0, abs=1e-9) for each in found)
    assert all(each["within_noise"] is False for each in found)
    assert all(each["p05"] == each["p95"] == each["difference"] for each in found)
    assert found[0]["mean"] - found[0]["mean_against"] == pytest.approx(30.0)
    assert found[0]["replications"] == REPLICATIONS


def test_what_the_policy_leaves_alone_is_within_the_noise(arms):
    found = arms.prices("spot", region="CHN").rows()
    assert all(each["difference"] == 0.0 and each["within_noise"] for each in found)


def test_arms_are_compared_with_each_other(arms):
    assert arms.pairs == [("dear", "base"), ("dearer", "base")]
    assert arms.against("dear").pairs == [("base", "dear"), ("dearer", "dear")]
    assert arms.against("*").pairs == [("dear", "base"), ("dearer", "base"), ("dearer", "dear")]
    (first, *_) = [each for each in arms.against("dear").prices("spot", region="EU") if each["scenario"] == "dearer"]
    assert first["difference"] == 20.0
    with pytest.raises(DataError, match="has no arm 'bse'; did you mean 'base'"):
        arms.against("bse")


def test_a_single_pair_has_a_difference_and_no_interval(arms):
    (one, *_) = arms.prices("spot", region="EU", replication=2).rows()
    assert one["difference"] == 30.0
    assert one["half_width_95"] is None
    assert one["within_noise"] is None


def test_an_interval_is_students():
    assert half_width(2.0, [5]).tolist() == [2.0 * student_95(4)]


def test_what_happened_in_no_arm_is_an_empty_table(arms):
    assert len(arms.events("mine")) == 0


def test_arms_are_results_of_their_own(arms):
    assert list(arms.arms) == ["base", "dear", "dearer"]
    assert arms.arms["dear"].prices("spot", region="EU").rows()[0]["mean"] == pytest.approx(1185.0)
    assert repr(arms) == f"ComparedResult(base, dear, dearer; 4 replications of each, {arms.path})"


def test_gains_need_the_table_of_gains(arms):
    with pytest.raises(DataError, match="no table 'who_pays'; compare again with --detail market"):
        arms.who_pays()


def shown(arms, *options):
    done = command("compare", arms.path, *options)
    assert done.returncode == 0, done.stderr
    assert max(len(line) for line in done.stdout.splitlines() if str(arms.path) not in line) <= 80
    return done.stdout


def test_the_command_answers_by_year_from_a_folder(arms):
    said = shown(arms, "--by", "year", "--show", f"spot_price {MATERIAL} EU")
    assert f"Spot price, delivered, {MATERIAL}, EU, USD/kg" in said
    lines = [line.split() for line in said.splitlines() if line.strip().startswith(str(YEAR))]
    assert lines[0][:2] == [str(YEAR), "1.16"]
    assert lines[0][2:6] == ["+0.03", "±", "0.00", "+0.05"]
    assert "has" not in said.split("=: equal in every pair")[1].split("Spot")[0]  # no year is covered in part


def test_a_pattern_without_a_quantity_shows_what_users_pay(arms):
    said = shown(arms, "--by", "year", "--show", "EU")
    assert f"Price paid, contract and spot, {MATERIAL}, EU, USD/kg" in said
    assert "CHN" not in said.split("USD/kg")[1]


def test_each_arm_against_each_is_shown_in_80_columns(arms):
    said = shown(arms, "--by", "year", "--show", "spot_price EU", "--against", "each")
    assert "dearer - dear" in said


def test_outcomes_of_the_run_are_shown_by_pattern(arms):
    said = shown(arms, "--show", "unmet magnet*")
    assert f"{MATERIAL} EU clean_energy" in said
    assert "=" in said.split("clean_energy")[1]


def test_machines_get_the_rows(arms):
    said = json.loads(shown_json(arms, "--by", "year", "--show", "spot_price EU"))
    assert said["arms"] == ["base", "dear", "dearer"]
    assert {row["difference"] for row in said["rows"]} == {30.0, 50.0}
    assert all(not cell.endswith(" ") for part in said["sections"] for row in part["rows"] for cell in row)


def shown_json(arms, *options):
    done = command("compare", arms.path, *options, "--json")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--by", "year", "--show", "sopt_price EU"), 65, "nothing is called 'sopt_price'; did you mean 'spot_price"),
        (("--by", "year", "--show", "unmet USA"), 65, "nothing is called 'USA'"),
        (("--against", "bse", "--by", "year"), 65, "did you mean 'base'"),
        (("--reps", 3), 2, "takes no --reps"),
    ],
)
def test_mistakes_are_answered_in_words(arms, options, code, said):
    done = command("compare", arms.path, *options)
    assert done.returncode == code
    assert said in done.stderr
