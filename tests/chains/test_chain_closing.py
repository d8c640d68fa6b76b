"""Closing of a chain: known answers by hand, what a residual may touch, and flows that meet every total."""

import pytest
from chain_folders import folder, rows
from hypothesis import given
from hypothesis import strategies as st

from lodeflow.chains.closing.close import FEED, Stage, close, total
from lodeflow.chains.closing.figures import compared
from lodeflow.chains.closing.grade import assumed_share, grade
from lodeflow.chains.closing.regions import days_between, further_regions, regions
from lodeflow.chains.closing.trade_flows import Trades
from lodeflow.chains.reading.folders import shipped_chains
from lodeflow.chains.reading.reader import read_chain, shipped_chain
from lodeflow.errors import DataError


def use_rows(**statuses):
    """Rows of use, each a region with (tonnes, status)."""
    return [f"{region},tin_metal,{tonnes},t X,2024,{status},by hand" for region, (tonnes, status) in statuses.items()]


def closed(path):
    ore, metal = close(read_chain(str(path)))
    return ore, metal


def flows_of(stage):
    return {(f.origin, f.destination): f.tonnes for f in stage.trades.flows}


def test_the_template_closes_as_a_reader_would_by_hand(tmp_path):
    ore, metal = closed(folder(tmp_path))
    assert ore.output == 6000 + 3000 + 1500
    assert ore.feed == {"CHN": 8000 * 1.05, "JPN": 2000 * 1.05}
    assert metal.output == 8000 + 2000 + 500 + 700
    assert total(metal.use) + total(metal.stock) == metal.output
    assert (ore.residual, metal.residual) == (0.0, 0.0)
    flows = flows_of(metal)
    assert flows["CHN", "CHN"] == 8000 - 2900
    assert flows["CHN", "USA"] == 900
    assert sum(v for (i, j), v in flows.items() if i == "CHN" != j) == pytest.approx(2900)


def test_a_residual_is_spread_over_assumed_use_in_proportion_and_reported_use_stays(tmp_path):
    path = folder(tmp_path)
    use = use_rows(CHN=(5000, "reported"), EU=(2000, "assumed"), USA=(3000, "derived"), JPN=(1000, "assumed"))
    rows(path, "use.csv", use)
    _, metal = closed(path)
    assert metal.residual == 100.0
    assert metal.spread_over == "assumed"
    assert metal.use["CHN"] == 5000
    assert metal.use["USA"] == 3000
    assert metal.use["EU"] == pytest.approx(2000 + 100 * 2 / 3)
    assert metal.use["JPN"] == pytest.approx(1000 + 100 / 3)


@pytest.mark.parametrize(("weakest", "spread"), [("estimated", "estimated"), ("derived", "derived")])
def test_where_nothing_is_assumed_the_next_best_figures_take_the_residual(tmp_path, weakest, spread):
    path = folder(tmp_path)
    rows(path, "use.csv", use_rows(CHN=(5000, "reported"), EU=(6050, weakest)))
    _, metal = closed(path)
    assert metal.spread_over == spread
    assert metal.use["EU"] == pytest.approx(6100)


def test_a_stage_that_only_feeds_plants_gives_its_residual_to_their_yield(tmp_path):
    ore, _ = closed(folder(tmp_path, ("processes.csv", ",,1.05,", ",,1.04,")))
    assert ore.residual == pytest.approx(100.0)
    assert ore.spread_over == FEED
    assert total(ore.feed) == pytest.approx(ore.output)


def test_a_residual_that_only_reported_figures_could_take_is_refused(tmp_path):
    path = folder(tmp_path)
    rows(path, "use.csv", use_rows(CHN=(5000, "reported"), EU=(6050, "reported")))
    with pytest.raises(DataError, match=r"tin_metal: \+50\.0 t are left over, and every figure of use is reported"):
        closed(path)


def test_a_residual_above_the_tolerance_is_refused_with_the_table_of_stages(tmp_path):
    with pytest.raises(DataError) as error:
        closed(folder(tmp_path, ("use.csv", "CHN,tin_metal,5000", "CHN,tin_metal,4000")))
    said = str(error.value)
    assert "tin_metal: output and use differ by +1,000.0 t, 8.9% of output" in said
    assert "tin_ore: made 10,500.0 t, feed 10,500.0, use 0.0, to stock 0.0, left over +0.0" in said


def test_a_chain_says_itself_how_much_may_be_left_over(tmp_path):
    more = ("use.csv", "CHN,tin_metal,5000", "CHN,tin_metal,4000")
    _, metal = closed(folder(tmp_path, more, ("chain.toml", "tolerance = 0.02", "tolerance = 0.1")))
    assert metal.residual == 1000.0
    assert total(metal.use) + total(metal.stock) == pytest.approx(metal.output)


def test_a_plant_that_loses_money_at_base_prices_is_refused(tmp_path):
    with pytest.raises(
        DataError, match="tin_smelter in JPN: the feed of a tonne costs 21,000 USD and what it makes is"
    ):
        closed(folder(tmp_path, ("prices.csv", "base,12,", "base,20,")))


def test_a_price_with_tax_is_worth_less(tmp_path):
    chain = read_chain(str(folder(tmp_path)))
    assert chain.base_price("tin_metal", "CHN") == pytest.approx(21_500 / 1.13)
    assert chain.base_price("tin_metal", "USA") == 20_000


def test_idle_works_add_no_output_and_no_room(tmp_path):
    chain = read_chain(str(folder(tmp_path)))
    assert chain.working("tin_mine", "CAN") == 0.0
    assert ("tin_mine", "CAN") not in chain.made


def test_a_recipe_of_one_region_replaces_that_of_all(tmp_path):
    path = folder(tmp_path)
    with (path / "processes.csv").open("a") as file:
        file.write("tin_smelter,JPN,plant,input,tin_ore,,1.02,t per t,2024,assumed,by hand\n")
        file.write("tin_smelter,JPN,plant,output,tin_metal,,1,t per t,2024,assumed,by hand\n")
    ore, _ = closed(path)
    assert ore.residual == pytest.approx(2000 * 0.03)


def test_what_another_publication_says_changes_nothing(tmp_path):
    path = folder(tmp_path)
    before = [stage.trades.flows for stage in closed(path)]
    text = (path / "production.csv").read_text()
    rows(path, "production.csv", [line for line in text.splitlines() if ",base," in line])
    assert len(read_chain(str(path)).production) == 7
    assert [stage.trades.flows for stage in closed(path)] == before


def test_known_flows_are_kept_as_far_as_seller_and_buyer_have_room(tmp_path):
    path = folder(tmp_path)
    rows(path, "trade.csv", ["tin_metal,JPN,ROW,1000,t X,2024,reported,by hand"])
    _, metal = closed(path)
    (cut,) = metal.trades.cuts
    assert (cut.row.value, cut.tonnes) == (1000, 300)
    assert flows_of(metal)["JPN", "ROW"] == pytest.approx(300)


def test_a_known_flow_of_nothing_is_kept_too(tmp_path):
    path = folder(tmp_path)
    rows(path, "trade.csv", ["tin_metal,CHN,USA,0,t X,2024,reported,a ban"])
    _, metal = closed(path)
    assert ("CHN", "USA") not in flows_of(metal)


def test_a_total_of_imports_says_what_a_region_buys_at_home(tmp_path):
    path = folder(tmp_path)
    rows(path, "trade.csv", ["tin_metal,*,JPN,200,t X,2024,reported,by hand"])
    _, metal = closed(path)
    assert flows_of(metal)["JPN", "JPN"] == 1500 - 200


def test_a_region_that_lives_on_its_stock_sends_the_rest_abroad(tmp_path):
    path = folder(tmp_path)
    rows(
        path,
        "stock_change.csv",
        ["KOR,tin_metal,-100,t X,2024,assumed,by hand", "CHN,tin_metal,200,t X,2024,assumed,x"],
    )
    _, metal = closed(path)
    assert sum(v for (i, _), v in flows_of(metal).items() if i == "KOR") == pytest.approx(100)


def test_flows_that_nobody_reported_give_way_where_the_totals_leave_no_other(tmp_path):
    path = folder(tmp_path)
    rows(path, "production.csv", [
        "CHN,tin_ore,tin_mine,6000,base,t X,2024,assumed,x",
        "AUS,tin_ore,tin_mine,3000,base,t X,2024,assumed,x",
        "CHL,tin_ore,tin_by_product,1500,base,t X,2024,assumed,x",
        "CHN,tin_metal,tin_smelter,10000,base,t X,2024,assumed,x",
    ])  # fmt: skip
    rows(path, "stock_change.csv", [])
    rows(path, "use.csv", use_rows(CHN=(5000, "assumed"), USA=(5000, "assumed")))
    rows(path, "trade.csv", ["tin_metal,CHN,USA,4000,t X,2024,derived,x"])
    _, metal = closed(path)
    assert metal.trades.raised == (("CHN", "USA"),)
    assert flows_of(metal)["CHN", "USA"] == pytest.approx(5000)
    rows(path, "trade.csv", ["tin_metal,CHN,USA,4000,t X,2024,reported,x"])
    with pytest.raises(DataError, match="flows of tin_metal cannot be balanced"):
        closed(path)


@given(st.floats(0.985, 1.015))
def test_use_and_stocks_take_all_output_whatever_the_residual(tmp_path_factory, factor):
    path = folder(tmp_path_factory.mktemp("chain"))
    rows(path, "use.csv", use_rows(CHN=(5000 * factor, "assumed"), EU=(3100, "reported"), USA=(3000, "derived")))
    _, metal = closed(path)
    assert total(metal.use) + total(metal.stock) == pytest.approx(metal.output, rel=1e-12)
    assert metal.use["EU"] == 3100


@pytest.mark.parametrize("name", shipped_chains())
def test_flows_of_a_shipped_chain_meet_what_every_region_makes_and_takes(name):
    for stage in close(shipped_chain(name)):
        takes = {region: 0.0 for part in (stage.feed, stage.use, stage.stock) for region in part}
        for part in (stage.feed, stage.use, stage.stock):
            for region, tonnes in part.items():
                takes[region] += tonnes
        sent, got = {}, {}
        for f in stage.trades.flows:
            sent[f.origin] = sent.get(f.origin, 0.0) + f.tonnes
            got[f.destination] = got.get(f.destination, 0.0) + f.tonnes
            assert f.tonnes > 0.0
        within = 2e-6 * stage.output
        assert {r: v for r, v in stage.made.items() if abs(sent.get(r, 0.0) - v) > within} == {}
        assert {r: v for r, v in takes.items() if abs(got.get(r, 0.0) - v) > within} == {}


@pytest.mark.parametrize("name", shipped_chains())
def test_a_chain_closes_to_the_same_bits_twice(name):
    first, second = close(read_chain(name)), close(read_chain(name))
    assert repr(first) == repr(second)


def test_a_published_share_counts_the_processes_it_says():
    chain = shipped_chain("gallium")
    figures = {each.figure.figure: each for each in compared(chain, close(chain))}
    primary = figures["china_share_of_primary"]
    assert primary.closed == pytest.approx(839 / 848)
    assert primary.inside


def stage(**evidence):
    known = dict.fromkeys(("reported", "estimated", "derived", "assumed"), 0.0) | evidence
    return Stage("tin_metal", {}, {}, {}, {}, 0.0, "", known, Trades((), ()))


@pytest.mark.parametrize(
    ("assumed", "letter"), [(0, "A"), (10, "A"), (11, "B"), (25, "B"), (26, "C"), (50, "C"), (51, "D"), (100, "D")]
)
def test_a_grade_is_the_share_of_tonnes_that_rest_on_evidence(tmp_path, assumed, letter):
    chain = read_chain(str(folder(tmp_path)))
    good, bad = stage(reported=100.0), stage(reported=100.0 - assumed, assumed=float(assumed))
    assert assumed_share(bad) == pytest.approx(assumed / 100)
    assert grade(chain, [good, bad], []).letter == letter


def test_a_missed_figure_costs_a_letter_unless_the_tables_were_made_from_it(tmp_path):
    chain = read_chain(str(folder(tmp_path, ("figures.csv", "CHN,0.8,5", "CHN,0.9,5"))))
    figures = compared(chain, close(chain))
    assert [each.figure.figure for each in figures if not each.inside] == ["china_share_of_smelting"]
    assert grade(chain, [stage(reported=1.0)], figures).letter == "B"
    made_from_it = [
        each._replace(figure=each.figure.__class__(**{**vars(each.figure), "role": "input"})) for each in figures
    ]
    assert grade(chain, [stage(reported=1.0)], made_from_it).letter == "A"


def test_every_pair_of_regions_has_days_between_and_home_is_nearest():
    days = days_between()
    assert set(days) == {(i, j) for i in regions() for j in regions()}
    for region in further_regions():
        assert min(days[region, other] for other in regions() if other != region) > days[region, region]
