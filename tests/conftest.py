"""Worlds that many tests look at, built once; and tiers: how much a test asks of the machine (helpers/tiers.py)."""

import pytest
from draws import draw_from_strategies_alone
from hypothesis import settings
from runs import refuse_changed
from tiers import TIERS, Watch, tier_of
from warm_up import warm_up

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.plans import Plan
from lodeflow.processes.simulation import Simulation
from lodeflow.scenario.load import load

draw_from_strategies_alone()
settings.register_profile("usual", deadline=None)  # on a busy machine an example takes as long as it takes
settings.register_profile("few", deadline=None, max_examples=25)
settings.register_profile("many", deadline=None, max_examples=400)
settings.load_profile("usual")
watch = Watch()
watch.count(Engine, "play")
watch.count(Simulation, "__init__")


@pytest.fixture(scope="session")
def base() -> Plan:
    """The balanced world in which nothing happens."""
    return plan(load("base-year"))


@pytest.fixture(scope="session")
def two_years() -> Plan:
    """Two years of the status quo, with growth, outages, closures and random voyages."""
    return plan(
        load(
            "status-quo",
            ("days=730", "outages.rate_per_year=1.0", "chokepoints.malacca.closures_per_year=2.0"),
        )
    )


@pytest.fixture(scope="session", autouse=True)
def _nobody_changes_what_others_see():
    yield
    refuse_changed()


def pytest_configure(config: pytest.Config) -> None:
    """Compile what engines call before workers start; they take files in the order that is given below."""
    config.option.loadscopereorder = False
    several = getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput")
    if several and config.option.markexpr != "kernel" and not config.option.collectonly:
        warm_up()


@pytest.hookimpl(tryfirst=True)  # before -m looks at marks
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark every test with its tier; files with the dearest come first, so that no worker begins one at the end."""
    dearest = dict.fromkeys((item.path for item in items), 0)
    for item in items:
        fixtures = [each.func for named in item._fixtureinfo.name2fixturedefs.values() for each in named]
        values = tuple(item.callspec.params.values()) if hasattr(item, "callspec") else ()
        found = tier_of([item.function, *fixtures], values, str(item.path))
        if not (by_hand := _tier(item)):
            item.add_marker(found)
        elif TIERS.index(by_hand) < TIERS.index(found):
            raise pytest.UsageError(f"{item.nodeid} is marked {by_hand}, and is of tier {found}")
        dearest[item.path] = max(dearest[item.path], TIERS.index(_tier(item)))
    items.sort(key=lambda item: -dearest[item.path])  # files stay whole: their fixtures are made once


def _tier(item: pytest.Item) -> str:
    return next((tier for tier in reversed(TIERS) if item.get_closest_marker(tier)), "")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Count from here what the test and its fixtures do."""
    watch.begin()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    """Fail a test that does more than its tier allows: helpers/tiers.py did not see what it reaches."""
    result = yield
    if beyond := watch.beyond(_tier(item)):
        pytest.fail(f"it {beyond}, which no test of tier {_tier(item)} does: teach helpers/tiers.py", pytrace=False)
    return result
