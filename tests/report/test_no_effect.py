"""Whatever in a scenario has no effect gets a warning that says where and why; what has one gets none."""

import dataclasses
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import get_origin

import pytest

from lodeflow.base_year.unused_rows import RECIPES, refuse_unused_rows, unused_rows
from lodeflow.errors import DataError
from lodeflow.report.no_effect.tables import idle_tables
from lodeflow.report.no_effect.warnings import warnings_of
from lodeflow.report.no_effect.where import Where, where_of
from lodeflow.scenario.load import Scenario, resolve, shipped

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "configs" / "examples").glob("*.toml"))
TARIFF = 'origin = "CHN"\nmaterial = "magnet_*"\nrate = "10 %"\nsource = "s"\n'
QUOTA = 'tonnes.2025 = "9 kt/yr"\nsource = "s"\n'
CONTROL = 'start = 2027-01-01\nregime = "licensing"\nsource = "s"\n'
POLICY = 'reference = "110 USD/kg"\nmembers = ["USA", "EU"]\nstart = 2027-01-01\n'
PLANT = 'capacity_t_per_yr = "1 kt/yr"\nsource = "s"\n'
RAMP = "{ final_share = 0.9, scale_months = 9, shape = 1 }"
MAKER = f'[projects.x]\nregion = "EU"\nkind = "magnet"\n{PLANT}'
NO_PROJECTS = {
    "a type of ramp-up that no project has",
    "a kind of building that no project is of",
    "a price that no project remembers",
    "investors without projects",
}

# What a scenario says that extends the status quo (or the base year, which has no projects), the line (1 is the first of these) and part of the warning.
IDLE = {
    "a tariff after the run": (
        f'[tariffs.x]\nimporter = "IND"\nstart = 2040-01-01\n{TARIFF}',
        3,
        "after the run has ended",
    ),
    "a tariff before the run": (
        f'[tariffs.x]\nimporter = "IND"\nend = 2020-01-01\n{TARIFF}',
        3,
        "before the run begins",
    ),
    "a tariff on no trade": (
        '[tariffs.x]\nimporter = "USA"\norigin = "KAZ"\nmaterial = "magnet_*"\nrate = 0.1\nsource = "s"\n',
        1,
        "USA buys no magnet_* from KAZ",
    ),
    "an offtake without trade": (
        '[offtakes.x]\nseller = "KAZ"\nbuyer = "JPN"\nmaterial = "light_oxide"\ntonnes = "1 kt/yr"\nsource = "s"\n',
        1,
        "JPN buys no light_oxide from KAZ",
    ),
    "a stockpile of what nobody uses there": (
        (
            '[stockpiles.x]\nregion = "KAZ"\nmaterials = ["light_oxide"]\nstart = 2026-01-01\ncapital_usd = 1\n'
            'source = "s"\n'
        ),
        3,
        "KAZ uses no light_oxide: nothing of it is kept",
    ),
    "days of a material that a stockpile does not keep": (
        (
            '[stockpiles.x]\nregion = "USA"\nmaterials = ["magnet_*"]\ntarget_days_by_material.heavy_oxide = 30\n'
            'start = 2026-01-01\ncapital_usd = 1\nsource = "s"\n'
        ),
        4,
        "the stockpile does not keep heavy_oxide",
    ),
    "a substitution by nobody": (
        (
            '[substitution.standard_magnets]\nreplaced = "light_oxide"\nby = "heavy_oxide"\nmost = 0.2\nprice_ratio = 2\n'
            'days = 100\nsource = "s"\n'
        ),
        1,
        "no civil user of light_oxide has users of heavy_oxide in its region",
    ),
    "a tariff that is overruled": (
        (
            '[tariffs.x]\nimporter = "USA"\norigin = "*"\nmaterial = "magnet_*"\nrate = 0.1\nprogramme = "p"\nsource = "s"\n'
            '[tariffs.y]\nimporter = "USA"\norigin = "*"\nmaterial = ["magnet_standard", "magnet_high_temperature"]\n'
            'rate = 0.2\nprogramme = "p"\nsource = "s"\n'
        ),
        1,
        "'y' overrules it",
    ),
    "a stoppage after the run": (
        '[stoppages.x]\nproject = "lynas_malaysia"\nstart = 2040-01-01\nsource = "s"\n',
        3,
        "after the run has ended",
    ),
    "a stoppage where nothing is made": (
        '[stoppages.x]\nregion = "JPN"\nmaterial = "*_concentrate"\nstart = 2027-01-01\nsource = "s"\n',
        2,
        "JPN makes none of it",
    ),
    "a stoppage of nothing": (
        '[stoppages.x]\nproject = "lynas_malaysia"\nstart = 2027-01-01\nshare = 0\nsource = "s"\n',
        4,
        "nothing stops",
    ),
    "a guarantee where nothing is made": (
        (
            '[price_guarantees.x]\npayer = "JPN"\nregion = "JPN"\ncounts = "ore"\nstrike = "110 USD/kg"\n'
            'start = 2027-01-01\nend = 2030-01-01\nsource = "s"\n'
        ),
        3,
        "JPN makes none of it",
    ),
    "public money that gives nothing": (
        '[public_money.x]\npayer = "USA"\nprojects = ["noveon"]\nsource = "s"\n',
        1,
        "gives nothing",
    ),
    "a guarantee of nothing": (
        (
            '[price_guarantees.x]\npayer = "USA"\nregion = "USA"\ncounts = "ore"\nstrike = 0\n'
            'start = 2027-01-01\nend = 2030-01-01\nsource = "s"\n'
        ),
        5,
        "guarantees a price of nothing",
    ),
    "a guarantee after the run": (
        (
            '[price_guarantees.x]\npayer = "USA"\nregion = "USA"\ncounts = "ore"\nstrike = "110 USD/kg"\n'
            'start = 2040-01-01\nend = 2050-01-01\nsource = "s"\n'
        ),
        6,
        "after the run has ended",
    ),
    "public money after the run": (
        '[public_money.x]\npayer = "USA"\nprojects = ["noveon"]\ncapex_share = 0.2\nstart = 2040-01-01\nsource = "s"\n',
        5,
        "after the run has ended",
    ),
    "growth of no guaranteed earnings": (
        (
            '[public_money.x]\npayer = "USA"\nprojects = ["noveon"]\ncapex_share = 0.2\nearnings_growth = 0.02\n'
            'source = "s"\n'
        ),
        5,
        "no earnings are guaranteed",
    ),
    "a price at which nothing is taken": (
        (
            '[public_money.x]\npayer = "USA"\nprojects = ["noveon"]\ncapex_share = 0.2\nofftake_price = "90 USD/kg"\n'
            'source = "s"\n'
        ),
        5,
        "nothing is taken at it",
    ),
    "a bill that never becomes law": (
        '[permitting_bills.x]\nregion = "USA"\npermitting_factor = 0.5\nsource = "s"\n',
        1,
        "never becomes law",
    ),
    "a bill where no project is": (
        '[permitting_bills.x]\nregion = "KOR"\nenacted = 2026-01-01\nprojects = ["noveon"]\nsource = "s"\n',
        2,
        "no project that it names is in KOR",
    ),
    "an exemption from nothing": (
        '[tariffs.x]\nimporter = "IND"\norigin = "CHN"\nmaterial = "magnet_*"\nrate = 0\nprogramme = "p"\nsource = "s"\n',
        5,
        "nothing else of its programme is due",
    ),
    "an export tax on no trade": (
        '[export_taxes.x]\nexporter = "CHN"\ndestination = "*"\nmaterial = "*_concentrate"\nrate = 0.1\nsource = "s"\n',
        1,
        "CHN sells no *_concentrate to anything",
    ),
    "an export tax after the run": (
        (
            '[export_taxes.x]\nexporter = "CHN"\ndestination = "*"\nmaterial = "*_oxide"\nrate = 0.1\nsource = "s"\n'
            "start = 2040-01-01\n"
        ),
        7,
        "after the run has ended",
    ),
    "a policy after the run": (
        '[policies.x]\nreference = "110 USD/kg"\nmembers = "USA"\nstart = 2040-01-01\n',
        4,
        "after the run has ended",
    ),
    "a policy before the run": (
        '[policies.x]\nreference = "110 USD/kg"\nmembers = "USA"\nstart = 2020-01-01\nend = 2021-01-01\n',
        5,
        "before the run begins",
    ),
    "a policy that levies nothing": (f'[policies.x]\n{POLICY}stages = ["concentrate"]\n', 5, "levies nothing"),
    "a policy of members that buy nothing": (
        '[policies.x]\nreference = "110 USD/kg"\nmembers = "MMR"\nstart = 2027-01-01\n',
        1,
        "MMR buys no light_oxide",
    ),
    "a stage without a reference price": (
        f'[policies.x]\n{POLICY}stages = ["concentrate", "oxide"]\n',
        5,
        "'concentrate'",
    ),
    "a member that joins after the run": (
        f"[policies.x]\n{POLICY}joins.EU = 2040-01-01\n",
        5,
        "EU joins on 2040-01-01",
    ),
    "a member that joins at the start": (
        f"[policies.x]\n{POLICY}joins.EU = 2027-01-01\n",
        5,
        "from the policy's start anyway",
    ),
    "a member that leaves after the policy": (
        f"[policies.x]\n{POLICY}end = 2030-01-01\nleaves.EU = 2031-01-01\n",
        6,
        "when the policy has ended",
    ),
    "a reference price after the run": (f'[policies.x]\n{POLICY}reference_from.2040 = "120 USD/kg"\n', 5, "2040-01-01"),
    "an undertaking of a member": (f'[policies.x]\n{POLICY}undertakings = ["EU"]\n', 5, "EU is a member"),
    "an undertaking of who sells nothing": (
        f'[policies.x]\n{POLICY}undertakings = ["KAZ"]\n',
        5,
        "KAZ sells members nothing",
    ),
    "a recognised region that sells nothing": (
        f"[policies.x]\n{POLICY}recognised.KAZ.share = 1\n",
        5,
        "nothing levied from KAZ",
    ),
    "terms of a rule that is not taken": (f"[policies.x]\n{POLICY}cost_margin = 0.1\n", 5, "rule is 'fixed'"),
    "terms of contracts without any": (f"[policies.x]\n{POLICY}contract_ceiling = 1.5\n", 5, "contract_share is 0"),
    "terms of audits without false invoices": (
        f"[policies.x]\n{POLICY}audit_penalty = 2\n",
        5,
        "affiliated_share is 0",
    ),
    "a control after the run": (
        '[controls.x]\ncontroller = "CHN"\nmaterials = "light_oxide"\nstart = 2040-01-01\nregime = "ban"\nsource = "s"\n',
        4,
        "after the run has ended",
    ),
    "a listed firm where the goods do not go": (
        (
            '[controls.x]\ncontroller = "CHN"\nmaterials = "heavy_oxide"\ndestinations = "JPN"\nstart = 2026-01-01\n'
            'regime = "listing"\nfirms = ["mp_10x"]\nsource = "s"\n'
        ),
        7,
        "where these goods do not go",
    ),
    "a heading of nothing else": (
        f'[controls.x]\ncontroller = "CHN"\nmaterials = "magnet_*"\nheading = "8505.11"\n{CONTROL}licence.blocked_days = 9\n',
        4,
        "names no goods that go there besides",
    ),
    "a heading that is sorted at once": (
        f'[controls.x]\ncontroller = "CHN"\nmaterials = "heavy_oxide"\nlookalikes = "rest_oxide"\n{CONTROL}',
        4,
        "can tell grades apart from the first day",
    ),
    "a heading under a quota": (
        (
            '[controls.x]\ncontroller = "CHN"\nmaterials = "heavy_oxide"\nheading = "2846.90"\nstart = 2027-01-01\n'
            'regime = "quota"\nquota = "200 t/yr"\nsource = "s"\n'
        ),
        4,
        "under which nothing waits to be sorted",
    ),
    "a carry-over without a period": (
        f'[controls.x]\ncontroller = "CHN"\nmaterials = "light_oxide"\ncarried_over = 0.5\n{CONTROL}',
        4,
        "unused quota counts by no period",
    ),
    "a bucket of a quota that counts by periods": (
        (
            '[controls.x]\ncontroller = "CHN"\nmaterials = "light_oxide"\nperiod_days = 182\nsaved_days = 9\n'
            'start = 2027-01-01\nregime = "quota"\nquota = "1 kt/yr"\nsource = "s"\n'
        ),
        5,
        "may be saved for all of period_days",
    ),
    "a control of nothing": (
        f'[controls.x]\ncontroller = "KAZ"\nmaterials = "light_oxide"\n{CONTROL}',
        1,
        "KAZ sells no light_oxide",
    ),
    "a control for defence without stocks": (
        f'[controls.x]\ncontroller = "CHN"\nmaterials = "magnet_standard"\ntag = "defence"\n{CONTROL}',
        1,
        "keeps no stock of it apart",
    ),
    "approval for a region without trade": (
        f'[controls.x]\ncontroller = "CHN"\nmaterials = "light_oxide"\n{CONTROL}licence.approval_by_region.KAZ = 1\n',
        7,
        "no cargo under this control goes to KAZ",
    ),
    "a control that is overruled": (
        (
            '[controls.x]\ncontroller = "USA"\nmaterials = "magnet_*"\nstart = 2028-01-01\nregime = "quota"\nquota = 1\nsource = "s"\n'
            '[controls.y]\ncontroller = "USA"\nmaterials = ["magnet_standard", "magnet_high_temperature"]\n'
            'start = 2027-01-01\nregime = "ban"\nsource = "s"\n'
        ),
        1,
        "'y', more specific, overrules it",
    ),
    "free trade where trade is free": (
        '[controls.x]\ncontroller = "CHN"\nmaterials = "light_oxide"\nstart = 2027-01-01\nregime = "none"\nsource = "s"\n',
        5,
        "no other control ever limits it",
    ),
    "a quota under another regime": (
        f'[controls.x]\ncontroller = "CHN"\nmaterials = "light_oxide"\nquota = "9 kt/yr"\n{CONTROL}',
        4,
        "no quota can be drawn",
    ),
    "a quota on separators of foreign ore": (
        f'[production_quotas.x]\ncontroller = "MYS"\nstage = "separation"\n{QUOTA}',
        1,
        "take theirs from AUS",
    ),
    "a quota on no mine": (
        f'[production_quotas.x]\ncontroller = "JPN"\nstage = "mining"\n{QUOTA}',
        2,
        "JPN has no mine",
    ),
    "a quota on no separator": (
        f'[production_quotas.x]\ncontroller = "KAZ"\nstage = "separation"\n{QUOTA}',
        2,
        "KAZ has no separator",
    ),
    "a quota of a year before the run": (
        f'[production_quotas.x]\ncontroller = "USA"\nstage = "mining"\ntonnes.2020 = 1\n{QUOTA}',
        4,
        "a later year has its own",
    ),
    "imported ore that counts after the run": (
        "[production_quotas.chn_separation]\nimported_ore_from = 2040-01-01\n",
        2,
        "counts imported ore on 2040-01-01",
    ),
    "imported tonnes that never count": (
        f'[production_quotas.x]\ncontroller = "USA"\nstage = "separation"\nimported_tonnes = 5\n{QUOTA}',
        4,
        "imported ore never counts",
    ),
    "a crackdown on nothing illegal": (
        (
            f'[production_quotas.x]\ncontroller = "USA"\nstage = "mining"\n{QUOTA}'
            '[crackdowns.x]\nquota = "x"\ncut = 0.5\nper_year = 0.1\nsource = "s"\n'
        ),
        7,
        "nothing is made besides the quota 'x'",
    ),
    "a crackdown after the run": (
        '[crackdowns.x]\nquota = "chn_mining"\ncut = 0.5\nsource = "s"\nstart = 2040-01-01\n',
        5,
        "after the run has ended",
    ),
    "a crackdown that never happens": (
        '[crackdowns.x]\nquota = "chn_mining"\ncut = 0.5\nsource = "s"\n',
        1,
        "never happens",
    ),
    "a flood of nothing": (
        '[floods.x]\ncontroller = "KAZ"\nwedge = 0.3\nper_year = 0.1\nsource = "s"\n',
        1,
        "KAZ sells nothing",
    ),
    "a flood after the run": (
        '[floods.x]\ncontroller = "JPN"\nwedge = 0.3\nstart = 2040-01-01\nsource = "s"\n',
        4,
        "2040-01-01",
    ),
    "a flood that never happens": ('[floods.x]\ncontroller = "JPN"\nwedge = 0.3\nsource = "s"\n', 1, "never happens"),
    "a flood that another takes over": (
        (
            '[floods.a]\ncontroller = "JPN"\nwedge = 0.3\nper_year = 0.1\nsource = "s"\n'
            '[floods.b]\ncontroller = "JPN"\nwedge = 0.2\nper_year = 0.1\nsource = "s"\n'
        ),
        1,
        "the last by name does, which is 'b'",
    ),
    "a surge of no users": (
        '[surges.x]\nsector = "defence"\nmaterial = "light_oxide"\nfactor = 2\nper_year = 0.1\nsource = "s"\n',
        1,
        "lifts nobody's demand",
    ),
    "a surge before the run": (
        '[surges.x]\nfactor = 2\nstart = 2020-01-01\nend = 2021-01-01\nsource = "s"\n',
        4,
        "before the run begins",
    ),
    "a surge of nothing": ('[surges.x]\nfactor = 1\nper_year = 0.1\nsource = "s"\n', 2, "demand stays as it is"),
    "recycling after the run": ("[recycling]\nstart = 2040-01-01\n", 2, "after the run has ended"),
    "recycling of nothing": ('[recycling]\ncollected = 0\nlife_days = "9 years"\n', 3, "recycling.collected is 0"),
    "growth of a region without plants": ("[regions.KAZ]\ncapacity_growth = 0.1\n", 2, "KAZ has no mine"),
    "a bend after the run": ("[growth]\nchanges = 2040-01-01\n", 2, "after the run has ended"),
    "stock of a region that buys nothing": (
        "[materials.light_concentrate]\nbuyer_cover_by_region.GBR = 90\n",
        2,
        "GBR buys no light_concentrate",
    ),
    "thrift with what is no minor ingredient": (
        "[materials.light_oxide]\nthrift_elasticity = 0.5\n",
        2,
        "only heavy_oxide",
    ),
    "a strait that no cargo passes": ("[chokepoints.hormuz]\nclosures_per_year = 0.1\n", 2, "no cargo passes it"),
    "the length of closures that never come": ("[chokepoints.hormuz]\nclosure_mean_days = 9\n", 2, "it never closes"),
    "outages of no site": ("[outages]\nrate_per_year = 0\ncut_low = 0.1\n", 3, "no site fails"),
    "a permit where nobody waits": ("[permitting]\nmedian_days_by_region.KAZ = 900\n", 2, "no project in KAZ"),
    "a type of ramp-up that no project has": (
        f"[ramp_up]\n1 = {RAMP}\n2 = {RAMP}\n[building.magnet]\nramp_up = {{ 2 = 1 }}\n{MAKER}",
        2,
        "no project ramps up as type '1'",
    ),
    "a kind of building that no project is of": (
        f"[ramp_up]\n2 = {RAMP}\n[building]\nmine.ramp_up = {{ 2 = 1 }}\nmagnet.ramp_up = {{ 2 = 1 }}\n{MAKER}",
        4,
        "no project is of kind 'mine'",
    ),
    "a price that no project remembers": (
        (
            f"[ramp_up]\n2 = {RAMP}\n[building]\nmagnet.ramp_up = {{ 2 = 1 }}\n"
            f"[investment]\npast_price_over_base.rest_oxide = 2\n{MAKER}"
        ),
        6,
        "no project sells or buys rest_oxide",
    ),
    "investors without projects": ("[investment]\nhurdle = 0.2\n", 2, "there are no projects"),
    "a project after the run": (
        f'[projects.x]\nregion = "AUS"\nkind = "mine"\nstage = "operation"\nfirst_output = 2040-01-01\n{PLANT}',
        5,
        "its first output comes",
    ),
    "ore of a magnet maker": (
        f'[projects.x]\nregion = "AUS"\nkind = "magnet"\nore = "light_concentrate"\n{PLANT}',
        4,
        "a project of kind 'magnet' has none",
    ),
    "the price of contracts that nobody has": (
        f'[projects.x]\nregion = "AUS"\nkind = "mine"\nofftake_price_usd_per_t = 9\n{PLANT}',
        4,
        "offtake_share is 0",
    ),
    "entrants of which none begins": (
        f'[entrants.x]\nregion = "EU"\nkind = "magnet"\nper_year = 0\n{PLANT}',
        1,
        "none of them ever begins",
    ),
    "stocks of what defence does not use": (
        '[defence]\nmaterials = ["magnet_*", "light_oxide"]\n',
        2,
        "no stock of light_oxide",
    ),
    "diversion where defence has no stock": ("[defence]\ndiversion_by_region.KAZ = 1\n", 2, "no stock in KAZ"),
    "smuggling of what is not sold abroad": (
        '[smuggling]\nmaterials = ["heavy_oxide", "heavy_concentrate"]\n',
        2,
        "none is smuggled",
    ),
    "relabelling after the run": (
        '[relabelling]\nhubs = ["VNM"]\nmaterials = "magnet_*"\nstart = 2040-01-01\n',
        4,
        "after the run has ended",
    ),
    "a hub that handles nothing": ('[relabelling]\nhubs = ["VNM", "MMR"]\nmaterials = "magnet_*"\n', 2, "for MMR"),
    "terms of relabelling without hubs": ("[relabelling]\nverification = 2\n", 2, "relabelling.hubs is empty"),
    "offshoring without an alliance": ('[offshoring]\nmaterials = ["magnet_*"]\n', 2, "no [policies] names one"),
    "regimes that nothing draws": (
        "[controls]\nlater_oxides.drawn = false\nlater_magnets.drawn = false\n[retaliation]\nbase_rate = 0.2\n",
        5,
        "no control is drawn",
    ),
    "a correlation of what is certain": (
        '[correlations.x]\nof = "market.interest"\nto = "sectors.other.growth"\ncorrelation = 0.5\nsource = "s"\n',
        2,
        "is one number here",
    ),
}


def write(folder, text, base="status-quo", name="mine.toml"):
    path = folder / name
    path.write_text(f'extends = "{base}"\nquestion = "q?"\n{text}', encoding="utf-8")
    return str(path)


def warned(path, *overrides):
    return warnings_of(resolve(path, overrides))


@pytest.mark.parametrize("kind", IDLE)
def test_what_has_no_effect_gets_a_warning_with_its_line(kind, tmp_path):
    text, line, part = IDLE[kind]
    path = write(tmp_path, text, "base-year" if kind in NO_PROJECTS else "status-quo")
    found = warned(path)
    assert [(w.file, w.line - 2) for w in found] == [(path, line)], [w.in_one_line() for w in found]
    assert part in found[0].message


def test_every_table_by_name_has_a_case():
    tables = {name for name, field in Scenario.model_fields.items() if get_origin(field.annotation) is Mapping}
    words = " ".join(text for text, _, _ in IDLE.values())
    assert {name for name in tables if f"[{name}" not in words} == {"sectors", "regimes"}  # tests below


def test_regimes_that_nothing_draws_are_said(tmp_path):
    text = "[regimes.eased]\nmean_days = 9\n[controls]\nlater_oxides.drawn = false\nlater_magnets.drawn = false\n"
    (warning,) = warned(write(tmp_path, text))
    assert (warning.line, warning.path) == (3, "regimes.eased")
    assert "no control is drawn" in warning.message


def test_the_users_that_warnings_look_at_are_those_of_the_world(base):
    where = where_of(base.scenario, base.year, base.atlas)
    assert set(where.users) == set(base.users)


def test_a_sector_without_users_is_said(tmp_path, base):
    resolved = resolve(write(tmp_path, "[sectors.defence]\ngrowth = 0.1\n"))
    where = Where(resolved.scenario, base.year, base.atlas, tuple(u for u in base.users if u[2] != "defence"))
    (found,) = [each for each in idle_tables(where) if each.path[0] == "sectors"]
    assert found.path == ("sectors", "defence")


def test_a_material_that_nobody_trades_is_said(tmp_path, base):
    resolved = resolve("base-year")
    cells = tuple(cell for cell in base.atlas.cells if cell[1] != "heavy_oxide")
    atlas = dataclasses.replace(base.atlas, cells=cells)
    found = list(idle_tables(Where(resolved.scenario, base.year, atlas, base.users)))
    assert ("materials", "heavy_oxide") in [each.path for each in found]
    assert any("nobody makes, buys or uses heavy_oxide" in each.message for each in found)


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_says_nothing_without_effect(name):
    known = ["chokepoints.panama.closures_per_year"] if name == "status-quo" else []  # recorded, but no cargo passes it
    assert [warning.path for warning in warned(name)] == known


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_nothing_without_effect(example, tmp_path):
    base = "price-floor" if example.stem == "48-offshoring" else "status-quo"  # only users in an alliance move
    needed = example.with_name("62-projects.toml") if example.stem == "77-public_money" else None  # it names a project
    text = example.read_text(encoding="utf-8") + ("\n" + needed.read_text(encoding="utf-8") if needed else "")
    assert warned(write(tmp_path, text, base)) == ()


def test_a_run_that_is_cut_short_says_so_once_and_where():
    (panama, warning) = warned("status-quo", "days=56")
    assert panama.path.startswith("chokepoints.panama")
    assert (warning.file, warning.path) == ("--set", "days")
    assert "the run is over before these begin: tariffs.us_fentanyl_doubled, " in warning.message
    assert " more" in warning.message


def test_a_later_start_says_what_is_over_by_then():
    found = {
        warning.path: warning.message
        for warning in warned("status-quo", "start_date=2027-01-01", "growth.changes=2031-01-01")
    }
    assert "the run begins after these have ended: tariffs.us_fentanyl" in found["start_date"]


def test_who_extends_a_scenario_may_switch_off_what_it_says(tmp_path):
    text = "[controls]\nlater_oxides.drawn = false\nlater_magnets.drawn = false\n[outages]\nrate_per_year = 0\n"
    assert warned(write(tmp_path, text)) == ()


def test_a_file_of_the_user_is_warned_of_through_another(tmp_path):
    write(tmp_path, IDLE["a tariff on no trade"][0], name="below.toml")
    path = tmp_path / "mine.toml"
    path.write_text('extends = "below.toml"\nquestion = "q?"\n', encoding="utf-8")
    (warning,) = warned(str(path))
    assert (warning.file, warning.line) == (str(tmp_path / "below.toml"), 3)


ROWS = {
    "use_weights": [
        ("USA,magnets,5,,t,2024,assumed,s", 5, "unknown material that is used by weight 'magnets'"),
        ("US,magnet,5,finished,t,2024,assumed,s", 1, "unknown region 'US'"),
        ("CHN,magnet,5,finished,t,2024,assumed,s", 1, "nothing uses its weight"),
        ("USA,magnet,5,finished,t,2024,assumed,s", 1, "given twice, first on line 2"),
        ("MMR,magnet,5,,t,2024,assumed,s", 14, "unknown basis of magnet ''"),
        ("MMR,magnet,5,gross,t,2024,assumed,s", 14, "unknown basis of magnet 'gross'"),
        ("MMR,rest_oxide,5,blanks,t,2024,assumed,s", 18, "no magnet: nothing would use its basis 'blanks'"),
    ],
    "known_flows": [
        ("magnet_standard,CHN,USA,5,finished,t,2024,assumed,s", 1, "'magnet_standard'"),
        ("magnet,USA,*,5,finished,t,2024,assumed,s", 12, "known as a total"),
        ("oxides,CHN,USA,5,,t,2024,assumed,s", 1, "known as a total only"),
        ("rest_oxide,*,USA,5,,t,2024,assumed,s", 12, "known as a total"),
        ("magnet,JPN,USA,5,,t,2024,assumed,s", 18, "unknown basis of magnet ''"),
    ],
    "reported_figures": [("x_t,check,5,blanks,t,2024,assumed,s,5", 13, "x_t is no magnet")],
    "previous_flows": [("1,magnets,CHN,USA,5,finished,t,2024,assumed,s", 3, "unknown material 'magnets'")],
    "mines": [("CHN,light_oxide,1,.1,.1,assumed,.9,1,t,2024,assumed,s", 5, "unknown ore 'light_oxide'")],
    "separators": [("CHN,concentrate,*,,1,1,1,.9,t,2024,assumed,s", 5, "unknown ore 'concentrate'")],
    "magnet_makers": [("China,.1,.5,share,2024,assumed,s", 1, "unknown region 'China'")],
    "recipes": [("dysprosium_share,.8,share,2024,assumed,s", 1, "unknown recipe 'dysprosium_share'")],
    "gate_prices": [("CHN,light_concentrate,5,USD/kg,2024,assumed,s", 5, "price of its own 'light_concentrate'")],
    "sector_shares": [("heavy_oxide,other,1,share,2024,assumed,s", 1, "material of final users 'heavy_oxide'")],
    "duties": [("tariff,USA,*,magnets_*,.1,fob,share,2024,assumed,s", 14, "unknown material 'magnets_*'")],
}


@pytest.mark.parametrize(("table", "row"), [(table, row) for table, rows in ROWS.items() for row in rows])
def test_a_row_that_nothing_would_use_is_refused_with_its_place(table, row, tmp_path):
    folder = tmp_path / "table"
    shutil.copytree(ROOT / "configs" / "data" / "rare-earths-2024", folder)
    text, column, part = row
    before = (folder / f"{table}.csv").read_text(encoding="utf-8")
    (folder / f"{table}.csv").write_text(f"{before}{text}\n", encoding="utf-8")
    (problem,) = unused_rows(folder)
    assert (problem.file, problem.line) == (f"table/{table}.csv", before.count("\n") + 1)
    assert problem.column == column
    assert part in problem.message


def test_a_base_table_with_such_a_row_builds_no_world(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "table"
    shutil.copytree(ROOT / "configs" / "data" / "rare-earths-2024", folder)
    with (folder / "use_weights.csv").open("a") as file:
        file.write("USA,magnets,5,finished,t,2024,assumed,s\n")
    monkeypatch.setattr("lodeflow.base_year.unused_rows.files", lambda _: tmp_path)
    with pytest.raises(DataError, match="did you mean 'magnet'"):
        refuse_unused_rows("table")


def test_the_recipes_that_are_known_are_those_that_are_used():
    text = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "sim" / "base_year").glob("*.py"))
    used = set(re.findall(r'recipe\["(\w+)"\]|r\["name"\] == "(\w+)"', text))
    assert {first or second for first, second in used} == set(RECIPES)
