"""The work of a check grows as the number of duties does, and not as its square."""

import cProfile
import pstats
from datetime import date, timedelta

import pytest

from lodeflow.report.no_effect.warnings import warnings_of
from lodeflow.scenario.load import resolve

PAYERS = ("USA", "EU", "JPN", "KOR", "IND")
MATERIALS = ("light_oxide", "magnet_*", "*")


def tariff(n, *, alike, rate):
    payer, material = ("USA", "*") if alike else (PAYERS[n % 5], MATERIALS[n % 3])
    start = date(2025, 1, 8) + timedelta(n)
    terms = f'importer = "{payer}"\norigin = "CHN"\nmaterial = "{material}"\nrate = {rate}\nprogramme = "p"'
    return f'[tariffs.t{n}]\n{terms}\nstart = {start}\nsource = "a test"\n'


@pytest.mark.parametrize("rate", [0.1, 0])
@pytest.mark.parametrize("alike", [True, False])
def test_twice_as_many_tariffs_are_twice_the_work_of_a_check(tmp_path, alike, rate):
    path, work = tmp_path / "many.toml", {}
    for count in (1, 1, 100, 200):  # the first fills caches
        tables = "\n".join(tariff(n, alike=alike, rate=rate) for n in range(count))
        path.write_text(f'extends = "base-year"\ndays = 3000\n{tables}')
        with cProfile.Profile() as watch:
            warnings_of(resolve(str(path)))
        work[count] = pstats.Stats(watch).total_calls
    assert work[200] - work[1] < 2.3 * (work[100] - work[1])
