"""Results of chains know the content of their folder; comparisons and pages name the goods of the chain."""

import json
from pathlib import Path

import pytest

import lodeflow
from lodeflow.base_year.close import base_year
from lodeflow.catalog.names import chain_digest
from lodeflow.chains.template import write_chain
from lodeflow.cli.group import lodeflow as command
from lodeflow.comparison.run import compare
from lodeflow.comparison.who_pays import PURSES, purses_of
from lodeflow.errors import DataError
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.storage.result_folder import FolderMismatch

BAN = '[controls.ban]\ncontroller = "CHN"\nmaterials = "*"\nstart = 2024-01-01\nregime = "ban"\nsource = "made up"\n'


def written(folder, name, text):
    path = Path(folder, f"{name}.toml")
    path.write_text(text)
    return str(path)


def gallium(folder, name, more="", days=728):
    return written(folder, name, f'extends = "base-year"\nchains = ["gallium"]\nquestion = "?"\ndays = {days}\n{more}')


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Comparison of gallium at rest with a ban of all Chinese exports, and its folder."""
    folder = tmp_path_factory.mktemp("gallium")
    plans = [lodeflow.plan(lodeflow.load(each)) for each in (gallium(folder, "calm"), gallium(folder, "ban", BAN))]
    return compare(plans, folder / "out", 2)


def test_a_ban_costs_users_abroad_and_its_makers_at_home(compared):
    """Gains of all places add up to the world, users abroad lose, and so does the maker that may not sell."""
    places = (*compared.goods.regions, "outside", "members", "others", "world")
    gain = compared.welfare["ban"].difference[:, :, -3]
    users, makers, everybody = (PURSES.index(purse) for purse in ("users", "separators", "all"))
    assert gain[users, places.index("USA")] < 0.0
    assert gain[makers, places.index("CHN")] < 0.0 < gain[makers, places.index("JPN")]
    regions = gain[everybody, : len(compared.goods.regions)].sum() + gain[everybody, places.index("outside")]
    assert gain[everybody, places.index("world")] == pytest.approx(regions, rel=1e-9)


def test_an_arm_against_itself_gains_nothing(tmp_path):
    plans = [lodeflow.plan(lodeflow.load(gallium(tmp_path, name, days=70))) for name in ("one", "other")]
    found = compare(plans, tmp_path / "out", 2)
    assert not found.welfare["other"].difference.any()


def test_what_is_printed_and_the_page_name_the_goods_of_the_chain(compared, tmp_path, capsys):
    assert command.main(["compare", str(compared.path)], standalone_mode=False) in (0, None)
    said = capsys.readouterr().out
    assert "gallium_metal, paid, USA" in said
    assert "makers of gallium_metal" in said
    assert "separators" not in said
    assert command.main(["compare", str(compared.path), "--by", "year"], standalone_mode=False) in (0, None)
    assert "gallium_metal, JPN, USD/kg" in capsys.readouterr().out
    page = tmp_path / "page.html"
    assert command.main(["report", str(compared.path), "--out", str(page)], standalone_mode=False) in (0, None)
    text = page.read_text()
    assert "gallium_metal in JPN" in text
    assert "magnet" not in text.lower()


def test_the_page_of_one_result_tells_of_the_chain(compared, tmp_path):
    page = tmp_path / "arm.html"
    arm = compared.path / "arms" / "ban"
    assert command.main(["report", str(arm), "--out", str(page)], standalone_mode=False) in (0, None)
    text = page.read_text()
    assert "Users of gallium_metal lack" in text
    assert "t/yr of flows by how far they are fact. Grade of its tables C" in text


def test_purses_have_the_words_of_their_world():
    chain = lodeflow.plan(lodeflow.load("antimony")).atlas.goods
    assert [a for a, b in zip(purses_of(chain), PURSES, strict=True) if a != b] == [
        "makers of antimony_ore",
        "makers of antimony_refined",
    ]


def test_arms_of_two_worlds_are_refused(tmp_path):
    plans = [lodeflow.plan(lodeflow.load(gallium(tmp_path, "one"))), lodeflow.plan(lodeflow.load("antimony"))]
    with pytest.raises(DataError, match="play other worlds: gallium in one, antimony in antimony"):
        compare(plans, tmp_path / "out", 1)


def test_a_result_knows_the_content_of_its_chains_folder_and_another_content_is_another_result(tmp_path):
    chain = Path(write_chain("vanadium", tmp_path))
    mine = written(tmp_path, "mine", 'extends = "base-year"\nchains = ["vanadium"]\nquestion = "?"\ndays = 30\n')
    made = lodeflow.plan(lodeflow.load(mine))
    out = tmp_path / "out"
    write(made, out, 2, Recording("outcomes", 7), print)
    before = chain_digest(str(chain))
    assert json.loads((out / "plan.json").read_text())["chain_sha256"] == before
    assert base_year(str(chain)) is base_year(str(chain))
    year = base_year(str(chain))
    table = chain / "prices.csv"
    table.write_text(table.read_text() + "vanadium_metal,KOR,KOR,base,31,,,USD/kg,2024,assumed,made up\n")
    assert chain_digest(str(chain)) != before
    assert base_year(str(chain)) is not year
    with pytest.raises(FolderMismatch, match="chain_sha256"):
        write(lodeflow.plan(lodeflow.load(mine)), out, 2, Recording("outcomes", 7), print, resume=True)


def test_rare_earths_have_no_digest_of_a_chain():
    assert chain_digest("rare-earths-2024") == ""
