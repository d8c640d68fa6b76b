"""A chain is read as it is written, or refused with every mistake at its place."""

import os

import pytest
from chain_folders import folder

from lodeflow.chains.chain import NEEDED, TABLES, columns_of
from lodeflow.chains.reading.reader import read_chain, warnings_of
from lodeflow.chains.template import template
from lodeflow.errors import ChainError


def refused(path):
    """Mistakes as (file, line, message with its hint)."""
    with pytest.raises(ChainError) as error:
        read_chain(str(path))
    return [(p.file.rpartition("/")[2], p.line, f"{p.message}; {p.hint}") for p in error.value.problems]


def line_of(file, text):
    """Line of a text in a file of the template."""
    before = template()[file].replace("MINERAL", "tin").split(text)[0]
    return before.count("\n") + 1


def test_a_new_chain_has_every_table_and_no_mistake(tmp_path):
    path = folder(tmp_path)
    assert {file.stem for file in path.glob("*.csv")} == set(TABLES)
    chain = read_chain(str(path))
    assert all(getattr(chain, table) for table in TABLES)
    assert warnings_of(chain) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("production.csv", "AUS,tin_ore", "AUX,tin_ore", "unknown region 'AUX'; did you mean 'AUS'?"),
        ("production.csv", "AUS,tin_ore", "AUS,tin_or", "unknown material 'tin_or'; did you mean 'tin_ore'?"),
        ("production.csv", "tin_ore,tin_mine,3000", "tin_ore,tin_mien,3000", "unknown process 'tin_mien'; did you mean"),
        ("production.csv", "tin_mine,3000", 'tin_mine,"3,000"', "expected a number, found '3,000'; write numbers without"),
        ("production.csv", "tin_mine,3000", "tin_mine,-3", "expected a number of at least 0, found '-3'"),
        ("production.csv", "tin_mine,3000", "tin_mine,", "the cell is empty"),
        ("production.csv", "tin_mine,3000", "tin_mine,nan", "expected a finite number"),
        ("production.csv", "tin_mine,3000,base,t X", "tin_mine,3000,base,t Y", "unit 't Y', but tin_ore is counted in 't X'"),
        ("production.csv", "AUS,tin_ore,tin_mine", "AUS,tin_metal,tin_mine", "tin_mine in AUS makes tin_ore, not tin_metal"),
        ("production.csv", "tin_mine,3000", "tin_mine,4000", "4,000 t from tin_mine in AUS, above its capacity at work"),
        ("production.csv", "tin_by_product,1500", "tin_by_product,1900", ""),
        ("capacity.csv", "CAN,tin_mine,800,idle", "CAN,tin_mine,800,sleeping", "unknown state 'sleeping'"),
        ("capacity.csv", "AUS,tin_mine,3500,working,2", "AUS,tin_mine,3500,working,.5", "a whole number of at least 1"),
        ("hosts.csv", "CHL,copper_mine", "CHL,cooper_mine", "unknown host 'cooper_mine'; did you mean 'copper_mine'?"),
        ("sector_shares.csv", "defence,0.05", "defense,0.05", "unknown sector 'defense'; did you mean 'defence'?"),
        ("sector_shares.csv", "defence,0.05", "defence,0.15", "the shares of tin_metal in * add up to 1.1, not to 1"),
        ("sector_shares.csv", "defence,0.05", "defence,5", "expected a share from 0 to 1, found '5'; did you mean 0.05?"),
        ("processes.csv", "mine,output", "mine,outptu", "unknown role 'outptu'; did you mean 'output'?"),
        ("processes.csv", "tin_scrap,*,secondary", "tin_scrap,*,secondhand", "unknown kind of process 'secondhand'"),
        ("processes.csv", "tin_smelter,*,plant,input,tin_ore", "tin_smelter,*,plant,output,tin_ore", "the plant tin_smelter has no"),
        ("processes.csv", ",,1.05,", ",,0,", "the amount of tin_ore must be above 0"),
        ("materials.csv", "concentrate,tin", "concentrat,tin", "unknown stage 'concentrat'; did you mean 'concentrate'?"),
        ("materials.csv", "t X,X,0.5", "t X,Y,0.5", "unknown element 'Y'"),
        ("prices.csv", "20,,in warehouse,USD/kg", "20,,in warehouse,USD/lb", "unit 'USD/lb', expected USD/kg or USD/t"),
        ("prices.csv", "tin_ore,world,*", "tin_ore,world,CHN", "prices has no base price of tin_ore for the region '*'"),
        ("trade.csv", "tin_metal,CHN,USA", "tin_metal,CHN,US", "unknown region 'US'"),
        ("duties.csv", "tin_*", "tins_*", "no material is called 'tins_*'"),
        ("duties.csv", "2010-01-01", "1.1.2010", "expected a date such as 2026-07-01, found '1.1.2010'"),
        ("controls.csv", "metal,licensing", "metal,licencing", "unknown regime 'licencing'; did you mean 'licensing'?"),
        ("projects.csv", "2028,construction", "2028,dreaming", "unknown stage 'dreaming'"),
        ("figures.csv", "output,tin_ore,WORLD", "outputs,tin_ore,WORLD", "unknown measure 'outputs'; did you mean 'output'?"),
        ("figures.csv", "input,t X", "input,kt", "unit 'kt', expected share or t X"),
        ("hs.csv", "811299", "8112.99", "expected 4 or 6 digits"),
        ("use.csv", "EU,tin_metal,2300,t X,2024", "EU,tin_metal,2300,t X,24", "expected a year such as 2024"),
        ("use.csv", "EU,tin_metal,2300,t X,2024,assumed", "EU,tin_metal,2300,t X,2024,asumed", "unknown status 'asumed'; did you mean"),
        ("use.csv", "2300,t X,2024,assumed,made up", "2300,t X,2024,reported,from memory; unverified", "the source says 'unverified', the status 'reported'; write assumed"),
        ("use.csv", "EU,tin_metal", "CHN,tin_metal", "CHN, tin_metal is given twice"),
        ("use.csv", "2300,t X", "2300,,t X", "8 cells, expected 7 as in the heading"),
        ("use.csv", "2300,t X", '"2300,t X', "a quotation mark without its partner"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_line(tmp_path, file, old, new, said):
    path = folder(tmp_path, (file, old, new))
    if not said:
        assert read_chain(str(path))
        return
    lines = [line for _, line, text in refused(path) if said in text]
    assert lines
    assert lines[0] == line_of(file, old) or said.startswith("prices has")


def test_a_by_product_beyond_what_its_hosts_hold_is_refused(tmp_path):
    found = refused(folder(tmp_path, ("hosts.csv", "5300000,500", "5300000,100")))
    assert [text for _, _, text in found] == ["1,500 t from tin_by_product in CHL, but its hosts hold 530; "]


def test_all_mistakes_come_at_once_in_the_order_of_the_files(tmp_path):
    path = folder(
        tmp_path,
        ("use.csv", "EU,tin_metal", "EUR,tin_metal"),
        ("use.csv", "ROW,tin_metal,300", "ROW,tin_metal,some"),
        ("capacity.csv", "800,idle", "800,lazy"),
        ("chain.toml", "elasticity = 0.5 ", "elastisity = 0.5 "),
    )
    found = [(file, line) for file, line, _ in refused(path)]
    assert found == sorted(found)
    assert {file for file, _ in found} == {"use.csv", "capacity.csv", "chain.toml"}
    assert len(found) >= 4


def test_a_mistake_says_its_column_too(tmp_path):
    path = folder(tmp_path, ("use.csv", "EU,tin_metal,2300", "EU,tin_metal,much"))
    with pytest.raises(ChainError) as error:
        read_chain(str(path))
    (problem,) = error.value.problems
    assert problem.column == len("EU,tin_metal,") + 1
    assert f"use.csv:{problem.line}:{problem.column}: error: value: expected a number, found 'much'" in str(error.value)


@pytest.mark.parametrize("table", NEEDED)
def test_a_needed_table_that_is_missing_is_asked_for(tmp_path, table):
    found = refused(folder(tmp_path, (f"{table}.csv", "", None)))
    assert (f"{table}.csv", 0, "is missing; every chain has it") in found


@pytest.mark.parametrize("table", sorted(set(TABLES) - set(NEEDED) - {"hosts"}))
def test_any_other_table_may_be_left_out(tmp_path, table):
    assert getattr(read_chain(str(folder(tmp_path, (f"{table}.csv", "", None)))), table) == ()


def test_without_hosts_a_by_product_is_limited_by_capacity_alone_and_that_is_said(tmp_path):
    chain = read_chain(str(folder(tmp_path, ("hosts.csv", "", None))))
    (warning,) = warnings_of(chain)
    assert "could be drawn in CHL: capacity alone limits it" in warning.message


def test_an_unknown_file_is_no_table(tmp_path):
    path = folder(tmp_path)
    (path / "uses.csv").write_text("")
    (path / "notes.md").write_text("anything")
    (path / ".hidden.csv").write_text("")
    assert refused(path) == [("uses.csv", 0, "unknown table: a chain has no 'uses.csv'; did you mean 'use.csv'?")]


@pytest.mark.parametrize("table", TABLES)
def test_a_misspelt_column_is_named_with_the_right_one(tmp_path, table):
    name = next(name for name, column in columns_of(table).items() if not column.optional)
    path = folder(tmp_path)
    file = path / f"{table}.csv"
    file.write_text(file.read_text().replace(f"\n{name},", f"\n{name}s,", 1))
    found = [text for where, _, text in refused(path) if where == file.name]
    assert any(f"unknown column '{name}s' of {table}" in text and name in text.split("; ")[1] for text in found)
    assert any(text.startswith(f"no column '{name}'") for text in found)


def test_columns_may_stand_in_any_order(tmp_path):
    path = folder(tmp_path)
    ordered = read_chain(str(path))
    file = path / "use.csv"
    lines = [line.split(",") for line in file.read_text().splitlines() if not line.startswith("#")]
    file.write_text("\n".join(",".join(reversed(cells)) for cells in lines))
    assert [(u.region, u.value, u.source) for u in read_chain(str(path)).use] == [
        (u.region, u.value, u.source) for u in ordered.use
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title =", "tilte =", "unknown key; did you mean 'title'?"),
        ('controller = "CHN"', 'controller = "CHM"', "unknown region 'CHM'; did you mean"),
        (
            'headline = "tin_metal"',
            'headline = "tin_metals"',
            "unknown material 'tin_metals'; did you mean 'tin_metal'?",
        ),
        ("[materials.tin_ore]", "[materials.tin_oar]", "no row of the tables names 'tin_oar'; did you mean 'tin_ore'?"),
        ("[processes.tin_scrap]", "[processes.tin_scarp]", "says nothing of tin_scrap; write [processes.tin_scrap]"),
        ("[sectors.other]", "[sectors.others]", "no row of the tables names 'others'; did you mean 'other'?"),
        ("contract_share = 0.5 ", "contract_share = 50 ", "must be at most 0.7"),
        ("substitution = 3 ", 'substitution = "three" ', "is not a plain number"),
        ("lag_days = 365 ", "lag_day = 365 ", "unknown key; did you mean 'lag_days'?"),
        ("tolerance = 0.02", "tolerance = ", "not TOML"),
    ],
)
def test_a_mistake_in_chain_toml_has_its_line(tmp_path, old, new, said):
    path = folder(tmp_path, ("chain.toml", old, new))
    found = [(line, text) for file, line, text in refused(path) if file == "chain.toml" and said in text]
    assert found
    assert all(line > 0 for line, _ in found)


def test_two_chains_are_told_apart_by_name_and_path(tmp_path):
    path = folder(tmp_path, name="gallium-of-mine")
    assert read_chain(str(path)).name == "gallium-of-mine"
    assert read_chain("gallium").label == "chains/gallium"
    with pytest.raises(ChainError, match=r"there is no chain 'galium'.*did you mean 'gallium'"):
        read_chain("galium")
    with pytest.raises(ChainError, match=r"the folder has no chain\.toml"):
        read_chain(str(tmp_path))


def test_a_link_out_of_the_folder_is_not_followed_and_nothing_of_it_is_shown(tmp_path):
    (tmp_path / "secret").write_text("hunter2,hunter3\n")
    path = folder(tmp_path, ("use.csv", "", None))
    (path / "use.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(ChainError) as error:
        read_chain(str(path))
    assert "use.csv: error: is a link that leads out of the folder" in str(error.value)
    assert "hunter" not in str(error.value)
    assert len(error.value.problems) == 1


def test_a_folder_or_a_pipe_in_place_of_a_table_is_not_waited_for(tmp_path):
    path = folder(tmp_path, ("use.csv", "", None), ("trade.csv", "", None))
    (path / "use.csv").mkdir()
    os.mkfifo(path / "trade.csv")
    said = [text for _, _, text in refused(path)]
    assert any("is a folder, and a table is a file" in text for text in said)
    assert any("is not a regular file" in text for text in said)


def test_a_table_beyond_all_measure_is_refused(tmp_path):
    path = folder(tmp_path)
    (path / "use.csv").write_text("#" * 1_000_001)
    assert any("is larger than 1,000,000 bytes" in text for _, _, text in refused(path))


def test_a_chain_in_this_folder_has_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(folder(tmp_path))
    assert read_chain(".").name == "tin"


def test_a_table_of_another_encoding_is_refused_at_its_line(tmp_path):
    path = folder(tmp_path)
    (path / "use.csv").write_bytes((path / "use.csv").read_bytes().replace(b"made up", b"erfunden \xfcberall", 1))
    assert [(file, text) for file, _, text in refused(path)] == [("use.csv", "is not UTF-8; save the file as UTF-8")]
