"""Whatever stands in a user's scenario, the answer points at the fault and says what to write instead."""


import pytest

from lodeflow.errors import ScenarioError
from lodeflow.scenario import load

START = 'extends = "base-year"\n'


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
        ("[markets]\nanchor_days = 1", "markets", "markets", "unknown key", "did you mean 'market'?"),
        ("[market]\nanchor_day = 1", "anchor_day", "market.anchor_day", "unknown key", "'anchor_days'"),
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
        ("tariffs.us_magnets.material = 'magnets_*'", "'magnets_*'", "tariffs.us_magnets.material", "no material fits", "known:"),
        ("tariffs.us_magnets.basis = 'fop'", "'fop'", "tariffs.us_magnets.basis", "unknown basis", "did you mean 'fob'?"),
        ("tariffs.us_magnets.origin = 'USA'", "'USA'", "tariffs.us_magnets.origin", "cross no border", ""),
        ("tariffs.us_magnets.rate = 25", "25", "tariffs.us_magnets.rate", "at most 10, is 25", "0.25 or '25 %'?"),
        ("tariffs.us_magnets.source = ''", "''", "tariffs.us_magnets.source", "must not be empty", ""),
        ("market.pipeline_weight = 70", "70", "market.pipeline_weight", "at most 1, is 70", "did you mean 0.70 or '70 %'?"),
        ("market.pipeline_weight = '170 %'", "'170 %'", "market.pipeline_weight", "at most 1, is 1.7", ""),
        ("sectors.other.growth = 3", "3", "sectors.other.growth", "at most 1, is 3", "did you mean 0.03 or '3 %/yr'?"),
        ("market.anchor_days = '2 kg'", "'2 kg'", "market.anchor_days", "'2 kg' is a mass, expected a duration", ""),
        ("market.anchor_days = nan", "nan", "market.anchor_days", "expected a finite number, found nan", ""),
        ("market.anchor_days = -inf", "-inf", "market.anchor_days", "expected a finite number, found -inf", ""),
        ("market.anchor_days = 1e999", "1e999", "market.anchor_days", "expected a finite number", ""),
        ("market.anchor_days = -5", "-5", "market.anchor_days", "must be above 0 d, is -5", ""),
        ("market.anchor_days = 0", "0", "market.anchor_days", "must be above 0 d, is 0", ""),
        ("market.anchor_days = true", "true", "market.anchor_days", "expected a duration", ""),
        ("market.anchor_days = [1]", "[1]", "market.anchor_days", "found an array", ""),
        ("market.anchor_days = 2025-01-01", "2025-01-01", "market.anchor_days", "found the date 2025-01-01", ""),
        ("market.anchor_days = {x = 1}", "{x = 1}", "market.anchor_days", "found a table", ""),
        ("market.anchor_days = {dist = 'fixed', value = 1}", "{dist = 'fixed', value = 1}", "market.anchor_days",
         "uncertain numbers come with a later version", "give one number"),
        ("supply.mine_utilisation_limit = -1", "-1", "supply.mine_utilisation_limit", "must be above 0, is -1", ""),
        ("materials.light_oxide.contract_share = 0.8", "0.8", "materials.light_oxide.contract_share", "at most 0.7", ""),
        ("outages.cut_high = 0.1", "0.1", "outages.cut_high", "must not be below cut_low, which is 0.3", ""),
        ("days = 2.5", "2.5", "days", "expected a whole number, found 2.5", ""),
        ("days = 0", "0", "days", "must be at least 1 d, is 0", ""),
        ("days = 40000", "40000", "days", "must be at most 36525 d, is 40000", ""),
        ("start_date = 9999-01-01", "9999-01-01", "days", "beyond the year 9999", ""),
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
        ("[tariffs.b]\nimporter='USA'\norigin='*'\nmaterial='magnet_*'\nsource='x'\nrate=1", "magnets", "", "", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_pointed_at_and_explained(refuse, text, mark, path, message, hint):
    if mark == "magnets":  # two rules for the same lanes: the second by name is blamed, wherever it stands
        mark, path, message, hint = "us_magnets", "tariffs.us_magnets", "exactly what 'b' falls on", "change the rate of 'b'"
    problem = the_only(refuse(START + text))
    if path == "days" and "start_date" in text:
        mark = "4383"  # days stands in the base year
    assert (marked(problem), problem.path) == (mark, path)
    assert message in problem.message
    assert hint.casefold() in problem.hint.casefold()
