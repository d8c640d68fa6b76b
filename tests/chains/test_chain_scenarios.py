"""Scenarios of chains: names of their goods in every key, mistakes at their place, and runs of many replications."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from lodeflow.assembly import plan
from lodeflow.chains.template import write_chain
from lodeflow.cli.group import lodeflow
from lodeflow.engines import compiled_engine
from lodeflow.errors import LodeflowError, ScenarioError
from lodeflow.scenario.load import digest, load, resolve, to_toml

GALLIUM = 'extends = "base-year"\nchains = ["gallium"]\nquestion = "?"\n'


def written(folder, text, name="mine.toml"):
    path = Path(folder, name)
    path.write_text(text)
    return str(path)


def refused(folder, text):
    with pytest.raises(ScenarioError) as wrong:
        load(written(folder, text))
    return str(wrong.value)


def test_a_chain_has_the_name_of_a_scenario_and_can_be_named_by_one(tmp_path):
    alone, named = load("gallium"), load(written(tmp_path, GALLIUM))
    assert alone.base_table == named.base_table == "gallium"
    assert alone.materials == named.materials
    assert plan(alone).atlas.cells == plan(named).atlas.cells


def test_who_does_not_extend_base_year_has_the_growth_of_the_chain(tmp_path):
    grows = load(written(tmp_path, 'chains = ["gallium"]\nquestion = "?"\n'))
    assert [grows.sectors[k].growth for k in ("defence", "clean_energy", "other")] == [0.03, 0.06, 0.05]
    assert {each.growth for each in load("gallium").sectors.values()} == {0.0}


def test_duties_to_come_hold_back_while_the_base_year_goes_on(tmp_path):
    still, moving = load("graphite"), load(written(tmp_path, 'chains = ["graphite"]\nquestion = "?"\n'))
    assert not any(each.start for each in still.tariffs.values())
    assert any(each.start for each in moving.tariffs.values())


def test_the_text_of_a_chains_scenario_reads_back_the_same(tmp_path):
    scenario = load("cobalt")
    again = load(written(tmp_path, to_toml(scenario), "cobalt.toml"))
    assert digest(again) == digest(scenario)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[materials.light_oxide]\nsubstitution = 3\n", "unknown material 'light_oxide'"),
        ("[materials.galium_metal]\nsubstitution = 3\n", "did you mean 'gallium_metal'?"),
        (
            '[controls.ban]\ncontroller = "CHN"\nmaterials = "magnet_*"\nstart = 2025-07-01\nregime = "ban"\nsource = "x"\n',
            "no material fits 'magnet_*'",
        ),
        (
            '[tariffs.us]\nimporter = "USA"\norigin = "*"\nmaterial = "heavy_oxide"\nrate = 0.1\nsource = "x"\n',
            "unknown mat",
        ),
        ('[defence]\nmaterials = ["heavy_oxide"]\n', "unknown material 'heavy_oxide'"),
        (
            '[production_quotas.q]\ncontroller = "CHN"\nstage = "mining"\ntonnes = {2026 = 100}\nsource = "x"\n',
            "know rare earths only",
        ),
    ],
)
def test_goods_of_another_world_are_mistakes_at_their_place(tmp_path, text, said):
    message = refused(tmp_path, GALLIUM + text)
    assert said in message
    assert "mine.toml:" in message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ('"gallium"', "expected a list"),
        ("[]", "expected a list"),
        ("[1]", "expected a list"),
        ('["gallium", "cobalt"]', "names 2 chains"),
    ],
)
def test_one_world_is_of_one_chain(tmp_path, value, message):
    """Commands play several chains in their turn; whoever loads one world names its chain."""
    said = refused(tmp_path, f'extends = "base-year"\nchains = {value}\nquestion = "?"\n')
    assert message in said
    assert "mine.toml:2:10" in said


def test_an_unknown_chain_has_a_suggestion(tmp_path):
    with pytest.raises(LodeflowError, match="did you mean 'gallium'"):
        load(written(tmp_path, 'chains = ["galium"]\nquestion = "?"\n'))


def test_rare_earths_do_not_know_goods_of_chains(tmp_path):
    assert "unknown material" in refused(
        tmp_path, 'extends = "base-year"\n[materials.gallium_metal]\nsubstitution = 3\n'
    )


def test_regions_that_only_chains_have_are_known_there_alone(tmp_path):
    ban = '[controls.ban]\ncontroller = "COD"\nmaterials = "*"\nstart = 2025-07-01\nregime = "ban"\nsource = "x"\n'
    cobalt = GALLIUM.replace("gallium", "cobalt")
    assert load(written(tmp_path, cobalt + ban)).controls["ban"].controller == "COD"
    assert "unknown region 'COD'" in refused(tmp_path, 'extends = "base-year"\n' + ban)


def test_a_congolese_ban_makes_cobalt_intermediates_dear_in_china(tmp_path):
    ban = '[controls.ban]\ncontroller = "COD"\nmaterials = "*"\nstart = 2025-07-01\nregime = "ban"\nsource = "x"\n'
    cobalt = GALLIUM.replace("gallium", "cobalt") + "days = 728\n"
    bought = []
    for name, text in (("calm", cobalt), ("ban", cobalt + ban)):
        world = plan(load(written(tmp_path, text, f"{name}.toml")))
        totals = compiled_engine.play(world, 0).world.totals
        bought.append(totals.spot_sum[world.atlas.cell("CHN", "cobalt_intermediate")] / totals.markets[0])
    assert bought[1] > 1.2 * bought[0]


def test_a_chain_in_a_folder_of_ones_own_is_played_by_its_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = Path(write_chain("vanadium"))
    world = plan(load(written(tmp_path, GALLIUM.replace("gallium", str(folder)) + "days = 364\n")))
    end = compiled_engine.play(world, 0).world
    on = world.rest.output > 0.0
    assert end.market.sellers.price[on] == pytest.approx(world.rest.price[on], rel=1e-9)
    assert plan(load(str(folder))).atlas.cells == world.atlas.cells


def test_a_copy_of_a_shipped_chain_is_the_same_world(tmp_path):
    source = files("lodeflow.configs").joinpath("chains", "gallium")
    shutil.copytree(str(source), tmp_path / "mine")
    own = plan(load(written(tmp_path, GALLIUM.replace("gallium", "mine"))))
    assert own.atlas.cells == plan(load("gallium")).atlas.cells


def test_a_chain_with_two_materials_at_a_stage_says_that_it_cannot_be_played(tmp_path):
    shutil.copytree(str(files("lodeflow.configs").joinpath("chains", "gallium")), tmp_path / "mine")
    table = tmp_path / "mine" / "materials.csv"
    rows = table.read_text().splitlines()
    table.write_text("\n".join([*rows, rows[1].replace("gallium_metal", "gallium_scrap", 1)]) + "\n")
    with pytest.raises(LodeflowError):
        plan(load(written(tmp_path, GALLIUM.replace("gallium", "mine"))))


def test_mc_plays_a_chain_whose_numbers_are_drawn(tmp_path):
    drawn = '[materials.gallium_metal]\nshort_elasticity = { dist = "uniform", low = 0.05, high = 0.2, source = "made up" }\n'
    mine, out = written(tmp_path, GALLIUM + "days = 140\n" + drawn), tmp_path / "out"
    lodeflow.main(["mc", mine, "--reps", "4", "--out", str(out)], standalone_mode=False)
    assert (out / "manifest.json").is_file()


def test_a_scenario_that_plays_a_chain_can_be_checked(tmp_path, capsys):
    assert not resolve("gallium").warnings
    mine = written(tmp_path, GALLIUM)
    lodeflow.main(["check", mine], standalone_mode=False)
    said = capsys.readouterr()
    assert "gallium_metal" in said.out
    assert "Base table, t/yr of flows by how far they are fact. Grade of its tables C" in said.out.replace("\n", " ")
    assert not said.err


def test_what_extends_a_chain_is_told_to_name_it(tmp_path):
    assert 'chains = ["gallium"]' in refused(tmp_path, 'extends = "gallium"\nquestion = "?"\n')


def test_a_key_that_the_chain_has_itself_is_warned_of(tmp_path, capsys):
    lodeflow.main(["check", written(tmp_path, GALLIUM + "[supply]\nmine_elasticity = 2\n")], standalone_mode=False)
    assert "supply.mine_elasticity: the processes of gallium have their own" in capsys.readouterr().err


def test_the_schema_for_editors_names_the_goods_of_a_chain(capsys):
    lodeflow.main(["schema", "--chain", "cobalt"], standalone_mode=False)
    said = capsys.readouterr().out
    assert '"cobalt_refined"' in said
    assert '"COD"' in said
    assert "light_oxide" not in str(json.loads(said)["$defs"]["Control"]["properties"]["materials"])
    lodeflow.main(["schema"], standalone_mode=False)
    plain = capsys.readouterr().out
    assert "cobalt_refined" not in plain
    assert '"light_oxide"' in plain


def test_the_schema_of_a_chain_that_there_is_not_has_a_suggestion():
    with pytest.raises(LodeflowError, match="did you mean 'cobalt'"):
        lodeflow.main(["schema", "--chain", "cobald"], standalone_mode=False)
