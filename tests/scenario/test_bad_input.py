"""Whatever stands in a user's scenario, the answer points at the fault and says what to write instead."""

import pytest
from examples import scaled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodeflow.assembly import plan
from lodeflow.errors import Problem, ScenarioError, first_few
from lodeflow.scenario.load import load, to_toml

START = 'extends = "base-year"\n'
TWICE = """extends = "status-quo"
[tariffs.a]
importer = ["EU", "USA"]
origin = "CHN"
material = "magnet_*"
rate = 1
programme = "section 301"
start = 2026-01-01
source = "a test"
"""


@pytest.fixture
def refuse(tmp_path):
    def problems(text, overrides=()):
        path = tmp_path / "bad.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(ScenarioError) as refused:
            load(str(path), overrides)
        assert refused.value.exit_code == 65
        return refused.value.problems

    return problems


def the_only(problems):
    (problem,) = problems
    return problem


def marked(problem):
    return problem.source_line[problem.column - 1 :][: problem.length]


@pytest.mark.parametrize(
    ("text", "mark", "path", "message", "hint"),
    [
        ("sed = 1", "sed", "sed", "unknown key", "did you mean 'seed'?"),
        (
            "[market]\nthrift_days_up = 700",
            "thrift_days_up",
            "market.thrift_days_up",
            "is no longer a key",
            "write process_days_up and redesign_days_up instead",
        ),
        ("[markets]\nown_days = 1", "markets", "markets", "unknown key", "did you mean 'market'?"),
        ("[market]\nown_day = 1", "own_day", "market.own_day", "unknown key", "'own_days'"),
        ("panic_days = 9", "panic_days", "panic_days", "unknown key", "this key belongs to [market]"),
        ("[market]\nseed = 9", "seed", "market.seed", "unknown key", "this key belongs to the top of the file"),
        ("[market]\nzzz = 9", "zzz", "market.zzz", "unknown key", "known: seller_cover_days"),
        ("regions.JPM.name = 'x'", "JPM", "regions.JPM", "unknown region 'JPM'", "did you mean 'JPN'?"),
        ("regions.usa.name = 'x'", "usa", "regions.usa", "unknown region 'usa'", "did you mean 'USA'?"),
        ("materials.light_oxid.substitution = 1", "light_oxid", "materials.light_oxid", "unknown material", "'light_oxide'"),
        ("[sectors.defense]\ngrowth = 0", "defense", "sectors.defense", "unknown sector", "did you mean 'defence'?"),
        ("chokepoints.sues.blocked_share = 1", "sues", "chokepoints.sues", "unknown chokepoint", "did you mean 'suez'?"),
        ("base_table = 'rare-earth-2024'", "'rare-earth-2024'", "base_table", "unknown base table", "'rare-earths-2024'"),
        ("base_table = '../data'", "'../data'", "base_table", "unknown base table", "rare-earths-2024"),
        ("tariffs.us_magnets.importer = 'US'", "'US'", "tariffs.us_magnets.importer", "unknown region 'US'", "'USA'"),
        ("tariffs.us_magnets.material = 'magnets_*'", "'magnets_*'", "tariffs.us_magnets.material", "no material fits", "did you mean 'magnet_*'?"),
        ("tariffs.us_magnets.basis = 'fop'", "'fop'", "tariffs.us_magnets.basis", "unknown basis", "did you mean 'fob'?"),
        ("tariffs.us_magnets.origin = 'USA'", "'USA'", "tariffs.us_magnets.origin", "cross no border", ""),
        ("tariffs.us_magnets.rate = 25", "25", "tariffs.us_magnets.rate", "at most 10, is 25", "0.25 or '25 %'?"),
        ("tariffs.us_magnets.source = ''", "''", "tariffs.us_magnets.source", "must not be empty", ""),
        ("market.pipeline_weight = 70", "70", "market.pipeline_weight", "at most 1, is 70", "did you mean 0.70 or '70 %'?"),
        ("market.pipeline_weight = '170 %'", "'170 %'", "market.pipeline_weight", "at most 1, is 1.7", ""),
        ("sectors.other.growth = 3", "3", "sectors.other.growth", "at most 1, is 3", "did you mean 0.03 or '3 %/yr'?"),
        ("market.own_days = '2 kg'", "'2 kg'", "market.own_days", "'2 kg' is a mass, expected a duration", ""),
        ("market.own_days = nan", "nan", "market.own_days", "expected a finite number, found nan", ""),
        ("market.own_days = -inf", "-inf", "market.own_days", "expected a finite number, found -inf", ""),
        ("market.own_days = 1e999", "1e999", "market.own_days", "expected a finite number", ""),
        ("market.own_days = -5", "-5", "market.own_days", "must be at least 0.01 d, is -5", ""),
        ("market.own_days = 0", "0", "market.own_days", "must be at least 0.01 d, is 0", ""),
        ("market.own_days = true", "true", "market.own_days", "expected a duration", ""),
        ("market.own_days = [1]", "[1]", "market.own_days", "found an array", ""),
        ("market.own_days = 2025-01-01", "2025-01-01", "market.own_days", "found the date 2025-01-01", ""),
        ("market.own_days = {x = 1}", "{x = 1}", "market.own_days", "found a table", ""),
        ("supply.mine_utilisation_limit = -1", "-1", "supply.mine_utilisation_limit", "must be at least 0.05, is -1", ""),
        ("materials.light_oxide.contract_share = 0.8", "0.8", "materials.light_oxide.contract_share", "at most 0.7", ""),
        ("outages.cut_high = 0.1", "0.1", "outages.cut_high", "must not be below cut_low, which is 0.3", ""),
        ("days = 2.5", "2.5", "days", "expected a whole number, found 2.5", ""),
        ("days = 0", "0", "days", "must be at least 1 d, is 0", ""),
        ("days = 40000", "40000", "days", "must be at most 36525 d, is 40000", ""),
        ("tick_days = 0", "0", "tick_days", "must be at least 1 d, is 0", ""),
        ("tick_days = 15", "15", "tick_days", "must be at most 14 d, is 15", ""),
        ("seed = -1", "-1", "seed", "must be at least 0, is -1", ""),
        ("seed = 0x" + "f" * 5000, "0x" + "f" * 5000, "seed", "a number of very many digits", ""),
        ("seed = 9223372036854775808", "9223372036854775808", "seed", "must be at most 9223372036854775807", ""),
        ("seed = true", "true", "seed", "expected a plain number without a unit, found true", ""),
        ("start_date = '2025-01-01'", "'2025-01-01'", "start_date", "expected a date", "write dates without quotes"),
        ("start_date = 2025-01-01T00:00:00", "2025-01-01T00:00:00", "start_date", "expected a date", "did you mean 2025-01-01?"),
        ("start_date = 20250101", "20250101", "start_date", "expected a date", ""),
        ("growth.changes = 2024-12-31", "2024-12-31", "growth.changes", "2024-12-31 is before start_date, which is 2025-01-01", ""),
        ("question = 1", "1", "question", "expected a text in quotes, found the number 1", ""),
        ("question = ''", "''", "question", "must not be empty", ""),
        ("market = 1", "1", "market", "expected a table, found the number 1", ""),
        ("materials = 'x'", "'x'", "materials", "expected a table, found the text 'x'", ""),
        ("materials.light_oxide = []", "[]", "materials.light_oxide", "expected a table, found an array", ""),
        ("regions.JPN.name = true", "true", "regions.JPN.name", "expected a text in quotes, found true", ""),
        ("[tariffs.new]\nimporter='*'\norigin='*'\nmaterial='*'\nsource='x'", "new", "tariffs.new.rate", "is missing", "share of the value"),
        ("tariffs.us_magnets.material = 'magnet'", "'magnet'", "tariffs.us_magnets.material", "unknown material", "did you mean 'magnet_*'?"),
        ("tariffs.us_magnets.material = 'oxide'", "'oxide'", "tariffs.us_magnets.material", "unknown material", "did you mean '*_oxide'?"),
        ("tariffs.us_magnets.material = '*_metal'", "'*_metal'", "tariffs.us_magnets.material", "no material fits", "known: *_concentrate, *_oxide"),
        ("tariffs.us_magnets.material = []", "[]", "tariffs.us_magnets.material", "expected 1 to 50 names of a material, found 0", ""),
        ("tariffs.us_magnets.importer = ['USA', 'EUU']", "'EUU'", "tariffs.us_magnets.importer", "unknown region 'EUU'", "did you mean 'EU'?"),
        ("tariffs.us_magnets.importer = ['USA', 'EU', 'USA']", "'USA'", "tariffs.us_magnets.importer", "names 'USA' twice", ""),
        ("tariffs.us_magnets.importer = ['USA', ['EU']]", "['EU']", "tariffs.us_magnets.importer", "expected the name of a region", ""),
        ("tariffs.us_magnets.origin = ['USA']", "['USA']", "tariffs.us_magnets.origin", "goods within USA cross no border", ""),
        ("tariffs.us_magnets.programme = 301", "301", "tariffs.us_magnets.programme", "expected the short name of a programme", "'section 301'"),
        ("tariffs.us_magnets.programme = ''", "''", "tariffs.us_magnets.programme", "expected the short name of a programme", "'section 301'"),
        ("tariffs.us_magnets.start = '2026-01-01'", "'2026-01-01'", "tariffs.us_magnets.start", "expected a date", "write dates without quotes"),
        ("tariffs.us_magnets.announced = 2026-01-01", "2026-01-01", "tariffs.us_magnets.announced", "what has no start is not announced", "give it a start"),
        ("tariffs.us_magnets.begin = 2026-01-01", "begin", "tariffs.us_magnets.begin", "unknown key", "known: announced, start, end"),
    ],
)  # fmt: skip
def test_a_mistake_is_pointed_at_and_explained(refuse, text, mark, path, message, hint):
    problem = the_only(refuse(START + text))
    assert (marked(problem), problem.path) == (mark, path)
    assert message in problem.message
    assert hint.casefold() in problem.hint.casefold()


def test_a_message_looks_like_that_of_a_compiler(refuse, tmp_path):
    problem = the_only(refuse(START + "\n[market]\n\tpipeline_weight = 70  # of a hundred\n"))
    assert problem.render() == (
        f"{tmp_path}/bad.toml:4:20: error: market.pipeline_weight: must be at most 1, is 70\n"
        "    4 | \tpipeline_weight = 70  # of a hundred\n"
        "      | \t                  ^^ did you mean 0.70 or '70 %'?"
    )


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file(refuse):
    text = START + "days = 0\nsed = 1\n[market]\nown_days = '2 kg'\nzzz = 1\n[growth]\nchanges = 2020-01-01\n"
    problems = refuse(text, ["tick_days=0", "market.interest=9"])
    assert [p.path for p in problems] == [
        "days", "sed", "market.own_days", "market.zzz", "growth.changes", "tick_days", "market.interest",
    ]  # fmt: skip
    assert [p.line for p in problems] == [2, 3, 5, 6, 8, 1, 1]
    assert [p.file for p in problems[5:]] == ["--set", "--set"]


def test_a_misspelt_required_key_is_one_mistake(refuse):
    text = START + "[tariffs.new]\nimporter='*'\norigin='CHN'\nmaterial='*'\nsource='x'\nrates=1"
    problem = the_only(refuse(text))
    assert (problem.path, problem.hint) == ("tariffs.new.rates", "did you mean 'rate'?")


def test_two_tariffs_on_the_same_goods_are_refused(refuse):
    text = START + "[tariffs.zz]\nimporter='USA'\norigin='*'\nmaterial='magnet_*'\nsource='x'\nrate=1"
    problem = the_only(refuse(text))
    assert (problem.path, marked(problem)) == ("tariffs.zz", "zz")
    assert problem.message == "falls on exactly what 'us_magnets' falls on"


def test_a_duty_that_says_what_a_shipped_one_says_is_itself_to_blame(refuse):
    problem = the_only(refuse(TWICE))
    assert (problem.path, marked(problem), problem.line) == ("tariffs.a", "a", 2)
    assert problem.message == "falls on exactly what 'us_section_301' falls on, from the same day 2026-01-01"
    assert problem.hint == "change the rate of 'us_section_301' instead, or name another programme if they add up"


@pytest.mark.parametrize(
    ("words", "others"), [("2026-01-01", "2026-01-02"), ("section 301", "my own"), ("magnet_*", "magnet_standard")]
)
def test_another_day_another_programme_or_other_goods_make_it_another_duty(tmp_path, words, others):
    (tmp_path / "mine.toml").write_text(TWICE.replace(words, others))
    assert "a" in load(str(tmp_path / "mine.toml")).tariffs


def test_every_date_of_a_duty_that_cannot_be_is_said_at_once(refuse):
    text = START + "[tariffs.us_magnets]\norigin='USA'\nannounced=2026-02-01\nstart=2026-01-01\nend=2026-01-01"
    problems = refuse(text)
    assert [(p.path, marked(p)) for p in problems] == [
        ("tariffs.us_magnets.origin", "'USA'"), ("tariffs.us_magnets.announced", "2026-02-01"), ("tariffs.us_magnets.end", "2026-01-01"),
    ]  # fmt: skip
    assert "2026-01-01 is not after start, which is 2026-01-01" in problems[2].message


def test_a_file_that_extends_nothing_is_told_what_would_help(refuse):
    problems = refuse("question = 'What?'\n")
    assert [p.path for p in problems] == ["start_date", "days", "materials", "sectors"]
    assert all("extends" in p.hint for p in problems)
    problem = refuse("[materials]\n")[-1]
    assert "missing: light_concentrate, heavy_concentrate" in problem.message


def test_a_start_that_leaves_the_calendar_is_refused(refuse):
    problem = the_only(refuse(START + "start_date = 9999-01-01\ndays = 400\n[growth]\n"))
    assert problem.message == "400 days from 9999-01-01 go beyond the year 9999"


def test_a_mistake_in_an_extended_file_points_into_that_file(refuse, tmp_path):
    (tmp_path / "base.toml").write_text(START + "\nseed = -1\n")
    problems = refuse("extends = 'base.toml'\ndays = 0\n")
    assert [(p.file, p.line) for p in problems] == [(f"{tmp_path}/base.toml", 3), (f"{tmp_path}/bad.toml", 2)]


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("'base-yeer'", "there is no scenario 'base-yeer'", "did you mean 'base-year'?"),
        ("'other.toml'", "there is no file", ""),
        ("'sub/status-quo.toml'", "there is no file", "a shipped scenario is called 'status-quo'"),
        ("'.'", "is a folder, but a scenario is a file", ""),
        ("''", "expected the name or path of one scenario", "base-year"),
        ("['base-year', 'status-quo']", "expected the name or path of one scenario", ""),
        ("{x = 1}", "expected the name or path of one scenario", ""),
        ('"a\\u0000b"', "there is no scenario", ""),
        (f"'{'x' * 5000}'", "there is no scenario", ""),
        ("'bad.toml'", "goes round in a circle: ", ""),
    ],
)
def test_extends_must_lead_to_a_scenario(refuse, written, message, hint):
    problem = the_only(refuse(f"days = 1\nextends = {written}\n"))
    assert (problem.path, problem.line, marked(problem)) == ("extends", 2, written)
    assert message in problem.message
    assert hint in problem.hint


def test_a_circle_is_told_link_by_link(refuse, tmp_path):
    (tmp_path / "b.toml").write_text("extends = 'bad.toml'\n")
    problem = the_only(refuse("extends = 'b.toml'\n"))
    bad, b = tmp_path / "bad.toml", tmp_path / "b.toml"
    assert problem.message == f"goes round in a circle: {bad} -> {b} -> {bad}"
    assert problem.file == str(b)


def test_a_chain_without_end_is_cut(refuse, tmp_path):
    for n in range(40):
        (tmp_path / f"s{n}.toml").write_text(f"extends = 's{n + 1}.toml'\n")
    assert "more than 20 scenarios extend each other" in the_only(refuse("extends = 's0.toml'")).message


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        (b"seed = 1\nquestion = 'caf\xe9'\n", 2, 16, "byte 0xe9 at offset 24 is not UTF-8"),
        ("seed = 1\nmarket = \n", 2, 10, "not TOML: Invalid value"),
        ("seed = 1\ndays = 1 tick = 7\n", 2, 10, "not TOML: Expected newline"),
        ("seed = 1\n[market\n", 2, 8, "not TOML"),
        ("seed = 1\nquestion = " + "'" * 3 + "x\n", 2, 16, "at the end of the file"),
        ("seed = 010\n", 1, 9, "not TOML"),
        ("seed = 1\ndays = 2\nseed = 3\n", 3, 1, "'seed' is given twice, first on line 1"),
        ("[market]\n[supply]\n[market]\n", 3, 2, "'market' is given twice, first on line 1"),
        ("market = {use_days = 1, use_days = 2}\n", 1, 25, "'use_days' is given twice, first on line 1"),
        ("days = 1\nseed = " + "9" * 5000 + "\n", 2, 8, "a number of too many digits"),
        ("seed = " + "[" * 3000 + "]" * 3000, 1, 58, "nested more than 50 deep"),
        ("seed = " + "{a=" * 3000 + "1" + "}" * 3000, 1, None, "nested more than 50 deep"),
        ("[" + ".".join("a" * 3000) + "]", 1, 102, "nested more than 50 deep"),
        ("days = 1\n" + ".".join("a" * 3000) + " = 1", 2, 101, "nested more than 50 deep"),
        ("# " + "x" * 1_000_000, 0, 1, "is larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_blamed_where_it_fails(refuse, text, line, column, message):
    problem = the_only(refuse(text))
    assert (problem.line, column or problem.column) == (line, problem.column)
    assert message in problem.message
    assert len(problem.render()) < 1000


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("base-yeer", "base-yeer: error: there is no scenario 'base-yeer'; did you mean 'base-year'?"),
        ("xyzzy", "xyzzy: error: there is no scenario 'xyzzy'; known: base-year"),
        ("status-quo.toml", "there is no file 'status-quo.toml'; a shipped scenario is called 'status-quo'"),
        ("", "there is no scenario ''"),
        ("a\0b", "there is no scenario"),
        ("x" * 5000, "there is no scenario"),
        ("\udcff", "there is no scenario"),
        ("/", "/ is a folder, but a scenario is a file"),
    ],
)
def test_a_name_that_leads_nowhere_is_met_with_the_nearest_one(name, message):
    with pytest.raises(ScenarioError) as refused:
        load(name)
    assert message in str(refused.value)
    str(refused.value).encode()


@pytest.mark.parametrize(
    ("override", "mark", "message"),
    [
        ("seed", "seed", "expected key.path=value"),
        ("", "", "expected key.path=value"),
        ("=1", "=1", "expected key.path=value"),
        ("[market]", "[market]", "expected key.path=value"),
        ("a..b=1", "a..b=1", "expected key.path=value"),
        ("seed=1\ndays=2", None, "expected key.path=value"),
        ("question=\udcff", None, "expected key.path=value"),
        ("a." * 3000 + "b=1", None, "expected key.path=value"),
        ("extends=status-quo", "extends=status-quo", "name the other scenario itself"),
        ("seed=" + "9" * 5000, "9" * 5000, "too many digits"),
        ("seed=" + "[" * 3000, None, "nested more than 50 deep"),
        ("seed.x=1", "seed.x", "found a table"),
        ("market=1", "1", "expected a table"),
        ("market.own_days=soon", "soon", "'soon' is not a duration"),
        ("market.own_days=", "", "'' is not a duration"),
        ("market.anchor_dais=1", "anchor_dais", "unknown key"),
    ],
)
def test_a_mistake_in_an_override_points_at_the_override(override, mark, message):
    with pytest.raises(ScenarioError) as refused:
        load("base-year", [override])
    problem = the_only(refused.value.problems)
    assert (problem.file, problem.line, problem.source_line) == ("--set", 1, override.split("\n")[0])
    assert message in problem.message
    assert mark is None or marked(problem) in (mark, mark.split(".")[0])
    str(refused.value).encode()


def test_of_a_thousand_mistakes_a_hundred_are_said(refuse):
    text = START + "".join(f"key{n} = 1\n" for n in range(1000))
    assert len(refuse(text)) == 100


def test_a_file_cannot_write_to_the_terminal_and_a_long_line_is_cut():
    problem = Problem("a\x1b[31m", 1, 501, 3, "x" * 500 + "\x1b]0" + "y" * 500, "k", "m\x07", "h")
    text = problem.render()
    lines = text.split("\n")
    assert "".join(lines).isprintable()
    assert len(lines[1]) < 150
    assert lines[1][lines[2].index("^") :].startswith("\\u001b]0")
    assert lines[2].count("^") == len("\\u001b]0")


VALID = to_toml(load("status-quo"))
PIECES = [
    "=",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    ".",
    "\n",
    "#",
    ",",
    "\\",
    "-",
    "e",
    "9" * 30,
    "nan",
    "%",
    "\0",
    "é",
    "true",
    "[[",
]


@st.composite
def mutated(draw):
    text = VALID
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 12))
        text = text[:at] + draw(st.sampled_from(["", *PIECES]) | st.text(max_size=3)) + text[at + cut :]
    return text


@settings(max_examples=scaled(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mutated())
def test_any_text_near_a_scenario_loads_or_is_refused_within_its_lines(text, tmp_path):
    path = tmp_path / "mutated.toml"
    path.write_bytes(text.encode())
    try:
        load(str(path))
    except ScenarioError as refused:
        lines = text.replace("\r\n", "\n").split("\n")
        assert refused.problems
        for problem in refused.problems:
            assert problem.message
            assert str(refused).encode()
            if problem.line:
                assert 1 <= problem.line <= len(lines)
                assert problem.source_line == lines[problem.line - 1].removeprefix("\ufeff")
                assert 1 <= problem.column <= len(problem.source_line) + 1


def test_a_limit_below_what_is_already_used_is_refused():
    with pytest.raises(ValueError, match=r"mine_utilisation_limit = 0.5 is not above .* CHN light_concentrate \(0.9\)"):
        plan(load("base-year", ("supply.mine_utilisation_limit=0.5",)))


def test_a_message_lists_the_first_few_names_and_says_how_many_more_there_are():
    assert first_few([], 2) == ""
    assert first_few(["a", "b"], 2) == "a, b"
    assert first_few(["a", "b", "c", "d"], 2) == "a, b and 2 more"
