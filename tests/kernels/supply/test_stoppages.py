"""A stoppage takes its share of what it names between its dates, and nothing before, after or elsewhere."""

from datetime import date, timedelta

import numpy as np
import pytest
from worlds import both, everything

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.errors import ScenarioError
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, day_of
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.kernels.record.welfare import CASH_COST, value_the_day
from lodeflow.kernels.supply.stoppages import StoppageParams, StoppageState, await_stoppage, stop_or_resume
from lodeflow.outcomes.conservation import mass_residual
from lodeflow.rows.events import event_codes, event_rows
from lodeflow.rows.vocabulary import vocabulary
from lodeflow.scenario.load import load

FIRST = date(2025, 1, 1)


def stoppage(name="x", start=70, end=140, **terms):
    """A stoppage as ``--set`` writes it; days from the start of ``base-year``."""
    days = {"start": FIRST + timedelta(start)} | ({"end": FIRST + timedelta(end)} if end else {})
    quoted = {key: repr(value) if isinstance(value, str) else value for key, value in terms.items()}
    given = ", ".join(f"{key}={value}" for key, value in (days | quoted).items())
    return f"stoppages.{name}={{{given}, source='a test'}}"


def params(*stoppages, mines=1, plants=1):
    """Stoppages of (start, end, share of every mine and plant)."""
    start, end, share = (np.array(each) for each in zip(*stoppages, strict=True))
    whole = np.ones((1, mines)), np.ones((1, plants))
    return StoppageParams(start, end, start, share[:, None] * whole[0], share[:, None] * whole[1])


def working(terms, days):
    """Share of the first mine that works on each day, every stoppage acting on its moments."""
    count = len(terms.start)
    state = StoppageState(np.zeros(count, np.int64), np.ones(1), np.ones(1))
    due = [int(await_stoppage(terms, -1, n)) for n in range(count)]
    found = []
    for day in range(days):
        for n in range(count):
            if due[n] != NEVER and int(day_of(due[n])) == day:
                due[n] = int(stop_or_resume(terms, state, day, n))
        assert state.mine[0] == state.plant[0]
        found.append(float(state.mine[0]))
    return found


def test_a_stoppage_lasts_from_its_first_day_to_the_day_before_its_end():
    assert working(params((3, 6, 0.75)), 9) == [1, 1, 1, 0.25, 0.25, 0.25, 1, 1, 1]


def test_one_that_began_before_the_run_is_on_from_day_0_and_one_that_is_over_never_comes():
    assert working(params((-9, 2, 0.5)), 4) == [0.5, 0.5, 1, 1]
    assert int(await_stoppage(params((-9, 0, 0.5)), -1, 0)) == NEVER


def test_one_without_an_end_lasts():
    assert working(params((2, FAR_DAY, 1.0)), 50) == [1, 1] + [0] * 48


def test_shares_of_stoppages_that_overlap_multiply():
    assert working(params((1, 4, 0.5), (2, 5, 0.2)), 6) == [1, 0.5, 0.4, 0.4, 0.8, 1]


@pytest.fixture(scope="module")
def stopped():
    """China's mines of light ore stop for ten weeks by two fifths, in a world that is at rest otherwise."""
    world = plan(load("base-year", ("days=210", stoppage(region="CHN", material="light_concentrate", share=0.4))))
    return world, compiled_engine.play(world)


def made(run, cell):
    """Output of a cell on each market day, t a tick."""
    tape = run.world.tape
    return tape.day[: tape.used[MARKETS]], tape.market[: tape.used[MARKETS], cell, MarketColumn.MADE]


def test_the_mines_dig_three_fifths_on_the_first_day_and_others_only_what_the_price_makes_them_dig(stopped):
    """Against a capacity used as much as that day's price makes mines use it: prices move on the day."""
    world, run = stopped
    first = plan(load("base-year", ("days=77", stoppage(region="CHN", material="light_concentrate", share=0.4))))
    m = compiled_engine.play(first).world.market  # day 70 was the last market
    here = m.mine_params.cell == world.atlas.cell("CHN", "light_concentrate")
    assert here.any()
    dug = m.mines.dug / (m.mine_params.base_capacity * m.mines.use)
    assert dug[here] == pytest.approx(0.6, rel=1e-12)
    assert dug[~here] == pytest.approx(1.0, rel=1e-12)
    assert (m.mines.use[here] > m.mine_params.base_utilisation[here]).all()
    for n, (region, material) in enumerate(world.atlas.cells):
        if material.endswith("concentrate") and world.rest.output[n] > 0.0:
            days, output = made(run, n)
            less = (region, material) == ("CHN", "light_concentrate")
            assert (output[days == 70][0] < output[days == 63][0]) == less


def test_prices_of_the_ore_rise_while_it_lasts_and_output_comes_back_after(stopped):
    world, run = stopped
    cell = world.atlas.cell("CHN", "light_concentrate")
    tape = run.world.tape
    days, price = tape.day[: tape.used[MARKETS]], tape.market[: tape.used[MARKETS], cell, MarketColumn.GATE]
    assert price[days == 133][0] > 1.05 * price[days == 63][0]
    _, output = made(run, cell)
    assert output[days == 140][0] > 1.4 * output[days == 133][0]


def test_its_beginning_and_end_are_events(stopped):
    world, run = stopped
    rows, words = event_rows(event_codes(world), run), vocabulary(world)
    told = [
        (int(d), words["kind"][k], words["subject"][s], words["detail"][w])
        for d, k, s, w in zip(rows["day"], rows["kind"], rows["subject"], rows["detail"], strict=True)
    ]
    assert told == [(70, "stoppage", "x", "begins"), (140, "stoppage", "x", "ends")]


def test_no_tonne_is_lost_by_it(stopped):
    world, run = stopped
    assert mass_residual(world.template, run.world) < 1e-12


def test_both_engines_play_it_alike(stopped):
    compiled, in_python = both(stopped[0], 0)
    assert compiled == in_python


def stopped_project(name, *settings):
    """The arrays of a world in which a project stops wholly, its number, and its capacity in the base year, t/d."""
    given = f"stoppages.x={{project={name!r}, start=2025-01-05, source='a test'}}"
    world = plan(load("status-quo", ("days=28", given, *settings)))
    m, q = world.template.market, world.projects.index(name)
    return world, m, q, float(m.projects.counted[q] * m.projects.capacity[q])


def of_base(world, shares, cells, first, cell):
    """Tonnes a day of the base year's capacity of a cell that stop; plants and mines of one cell share its capacity."""
    stopped = {float(shares[f]) for f in range(int(first)) if cells[f] == cell}
    assert len(stopped) == 1
    return stopped.pop() * float(world.template.market.cell_params.base_capacity[cell])


def test_the_tonnes_of_a_separator_that_stop_are_those_that_the_base_year_counts_as_its_own():
    world, m, q, counted = stopped_project("lynas_malaysia")
    reach, links, product = m.stoppage_params.of_plant[0], m.project_links, m.plant_params.product[:, 0]
    assert (reach[links.first_plant[q] : links.first_plant[q + 1]] == 1.0).all()
    cell = world.atlas.cell("MYS", "light_oxide")
    lost = of_base(world, reach, product, links.first_plant[0], cell)
    assert lost == pytest.approx(min(counted, m.cell_params.base_capacity[cell]), rel=1e-12)
    assert {world.atlas.cells[product[f]][0] for f in range(len(reach)) if reach[f] > 0.0} == {"MYS"}
    assert (m.stoppage_params.of_mine[0] == 0.0).all()


def test_both_grades_of_a_magnet_maker_stop():
    world, m, _, counted = stopped_project("noveon")
    reach, product, first = m.stoppage_params.of_plant[0], m.plant_params.product[:, 0], m.project_links.first_plant[0]
    cells = [world.atlas.cell("USA", grade) for grade in ("magnet_standard", "magnet_high_temperature")]
    lost = np.array([of_base(world, reach, product, first, cell) for cell in cells])
    whole = m.cell_params.base_capacity[cells]
    assert lost.min() > 0.0
    assert lost.sum() == pytest.approx(counted, rel=1e-12) or ((lost == whole).any() and lost.sum() < counted)


def test_a_mine_stops_with_its_part_of_the_base_years_ore():
    world, m, q, counted = stopped_project("mount_weld")
    reach, links = m.stoppage_params.of_mine[0], m.project_links
    ore = int(links.sells[q, 0])
    assert (reach[links.first_mine[q] : links.first_mine[q + 1]] == 1.0).all()
    lost = of_base(world, reach, m.mine_params.cell, links.first_mine[0], ore)
    assert lost == pytest.approx(min(counted, m.cell_params.base_capacity[ore]), rel=1e-12)


def test_half_of_a_plant_that_works_costs_half_of_the_whole():
    """Unit cash cost depends on how hard the working half runs, not on how much of the plant stands still."""
    settings = ("days=14", stoppage(region="CHN", material="magnet_*", start=7, end=None, share=0.5))
    world = plan(load("base-year", settings))
    w = compiled_engine.play(world).world
    m, stopped = w.market, w.market.stoppage_state.plant == 0.5
    assert {world.atlas.cells[cell][0] for cell in m.plant_params.product[stopped, 0]} == {"CHN"}
    cells = [world.atlas.cell("CHN", g) for g in ("magnet_standard", "magnet_high_temperature")]
    cost = []
    for _ in range(2):
        since = np.zeros_like(w.tape.welfare)
        value_the_day(
            m.rules, w.welfare_params, m.user_params, m.users, m.buyers, m.mines, m.plant_params, m.plants,
            m.stoppage_state, since,
        )  # fmt: skip
        cost.append(since[cells, CASH_COST])
        m.stoppage_state.plant[stopped] = 1.0  # and now the whole of it, which runs as hard
        m.plants.ran[stopped] *= 2.0
    assert cost[0] == pytest.approx(0.5 * cost[1], rel=1e-12)
    assert (cost[0] > 0.0).all()


def test_a_stoppage_of_nothing_changes_no_bit_but_its_events():
    plain = plan(load("base-year", ("days=150",)))
    idle = plan(load("base-year", ("days=150", stoppage(region="CHN", material="light_concentrate", share=0.0))))
    one, other = (everything(w, compiled_engine.play(w)) for w in (plain, idle))
    moved = {name for name in one if one[name] != other.get(name)}
    assert moved <= {"trace", "world.tape.event", "world.tape.used", "world.market.stoppage_state.on", "state"}


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"project": "lynas_malaysa"}, "lynas_malaysia"),
        ({"region": "CHN"}, "names nothing that stops"),
        ({"project": "lynas_malaysia", "region": "CHN", "material": "*_oxide"}, "either project, or region"),
        ({"project": "lynas_heavy"}, "heavy circuit"),
        ({"region": "CHN", "material": "*_oxide", "end": 390}, "not after start"),
    ],
)
def test_a_stoppage_that_makes_no_sense_is_refused(terms, said):
    given = {"start": 400, "end": 500} | terms
    with pytest.raises(ScenarioError, match=said):
        load("status-quo", (stoppage(**given),))
