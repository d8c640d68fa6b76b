"""Statistics of a result folder: means, errors and quantiles that anybody can work out from its rows."""

import subprocess
import sys

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from scipy import stats
from told_results import ALL, MATERIAL, REPLICATIONS, START, told

import lodeflow
from lodeflow.answers import library
from lodeflow.answers.library import MissingLibrary
from lodeflow.answers.matrix import mean_and_error, quantiles
from lodeflow.answers.result import Result
from lodeflow.errors import DataError

FIRST, SECOND = START.year, START.year + 1


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return lodeflow.open(told(tmp_path_factory.mktemp("told") / "out"))


def row(statistic, **keys):
    (found,) = [each for each in statistic if all(each[name] == value for name, value in keys.items())]
    return found


def test_a_price_of_a_year_is_the_mean_over_its_recorded_days_and_over_the_replications(result):
    spot = row(result.prices("spot", region="EU"), year=FIRST)
    assert spot["quantity"] == "spot_price_usd_per_t"
    assert spot["unit"] == "USD/t"
    assert spot["mean"] == pytest.approx(1000.0 + 150.0 + 5.0)
    assert spot["standard_error"] == pytest.approx(stats.sem([1005.0, 1105.0, 1205.0, 1305.0]))
    assert [spot[f"p{p:02}"] for p in (5, 25, 50, 75, 95)] == pytest.approx([1020.0, 1080.0, 1155.0, 1230.0, 1290.0])
    assert spot["replications"] == REPLICATIONS


def test_by_tick_every_recorded_day_has_its_date_and_by_replication_its_own_value(result):
    ticks = result.prices("spot", by="tick", region="EU")
    assert [each["day"] for each in ticks] == [182, 364, 546, 728]
    assert all((each["date"] - START).days == each["day"] for each in ticks)
    third = result.prices("spot", by="tick", region="EU", replication=3)
    assert [each["value"] for each in third] == [1300.0, 1310.0, 1320.0, 1330.0]
    assert {each["replication"] for each in third} == {3}


def test_without_markets_prices_by_tick_are_those_of_the_stored_fan(tmp_path):
    small = lodeflow.open(told(tmp_path / "out", tables=("outcomes", "fan", "replication")))
    (day,) = small.prices("spot", by="tick", material="magnet*")
    assert (day["day"], day["mean"], day["p50"], day["p95"]) == (182, 1150.0, 1150.0, 1285.0)
    assert day["standard_error"] is None
    assert day["replications"] == REPLICATIONS
    with pytest.raises(DataError, match="no table 'market'; run it again with --detail market"):
        small.prices("spot")


def test_a_price_that_is_not_in_force_is_no_row_rather_than_nothing(result):
    assert {(each["region"], each["year"]) for each in result.prices("reference")} == {("EU", SECOND)}


def test_tonnes_of_a_year_are_sums_of_steps_that_count_where_their_middle_lies(result):
    shortage = result.shortage(region="EU")
    assert row(shortage, year=FIRST, quantity="unmet_t")["mean"] == pytest.approx(2 * 11.5)
    assert row(shortage, year=SECOND, quantity="desired_use_t")["mean"] == pytest.approx(200.0)
    assert row(shortage, year=FIRST, quantity="unmet_share")["mean"] == pytest.approx(0.115)
    assert {each["year"] for each in shortage} == {FIRST, SECOND}


def test_market_gives_sums_and_means_of_any_columns(result):
    both = result.market(("use_t", "spot_price"), region="CHN", by="run")
    assert row(both, quantity="use_t")["mean"] == pytest.approx(4 * 88.5)
    assert row(both, quantity="spot_price_usd_per_t")["mean"] == pytest.approx(1165.0)


def test_shares_are_quotients_of_tonnes_and_what_is_not_known_has_no_row(result):
    shares = result.shares()
    assert row(shares, year=FIRST, quantity="non_chinese_share_of_requirements")["mean"] == 0.5
    assert row(shares, year=SECOND, quantity="non_chinese_share_of_use")["p50"] == 1.0
    assert row(shares, year=SECOND, quantity="mines_could_meet")["mean"] == 0.8
    assert not [each for each in shares if each["quantity"] == "separators_could_meet"]


def test_a_route_that_nobody_used_counts_as_nothing(result):
    shipped = row(result.leakage(by="year"), quantity="shipped_t")
    assert shipped["mean"] == 2.5
    assert shipped["replications"] == REPLICATIONS
    assert row(result.flows(origin="CHN"), quantity="seized_t")["mean"] == 0.5


def test_the_year_of_what_has_not_come_everywhere_has_no_mean_and_its_median_is_open(result):
    late = row(result.outcomes("year_of_60_percent"))
    assert late["mean"] is None
    assert late["p25"] == pytest.approx(2030.0 + 0.75 * 2.0)  # of 2030, 2032, never, never
    assert late["p75"] is None
    assert late["replications"] == 2


def test_a_project_is_begun_in_a_share_of_the_replications_and_not_before_its_day(result):
    begun = {each["year"]: each for each in result.projects() if each["quantity"] == "operation_begun"}
    assert (begun[FIRST]["mean"], begun[SECOND]["mean"]) == (0.0, 0.5)
    assert begun[SECOND]["p50"] is None
    assert row(result.projects(by="run"))["mean"] == 1.0


def test_events_are_those_of_the_replication(result):
    (mine,) = result.events(by="tick", replication=2)
    assert mine["day"] == 102
    assert row(result.events())["mean"] == 1.0


def test_only_what_is_asked_for_is_left(result):
    shares = result.shares().only(quantity="*_could_meet", year=str(FIRST))
    assert {each["quantity"] for each in shares} == {"mines_could_meet", "magnet_makers_could_meet"}
    assert {each["quantity"] for each in result.shortage().only(quantity="unmet")} == {"unmet_t"}
    with pytest.raises(DataError, match="has no column 'regoin'; did you mean 'region'"):
        result.shares().only(regoin="EU")
    with pytest.raises(DataError, match="has no quantity 'unmt'; did you mean 'unmet'"):
        result.shortage().only(quantity="unmt")


def test_what_never_happened_is_an_empty_table(result):
    for none in (result.events("mine"), result.events("mine", by="tick", replication=1), result.flows(material="mine")):
        assert len(none) == 0
        assert none.columns[0] == "scenario"
        assert repr(none)
        with pytest.raises(DataError, match="there is nothing to show"):
            none.plot()


def test_a_statistic_is_a_table_for_everybody_who_reads_arrow(result, monkeypatch):
    spot = result.prices("spot")
    frame = spot.to_pandas()
    assert len(frame) == len(spot) == spot.arrow.num_rows
    assert duckdb.sql("select count(*) from spot").fetchall() == [(len(spot),)]
    assert pa.table(spot).equals(spot.arrow)
    described = [spot.arrow.schema.field(name).metadata[b"description"] for name in spot.columns]
    assert all(described)
    assert result.prices("spot", by="tick").to_pandas()["date"].dtype.kind == "M"
    monkeypatch.setattr(library, "import_module", refuse)
    with pytest.raises(MissingLibrary, match=r"needs polars, which is not installed: pip install polars"):
        spot.to_polars()
    with pytest.raises(ImportError, match=r"pip install 'lodeflow\[plot\]'"):
        spot.plot()


def refuse(name):
    raise ImportError(name)


def test_polars_gets_the_same_rows(result):
    polars = pytest.importorskip("polars")
    assert isinstance(result.prices().to_polars(), polars.DataFrame)


def test_texts_are_short(result):
    text = repr(result.prices())
    assert text.startswith("prices by year: ")
    assert len(text.splitlines()) <= 9
    assert max(map(len, text.splitlines())) <= 100
    assert repr(result) == f"Result(told, 4 replications, {result.path})"
    assert "<table>" in result.prices()._repr_html_()


def test_completion_shows_statistics_and_a_result_without_stockpiles_says_what_has_them(result):
    assert {"prices", "flows", "shortage", "leakage", "accounts", "welfare", "projects", "shares", "events"} <= {
        *dir(result)
    }
    assert not [name for name in dir(result) if name.startswith("_")]
    with pytest.raises(DataError, match=r"a scenario with \[stockpiles\] writes it with --detail market"):
        result.stockpile()
    assert "open" in dir(lodeflow)
    assert lodeflow.__version__.count(".") == 2


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda r: r.prices("sport"), "there is no price 'sport'"),
        (lambda r: r.prices(material="magnet_hi_temperature"), f"did you mean '{MATERIAL}'"),
        (lambda r: r.prices(by="yaer"), "did you mean 'year'"),
        (lambda r: r.prices(replication=4), "no replication 4; it has 4, 0 to 3"),
        (lambda r: r.welfare(), "no table 'welfare'; run it again with --detail market"),
        (lambda r: r.accounts(), "run it again with --detail ledger"),
        (lambda r: r.shares(by="tick"), "by year or by run"),
    ],
)
def test_what_is_not_there_is_refused_in_words(result, ask, said):
    with pytest.raises(DataError, match=said):
        ask(result)


def test_folders_that_hold_no_finished_result_are_refused(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        lodeflow.open(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"it has no manifest\.json"):
        lodeflow.open(tmp_path)
    told(tmp_path / "out", tables=("outcomes",))
    (tmp_path / "out" / "manifest.json").unlink()
    with pytest.raises(DataError, match="has not finished; --resume goes on"):
        lodeflow.open(tmp_path / "out")


def test_a_result_of_a_newer_version_is_refused_with_both_versions(tmp_path, monkeypatch):
    told(tmp_path / "out", tables=("outcomes",))
    monkeypatch.setattr("lodeflow.answers.reading.SCHEMA_VERSION", 1)
    with pytest.raises(DataError, match=r"has schema version \d+, this lodeflow reads 1 and older"):
        lodeflow.open(tmp_path / "out")


def test_quantiles_and_errors_are_those_of_numpy_and_scipy_where_all_is_defined():
    values = np.random.default_rng(5).lognormal(size=(37, 11))
    shares = (0.05, 0.25, 0.5, 0.75, 0.95)
    assert quantiles(values, shares) == pytest.approx(np.quantile(values, shares, axis=0))
    mean, error, count = mean_and_error(values)
    assert mean == pytest.approx(values.mean(axis=0))
    assert error == pytest.approx(stats.sem(values))
    assert (count == 37).all()
    values[3:, 0] = np.nan
    assert quantiles(values, shares)[:, 0] == pytest.approx(np.quantile(values[:3, 0], shares))


def test_one_replication_has_no_standard_error():
    assert np.isnan(mean_and_error(np.ones((1, 2)))[1]).all()


def test_a_question_imports_neither_kernels_nor_pictures(result):
    script = f"import lodeflow, sys; lodeflow.open({str(result.path)!r}).prices(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"numba", "simpy", "matplotlib", "duckdb"} & {*done.stdout.split()}


def test_all_tables_of_the_helper_are_told(result):
    assert isinstance(result, Result)
    assert result.tables == sorted(ALL)
