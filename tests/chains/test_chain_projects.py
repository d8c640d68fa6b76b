"""Projects of a chain's folder in a run that moves: which are played, what they cost, and what they bring."""

from datetime import date
from pathlib import Path

import pytest
from worlds import both

from lodeflow.assembly import plan
from lodeflow.atlas.project_lanes import projects_and_entrants
from lodeflow.chains.reading.folders import shipped_chains
from lodeflow.chains.reading.reader import read_chain, shipped_chain
from lodeflow.chains.template import write_chain
from lodeflow.engines import compiled_engine
from lodeflow.errors import ScenarioError
from lodeflow.outcomes.measure import outcomes
from lodeflow.scenario.load import load
from lodeflow.scenario.of_chain.entrants import entrants_of, growth_of_use, under_way
from lodeflow.scenario.of_chain.projects import projects_of, unplayed

CHAINS = sorted(shipped_chains())
HEAD = "project,region,kind,material,capacity_t,start,stage,detail,unit,year,status,source\n"
REST = 'extends = "base-year"\nchains = ["gallium"]\nquestion = "?"\ndays = 1820\n'
BUILT = """
[building.works]
ramp_up = { 1 = 1.0 }
[ramp_up]
1 = { final_share = 1.0, scale_months = 1, shape = 1.0 }
[projects.new]
region = "AUS"
kind = "works"
material = "gallium_metal"
capacity_t_per_yr = 40
stage = "operation"
first_output = 2023-08-01
capex_usd = 0
cash_cost_usd_per_t = 1000
source = "made up"
"""


def written(folder, text, name="mine.toml"):
    path = Path(folder, name)
    path.write_text(text)
    return str(path)


def of_rows(folder, rows):
    """Made-up chain whose table of projects has these rows."""
    made = Path(write_chain("vanadium", folder))
    made.joinpath("projects.csv").write_text(HEAD + rows)
    return read_chain(str(made))


def of(world, end):
    return {(o.outcome, o.material, o.region, o.sector): o.value for o in outcomes(world, end)}


def test_a_project_is_played_by_its_stage_and_by_its_dates(tmp_path):
    chain = of_rows(
        tmp_path,
        "Begun,AUS,mine,vanadium_ore,10,2024,operating,,t/yr,2025,assumed,made up\n"
        "Ramps (owner),AUS,mine,vanadium_ore,10,2026,ramping,,t/yr,2025,assumed,made up\n"
        "Built,AUS,plant,vanadium_metal,10,2027,construction,,t/yr,2025,assumed,made up\n"
        "Asks,AUS,by_product,vanadium_metal,10,,feasibility,,t/yr,2025,assumed,made up\n"
        "Decides,AUS,secondary,vanadium_metal,10,2028,pilot,,t/yr,2025,assumed,made up\n"
        "Shut,AUS,mine,vanadium_ore,10,,care,,t/yr,2025,assumed,made up\n"
        "Dreams,AUS,mine,vanadium_ore,10,,exploration,,t/yr,2025,assumed,made up\n"
        "Unknown size,AUS,mine,vanadium_ore,,2027,construction,,t/yr,2025,assumed,made up\n",
    )
    found = projects_of(chain, date(2025, 1, 1))
    assert {name: (terms["kind"], terms["stage"]) for name, terms in found.items()} == {
        "vanadium_ramps": ("works", "construction"),
        "vanadium_built": ("plant", "construction"),
        "vanadium_asks": ("works", "permitting"),
        "vanadium_decides": ("works", "decision"),
        "vanadium_shut": ("works", "care"),
    }
    assert found["vanadium_ramps"]["first_output"] == date(2026, 7, 1)
    assert found["vanadium_built"]["promised_output"] == date(2027, 7, 1)
    assert [row.project for row in unplayed(chain, date(2025, 1, 1))] == ["Begun", "Dreams", "Unknown size"]


@pytest.mark.parametrize("name", CHAINS)
def test_a_project_needs_the_price_at_rest(tmp_path, name):
    """Cash cost, and capital paid back over its life, add up to its price less feed; of what is shut cash cost alone."""
    chain = shipped_chain(name)
    scenario = load(written(tmp_path, f'chains = ["{name}"]\nquestion = "?"\n'))
    played = projects_of(chain, chain.first_day)
    assert set(scenario.projects) == set(played)
    assert len(played) + len(unplayed(chain, chain.first_day)) == len(chain.projects)
    made = plan(scenario)
    market = made.template.market
    for n, (project, _) in enumerate(projects_and_entrants(scenario)):
        if project not in played:
            continue  # an entrant
        price = market.project_state.price[n]
        needed = market.projects.capital[n] + market.projects.cash_cost[n]
        if played[project]["kind"] == "works":  # a plant pays for its feed where it stands, with freight
            assert needed == pytest.approx(price, rel=1e-3)


def test_a_plant_that_works_adds_what_it_makes_where_it_stands(tmp_path):
    """40 t a year of gallium in Australia, nearly free: made there, and the world uses more at a lower price."""
    calm = load(written(tmp_path, REST, "calm.toml"))
    more = load(written(tmp_path, REST + BUILT, "more.toml"))
    was, now = plan(calm), plan(more)
    before, after = of(was, compiled_engine.play(was, 0).world), of(now, compiled_engine.play(now, 0).world)
    made = after["production", "gallium_metal", "AUS", None]
    assert 100.0 < made <= 40.0 * 5
    key = "mean_spot_price", "gallium_metal", "JPN", None
    assert after[key] < before[key]
    assert abs(after["mass_residual", None, None, None]) < 1e-9
    assert abs(after["money_residual", None, None, None]) < 1e-9


@pytest.mark.parametrize("name", ["gallium", "graphite"])
def test_both_engines_build_the_projects_of_a_chain_to_the_same_bits(tmp_path, name):
    world = plan(load(written(tmp_path, f'chains = ["{name}"]\nquestion = "?"\ndays = 700\n')))
    compiled, simpy = both(world, 0)
    assert compiled == simpy


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('kind = "works"\nmaterial = "gallium_metal"', 'kind = "mine"'), "mine is a kind of another world"),
        (('kind = "works"', 'kind = "plant"'), "nothing is made into gallium_metal"),
        (('material = "gallium_metal"\n', ""), "say what the project makes"),
    ],
)
def test_a_project_of_another_world_is_a_mistake_at_its_place(tmp_path, change, said):
    with pytest.raises(ScenarioError, match=said) as wrong:
        load(written(tmp_path, REST + BUILT.replace(*change)))
    assert "projects.new" in str(wrong.value)


def test_a_rare_earth_project_names_no_material(tmp_path):
    text = 'extends = "projects-2025"\nquestion = "?"\n[projects.mountain_pass_separation]\nmaterial = "light_oxide"\n'
    with pytest.raises(ScenarioError, match="makes follows from its kind"):
        load(written(tmp_path, text))


def test_all_entrants_of_a_mine_add_up_to_the_growth_of_use():
    """Nickel has no hosts that would hold streams back: what they bring is all of the growth."""
    chain = shipped_chain("nickel")
    streams = [each for each in entrants_of(chain).values() if each["material"] == "nickel_ore"]
    rate = growth_of_use(chain)
    made = sum(t for (p, r), t in chain.made.items() if chain.first_output(p, r) == "nickel_ore")
    delivered = 0.2 * 1.0 + 0.4 * 0.95 + 0.3 * 0.85 + 0.1 * 0.6
    brought = sum(s["per_year"] * s["capacity_t_per_yr"] for s in streams) * delivered * 0.85
    grown = (1.0 + rate) ** chain.terms.unannounced_works.under_way_years
    assert brought == pytest.approx(rate * made * grown, rel=1e-3)


def test_what_is_under_way_ends_and_gives_way_to_what_enters(tmp_path):
    scenario = load(written(tmp_path, 'chains = ["nickel"]\nquestion = "?"\n'))
    assert scenario.growth.changes == date(2032, 12, 30)
    assert 0.0 < scenario.regions["IDN"].capacity_growth <= growth_of_use(shipped_chain("nickel"))
    assert scenario.regions["IDN"].later_growth == 0.0
    assert not load("nickel").entrants


def test_a_chain_may_have_no_unannounced_works(tmp_path):
    made = Path(write_chain("vanadium", tmp_path))
    with made.joinpath("chain.toml").open("a") as file:
        file.write("\n[unannounced_works]\nenter = false\n")
    chain = read_chain(str(made))
    assert not entrants_of(chain)
    assert not under_way(chain, chain.first_day)
