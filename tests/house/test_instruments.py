"""An instrument is one stem: a new one that lacks a page, an example, a test or a rule is found here."""

import ast
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

import lodeflow
from lodeflow import kernels
from lodeflow.engines.compiled_engine import Engine
from lodeflow.instruments.registry import INSTRUMENTS, actors
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.core.moment import NEVER, moment
from lodeflow.kernels.engine.agenda import FAR
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.engine.world import World
from lodeflow.processes.binding import bound, parameters, slices
from lodeflow.replication import fresh
from lodeflow.scenario.load import Scenario

HERE = Path(__file__).parents[2]
SIM, KERNELS = Path(lodeflow.__file__).parent, Path(kernels.__file__).parent
WITHOUT_TABLES = {"spells", "buying_ahead"}  # parts that several instruments share
OF_CARGOES = {
    Kind.LICENCE,
    Kind.DEPARTURE,
    Kind.SEIZURE,
    Kind.PASSAGE,
    Kind.LANDFALL,
    Kind.CLEARANCE,
    Kind.ARRIVAL,
    Kind.LOADING,
}
BY_STEM = pytest.mark.parametrize("card", INSTRUMENTS, ids=lambda card: card.stem)
OWN_TABLE = pytest.mark.parametrize("card", [i for i in INSTRUMENTS if i.tables], ids=lambda card: card.stem)


def there(root, *patterns):
    return [path for pattern in patterns for path in root.glob(pattern)]


@BY_STEM
def test_an_instrument_is_found_by_its_stem_in_every_folder(card):
    stem = card.stem
    assert there(SIM / "instruments", f"**/{stem}.py", f"{stem}/card.py")
    assert there(KERNELS, f"*/{stem}.py", f"{stem}/*.py"), "kernels"
    assert there(HERE / "tests", f"**/test_{stem}.py", f"kernels/{stem}/test_*.py"), "tests"


@OWN_TABLE
def test_an_instrument_that_a_scenario_can_name_has_terms_an_example_and_a_page(card):
    stem = card.stem
    assert there(SIM / "terms", f"**/{stem}.py")
    assert [
        e
        for e in files("lodeflow.configs").joinpath("examples").iterdir()
        if e.name.partition("-")[2] == f"{stem}.toml"
    ]
    assert (HERE / "docs" / "model" / f"{stem}.md").exists()


def test_only_shared_parts_have_no_table():
    assert {i.stem for i in INSTRUMENTS if not i.tables} == WITHOUT_TABLES


def test_every_table_of_an_instrument_is_one_of_a_scenario():
    assert {table for i in INSTRUMENTS for table in i.tables} <= set(Scenario.model_fields)


def test_every_slice_of_an_instrument_is_one_of_a_world_and_has_one_owner():
    owned = [name for i in INSTRUMENTS for name in i.slices]
    assert set(owned) <= {*World._fields, *Market._fields}
    assert len(owned) == len(set(owned))


def test_every_kind_of_event_has_one_card_or_belongs_to_cargoes_and_the_market():
    of_cards = [kind for each in actors() for kind in each.kinds]
    assert len(of_cards) == len(set(of_cards))
    assert {*of_cards, *OF_CARGOES, Kind.MARKET} == set(Kind)


def test_every_event_that_is_written_down_is_told(base):
    told = [kind for each in actors() if each.story for kind in each.story(base).kinds]
    assert sorted(told) == sorted(kind for each in actors() for kind in each.kinds)


@pytest.mark.parametrize("each", actors(), ids=lambda each: each.process.__name__)
def test_slices_come_first_among_the_parameters_of_a_first_moment(base, each):
    found = slices(base.template)
    names = parameters(each.first)
    assert names[: len(bound(each.first, found))] == [n for n in names if n in found]
    assert len(names) - len(bound(each.first, found)) in (1, 2)


def test_the_kernel_of_first_moments_asks_the_actors_of_every_card_in_their_order():
    source = (KERNELS / "engine" / "first_moments.py").read_text(encoding="utf-8")
    body = next(n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.name == "start")
    loops = [each for each in body.body if isinstance(each, ast.For)]
    asked = [next(n.func.id for n in ast.walk(loop) if isinstance(n, ast.Call) and n.args[1:]) for loop in loops]
    counts = [n.slice.value for loop in loops for n in ast.walk(loop.iter) if isinstance(n, ast.Subscript)]
    named = [getattr(each.first, "py_func", each.first).__name__ for each in actors()]
    assert asked == named, "kernels/engine/first_moments.py: a loop for each card, in the order of the registry"
    assert counts == list(range(len(named)))


def test_first_moments_are_those_that_each_actor_names_itself(two_years):
    engine = Engine(two_years)
    engine._reset(3)
    world = fresh(two_years.template)
    world.chance.replication[0] = 3
    found = slices(world)
    told = [int(moment(0, Kind.MARKET, 0)), *two_years.first_moments]
    for each in actors():
        before = (*bound(each.first, found), *([-1] if "day" in parameters(each.first) else []))
        told += [int(each.first(*before, who)) for who in range(each.count(world))]
    last = two_years.scenario.days - 1
    due = sorted(each for each in told if each != NEVER and each >> 40 <= last)
    agenda = engine.agenda
    buckets = [agenda.moments[day, : agenda.counts[day]] for day in range(len(agenda.counts))]
    assert sorted(np.concatenate([*buckets, agenda.far[: agenda.place[FAR]]]).tolist()) == due


def test_tonnes_stand_where_a_card_says(base):
    found = slices(base.template)
    for card in INSTRUMENTS:
        for place in card.holds:
            slice_, _, field = place.partition(".")
            assert getattr(found[slice_], field).ndim == 2


def test_argument_lists_are_what_the_script_writes():
    import arguments  # noqa: PLC0415 - bench/arguments.py

    every = arguments.kernels()
    arguments.settle(every)
    stale = [
        f for f in {k.file for k in every.values()} if arguments.rewritten(f, every) != f.read_text(encoding="utf-8")
    ]
    assert stale == [], "run python bench/arguments.py"
