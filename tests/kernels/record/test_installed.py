"""The cap: what installed mines, separators and magnet makers outside China could meet of the needs there."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.kernels.record.diversification import LIGHT_AND_HEAVY, REQUIRED
from lodeflow.kernels.record.installed import MAKERS, MINES, SEPARATORS, count_installed
from lodeflow.outcomes.diversification import CAPS, CONTAINED
from lodeflow.outcomes.measure import outcomes
from lodeflow.replication import fresh
from lodeflow.rows.shares import share_rows
from lodeflow.scenario.load import load


def told(world, r):
    return {(o.outcome, o.material, o.region): o.value for o in outcomes(world, r.world)}


@pytest.fixture(scope="module")
def year_of_rest():
    world = plan(load("base-year", ("days=364",)))
    r = compiled_engine.play(world, keep_lots=False)
    return world, r, told(world, r)


def test_makers_could_meet_what_the_base_table_says_they_can_make_and_what_is_needed_as_oxide(year_of_rest):
    """By hand from the table: output over utilisation, by the recipe's content."""
    world, _, found = year_of_rest
    year = world.year
    for e, oxide in enumerate(CONTAINED):
        could = sum(
            year.output[m.region, grade] / m.utilisation * year.recipe.content[grade][e]
            for m in year.makers
            if m.region != "CHN"
            for grade in year.recipe.content
        )
        could += sum(t for (region, material), t in year.final_use.items() if region != "CHN" and material == oxide)
        need = found["requirement", oxide, None] * 365.0 / 364.0
        assert found["magnet_makers_could_meet", oxide, None] == pytest.approx(could / need, rel=1e-9)


def test_losses_on_the_way_are_those_of_swarf_between_oxide_and_magnet(year_of_rest):
    """Separators at base utilisation make what they sold: with the losses of the mix it is content of final goods."""
    world, r, found = year_of_rest
    needs, year = world.template.needs, world.year
    kept = needs.of_oxide.max(axis=0)
    assert ((kept > 0.8) & (kept <= 1.0)).all()
    could = sum(
        year.output.get((s.region, "light_oxide"), 0.0) / s.utilisation
        for s in {s.region: s for s in year.separators if s.region != "CHN"}.values()
    )
    need = found["requirement", "light_oxide", None] * 365.0 / 364.0
    assert found["separators_could_meet", "light_oxide", None] == pytest.approx(could * kept[0] / need, rel=1e-9)
    assert (r.world.diversification.could > 0.0).any()


def test_the_cap_is_the_least_of_the_stages_and_not_below_what_is_met_at_rest(year_of_rest):
    _, _, found = year_of_rest
    for oxide in CONTAINED:
        stages = [found[f"{stage}_could_meet", oxide, None] for stage in CAPS]
        cap = found["largest_share_of_requirements", oxide, None]
        assert cap == pytest.approx(min(1.0, *stages), rel=1e-12)
        assert found["non_chinese_share_of_requirements", oxide, None] <= cap + 1e-9


def test_chinas_plants_count_nothing_and_twice_the_plants_elsewhere_count_twice(base):
    w = fresh(base.template)
    m, china = w.market, [region == "CHN" for region, _ in base.atlas.cells]
    of = {"mines": np.array(china)[m.mine_params.cell], "plants": np.array(china)[m.plant_params.product[:, 0]]}
    found = []
    for at_home, elsewhere in ((1.0, 1.0), (5.0, 1.0), (1.0, 2.0)):
        w.diversification.could[:] = 0.0
        m.mines.size[:] = np.where(of["mines"], at_home, elsewhere)
        m.plants.size[:] = np.where(of["plants"], at_home, elsewhere)
        m.users.required[:] = 0.0
        count_installed(
            w.needs, w.diversification, m.rules, m.mine_params, m.plant_params, m.buyers, m.users, m.mines, m.plants
        )
        found.append(w.diversification.could[0].copy())
    assert np.array_equal(found[1], found[0])
    assert found[2] == pytest.approx(2.0 * found[0], rel=1e-12)
    assert (found[0][[MINES, SEPARATORS, MAKERS], 0] > 0.0).all()


def test_recycled_oxide_outside_china_adds_to_mines_and_separators(base):
    w = fresh(base.template)
    m = w.market
    m.mines.size[:], m.plants.size[:], m.users.required[:] = 0.0, 0.0, 0.0
    m.buyers.returned[base.atlas.cell("JPN", "light_oxide")] = 2.0
    m.buyers.returned[base.atlas.cell("CHN", "light_oxide")] = 7.0
    count_installed(
        w.needs, w.diversification, m.rules, m.mine_params, m.plant_params, m.buyers, m.users, m.mines, m.plants
    )
    kept = w.needs.of_oxide.max(axis=0)[0]
    assert w.diversification.could[0, [MINES, SEPARATORS], 0] == pytest.approx([14.0 * kept] * 2, rel=1e-12)
    assert w.diversification.could[0, MAKERS].tolist() == [0.0] * LIGHT_AND_HEAVY


def test_the_table_by_year_adds_up_to_the_outcomes(two_years):
    r = compiled_engine.play(two_years, keep_lots=False)
    rows, found = share_rows(two_years, r), told(two_years, r)
    for n, stage in enumerate(CAPS):
        column = rows[f"{stage}_could_t"]
        assert (~column.mask).sum() == LIGHT_AND_HEAVY * len(r.world.diversification.could)
        assert column.sum() == pytest.approx(r.world.diversification.could[:, n].sum(), rel=1e-12)
    need = r.world.diversification.by_year[:, two_years.template.needs.abroad > 0.0, 0, REQUIRED].sum()
    could = r.world.diversification.could[:, MAKERS, 0].sum()
    assert found["magnet_makers_could_meet", "light_oxide", None] == pytest.approx(could / need, rel=1e-9)
