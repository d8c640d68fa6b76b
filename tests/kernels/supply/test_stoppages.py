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
from lodeflow.kernels.supply.stoppages import StoppageParams, StoppageState, await_stoppage, stop_or_resume
from lodeflow.outcomes.conservation import mass_residual
from lodeflow.rows.events import event_rows
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
    return StoppageParams(start, end, share[:, None] * whole[0], share[:, None] * whole[1])


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


def test_the_mines_dig_three_fifths_on_the_first_day_and_no_others_do(stopped):
    world, run = stopped
    for n, (region, material) in enumerate(world.atlas.cells):
        if material.endswith("concentrate") and world.rest.output[n] > 0.0:
            days, output = made(run, n)
            before, first = output[days == 63][0], output[days == 70][0]
            share = 0.6 if (region, material) == ("CHN", "light_concentrate") else 1.0
            assert first == pytest.approx(share * before, rel=1e-6)


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
    rows, words = event_rows(world, run), vocabulary(world)
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


def test_a_project_stops_with_its_part_of_the_base_years_capacity():
    world = plan(
        load("status-quo", ("days=28", "stoppages.x={project='lynas_malaysia', start=2025-01-05, source='a test'}"))
    )
    m, q = world.template.market, world.projects.index("lynas_malaysia")
    reach, links = m.stoppage_params.of_plant[0], m.project_links
    own = slice(links.first_plant[q], links.first_plant[q + 1])
    assert (reach[own] == 1.0).all()
    oxide = world.atlas.cell("MYS", "light_oxide")
    base = [f for f in range(links.first_plant[0]) if oxide in m.plant_params.product[f]]
    others = np.delete(reach, [*range(own.start, own.stop), *base])
    assert base
    counted = m.projects.counted[q] * m.projects.capacity[q]
    assert reach[base] == pytest.approx(min(1.0, counted / m.cell_params.base_capacity[oxide]), rel=1e-12)
    assert (others == 0.0).all()
    assert (m.stoppage_params.of_mine[0] == 0.0).all()


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
