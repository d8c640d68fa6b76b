"""Mines and plants live from permit to closure, on their own dice and at the prices of the world."""

from functools import lru_cache

import numpy as np
import pytest
from sellers import by_seller, chosen
from worlds import each_tick, everything

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.errors import ScenarioError
from lodeflow.instruments.projects.customers import entry_share
from lodeflow.kernels.core.kinds import CARE as CARE_KIND
from lodeflow.kernels.core.moment import day_of
from lodeflow.kernels.projects.investment import expected_price, incentive_price, readiness, worth_of_floor
from lodeflow.kernels.projects.projects import INVEST, NOT_YET, ProjectStage, next_candidate, taken
from lodeflow.kernels.projects.ramp_up import ramped_up
from lodeflow.kernels.projects.stages import begin, live
from lodeflow.kernels.record.record import EVENTS, MARKETS, MarketColumn
from lodeflow.outcomes.measure import outcomes
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

TYPES = {
    "1": (1.0, 5.0, 1.2),
    "2": (0.95, 9.0, 1.1),
    "3": (0.85, 15.0, 1.0),
    "4": (0.6, 22.0, 1.0),
    "G": (0.85, 34.0, 1.6),
}
TABLE = {
    "1": (0.94, 1.0, 1.0),
    "2": (0.71, 0.90, 0.94),
    "3": (0.47, 0.68, 0.77),
    "4": (0.25, 0.40, 0.48),
    "G": (0.15, 0.37, 0.57),
}
REP = np.int64(0)


@lru_cache
def real_world(*settings):
    return plan(load("projects-2025", settings))


def entry_world(kind, days=365, **terms):
    """The base year and one project that gives its first tonne on 2 March, ramps up at once, and costs little."""
    given = {"region": "AUS", "capacity_t_per_yr": 300, "stage": "construction", "first_output": "2025-03-02"}
    given |= {"kind": kind, "source": "a test", "ramp_up": "{1 = 1}", "cash_cost_usd_per_t": 1} | terms
    quoted = {"region", "stage", "kind", "source", "ore"}
    texts = [
        f"projects.test.{key}={value!r}" if key in quoted else f"projects.test.{key}={value}"
        for key, value in given.items()
    ]
    texts += [
        f"building.{kind}.ramp_up={{1 = 1}}",
        "ramp_up.1.final_share=1",
        "ramp_up.1.scale_months=5",
        "ramp_up.1.shape=1.2",
    ]
    return plan(load("base-year", (*texts, f"days={days}")))


@pytest.mark.parametrize("kind", TYPES)
def test_types_of_ramp_up_are_at_12_24_and_36_months_where_the_table_says(kind):
    found = [ramped_up(months * 365.0 / 12.0, *TYPES[kind]) for months in (12, 24, 36)]
    assert found == pytest.approx(TABLE[kind], abs=0.0051)


def test_the_scenario_ramps_up_by_that_table():
    ramps = real_world().template.market.projects.ramps
    assert ramps.tolist() == [list(TYPES[name]) for name in ("1", "2", "3", "4", "G")]
    assert ramped_up(60 * 365.0 / 12.0, *TYPES["G"]) == pytest.approx(0.78, abs=0.005)


def test_nolans_needs_what_a_calculation_by_hand_says():
    world = real_world()
    q, projects = world.projects.index("nolans"), world.template.market.projects
    recovery = 0.085 / (1.0 - 1.085**-15)  # 0.12042
    per_tonne = 1.05e9 * recovery / (4440.0 * 0.85)
    assert incentive_price(1.0, projects.capital[q], projects.cash_cost[q]) == pytest.approx(
        per_tonne + 40_000.0, rel=1e-12
    )
    assert per_tonne == pytest.approx(33_503.0, abs=5.0)


def test_a_floor_of_110_is_worth_115_99_where_55_is_expected():
    assert worth_of_floor(110.0, 55.0, 0.35, 5.0) == pytest.approx(115.99, abs=0.005)
    spread = 0.35 * np.sqrt(5.0)
    drawn = 55.0 * np.exp(spread * np.random.default_rng(1).standard_normal(400_000) - 0.5 * spread**2)
    sample = np.maximum(110.0, drawn)
    assert worth_of_floor(110.0, 55.0, 0.35, 5.0) == pytest.approx(sample.mean(), abs=4.0 * sample.std() / 400_000**0.5)


def test_investors_expect_the_remembered_price_the_contract_and_as_much_of_the_floor_as_they_believe():
    assert expected_price(60.0, 0.0, 0.0, 0.0, 0.0, 0.35, 5.0) == 60.0
    assert expected_price(60.0, 0.25, 80.0, 0.0, 0.0, 0.35, 5.0) == 65.0
    believed = expected_price(55.0, 0.0, 0.0, 110.0, 0.5, 0.35, 5.0)
    assert believed == pytest.approx(0.5 * (55.0 + 115.99), abs=0.005)


def test_at_an_expected_price_a_tenth_above_the_needed_one_half_of_the_candidates_invest():
    assert readiness(np.exp(0.1), 1.0, 0.1, 0.15) == pytest.approx(0.5, rel=1e-12)
    assert readiness(-1.0, 1.0, 0.1, 0.15) == 0.0
    odds = [readiness(ratio, 1.0, 0.1, 0.15) for ratio in (0.5, 0.9, 1.0, 1.2, 2.0)]
    assert odds == sorted(odds)


@pytest.mark.parametrize("probability", [1.0, 0.3])
def test_decisions_come_at_the_rate_of_candidates_times_the_odds(probability):
    """Thinning: waits are exponential with mean 365 d over the odds, and candidates are the same days at any odds."""
    world = fresh(real_world().template)
    m, chance = world.market, world.chance
    many = len(m.projects.name)
    waits, all_days = [], []
    for replication in range(40):
        chance.replication[0] = replication
        m.project_state.due[:], m.project_state.drawn[:] = -1.0, 0
        for q in range(many):
            day, days = np.int64(-1), []
            while True:
                day = next_candidate(m.projects, m.project_state, chance, 365.0, day, q, INVEST)
                days.append(int(day))
                if taken(m.projects, m.project_state, chance, q, INVEST, probability):
                    break
            waits.append(day + 0.5)
            all_days.append(days[0])
    mean = 365.0 / probability
    assert np.mean(waits) == pytest.approx(mean, abs=4.0 * mean / len(waits) ** 0.5)
    assert np.mean(all_days) + 0.5 == pytest.approx(365.0, abs=4.0 * 365.0 / len(waits) ** 0.5)


def test_stages_come_in_their_order_and_recorded_dates_stand():
    world = plan(load("status-quo", ("days=3650",)))
    engine = compiled_engine.Engine(world, keep_lots=False, step=91)
    seen = np.zeros(len(ProjectStage), np.int64)
    for replication in range(4):
        project_state = engine.play(replication).world.market.project_state
        for q, name in enumerate(world.projects):
            days = project_state.day[q]
            passed = [
                int(d) for d in days[ProjectStage.PERMITTING : ProjectStage.OPERATION + 1] if d != NOT_YET and d >= 0
            ]
            if project_state.closures[q] == 0:
                assert passed == sorted(passed), name
            entered = days != NOT_YET
            seen += entered
            assert entered[project_state.stage[q]]
            if entered[ProjectStage.CANCELLED]:
                assert days[ProjectStage.CANCELLED] == days.max()
                assert not entered[ProjectStage.CONSTRUCTION : ProjectStage.RESTART + 1].any()
                assert project_state.running[q] == 0.0
        on = {name: int(project_state.day[q, ProjectStage.OPERATION]) for q, name in enumerate(world.projects)}
        start = world.scenario.start_date
        for name in ("mount_weld", "narva", "fort_worth", "lynas_heavy"):
            if project_state.closures[world.projects.index(name)] == 0:
                assert on[name] == (world.scenario.projects[name].first_output - start).days
    assert (seen[ProjectStage.PERMITTING : ProjectStage.CARE] > 0).all()
    assert seen[ProjectStage.CANCELLED] > 0


def test_capacity_is_added_once_or_cancelled_once():
    world = real_world("days=3650")
    r = compiled_engine.play(world, 1, keep_lots=False, step=91)
    project_state, projects = r.world.market.project_state, r.world.market.projects
    new = projects.capacity * 365.0 * (1.0 - projects.counted)
    came, gone = project_state.day[:, ProjectStage.OPERATION] >= 0, project_state.stage == ProjectStage.CANCELLED
    assert gone.any()
    assert not (came & gone).any()
    total = dict.fromkeys(("capacity_added", "capacity_cancelled"), 0.0)
    for each in outcomes(world, r.world):
        if each.outcome in total:
            total[each.outcome] += each.value
    assert total["capacity_added"] == pytest.approx(new[came].sum(), rel=1e-12)
    assert total["capacity_cancelled"] == pytest.approx(new[gone].sum(), rel=1e-12)
    events = r.world.tape.event[: r.world.tape.used[EVENTS]]
    cancelled = events[(events[:, 3] == ProjectStage.CANCELLED) & (events[:, 1] == 34)]
    assert sorted(cancelled[:, 2]) == np.flatnonzero(gone).tolist()


def life(world, name, price, days=3650):
    """Days on which a working plant closes, and starts again, while its half-year's price is ``price(day)`` USD/t."""
    w = fresh(world.template)
    m, q = w.market, world.projects.index(name)
    due = begin(
        m.investment_params,
        m.projects,
        m.project_links,
        m.project_state,
        m.routes,
        m.trade,
        m.plant_params,
        w.chance,
        m.bill_params,
        q,
    )
    told = []
    while day_of(due) < days:
        day, before = day_of(due), m.project_state.stage[q]
        m.project_state.price[q] = price(day)
        due = live(
            m.investment_params, m.projects, m.project_links, m.project_state, m.routes, m.cell_params, m.sellers, m.buyers, m.trade,
            m.plant_params, w.chance, m.per_cell, m.guarantee_params, m.guarantee_state, m.public_money, m.public_money_state, m.bill_params,
            day, CARE_KIND, q,
        )  # fmt: skip
        if m.project_state.stage[q] != before:
            told.append((ProjectStage(int(m.project_state.stage[q])).name, int(day)))
    return told


def test_a_plant_closes_below_85_and_opens_above_125_percent_of_its_cost_and_never_chatters_between():
    world = real_world()
    cost = world.template.market.projects.cash_cost[world.projects.index("lynas_malaysia")]
    assert life(world, "lynas_malaysia", lambda _: 0.86 * cost) == []
    assert [stage for stage, _ in life(world, "lynas_malaysia", lambda _: 0.84 * cost)] == ["CARE"]
    slump = life(world, "lynas_malaysia", lambda day: (0.84 if day < 1000 else 1.24) * cost)
    assert [stage for stage, _ in slump] == ["CARE"]
    wave = life(world, "lynas_malaysia", lambda day: (1.0 + 0.2 * (1.0 if day // 7 % 2 else -1.0)) * cost)
    told = life(world, "lynas_malaysia", lambda day: (0.84 if day < 1000 else 1.26) * cost)
    assert [stage for stage, _ in told] == ["CARE", "RESTART", "OPERATION"]
    closed, ready, plant_params = (day for _, day in told)
    assert closed < 1000 <= ready < 1028 < plant_params
    assert [stage for stage, _ in wave] in ([], ["CARE"])  # 80 and 120 %: it may close, and stays closed


def test_a_plant_that_opens_again_goes_on_ramping_up_where_it_stood():
    world = real_world()
    w = fresh(world.template)
    m, q = w.market, world.projects.index("lynas_malaysia")
    due = begin(
        m.investment_params,
        m.projects,
        m.project_links,
        m.project_state,
        m.routes,
        m.trade,
        m.plant_params,
        w.chance,
        m.bill_params,
        q,
    )
    m.project_state.stage[q], m.project_state.idle[q] = ProjectStage.RESTART, 500
    began = int(m.project_state.begun[q])
    live(
        m.investment_params, m.projects, m.project_links, m.project_state, m.routes, m.cell_params, m.sellers, m.buyers, m.trade,
        m.plant_params, w.chance, m.per_cell, m.guarantee_params, m.guarantee_state, m.public_money, m.public_money_state, m.bill_params,
        np.int64(900), CARE_KIND, q,
    )  # fmt: skip
    assert day_of(due) >= 0
    assert m.project_state.begun[q] == began + 400


def test_one_project_more_moves_no_dice_of_the_others():
    given = ("region='AUS'", "kind='mine'", "capacity_t_per_yr=300", "source='a test'")
    few, more = real_world(), plan(load("projects-2025", [f"projects.another.{text}" for text in given]))
    a, b = fresh(few.template), fresh(more.template)
    for w in (a, b):
        m = w.market
        for q in range(len(m.projects.name)):
            begin(
                m.investment_params,
                m.projects,
                m.project_links,
                m.project_state,
                m.routes,
                m.trade,
                m.plant_params,
                w.chance,
                m.bill_params,
                q,
            )
    where = [more.projects.index(name) for name in few.projects]
    assert len(more.projects) == len(few.projects) + 1
    for column in ("overrun", "kind", "until", "due"):
        assert np.array_equal(
            getattr(b.market.project_state, column)[where], getattr(a.market.project_state, column)
        ), column


def test_a_project_that_comes_after_all_who_could_foresee_it_moves_nothing(base):
    idle = entry_world("mine_and_separation", days=730, stage="decision", first_output="2150-01-01", light_share=0.24)
    assert len(idle.atlas.cells) > len(base.atlas.cells)
    r = compiled_engine.play(idle, keep_lots=False, step=91)
    tape = r.world.tape.market[: r.world.tape.used[MARKETS]]
    assert np.isfinite(tape).all()
    for i, cell in enumerate(base.atlas.cells):
        here = idle.atlas.cell(*cell, base.atlas.tag(i))
        if base.rest.output[i] > 0.0:
            assert tape[-1, here, MarketColumn.GATE] == pytest.approx(base.rest.price[i], rel=1e-9)
        assert tape[2:-1, here, MarketColumn.USED] == pytest.approx(base.rest.use[i] * 91.0, rel=1e-9)
    new = [i for i, cell in enumerate(idle.atlas.cells) if cell not in base.atlas.cells]
    assert tape[:, new, MarketColumn.MADE].max() == 0.0


def test_tables_of_how_things_are_built_change_no_bit_without_a_project():
    texts = (
        "ramp_up.1.final_share=1",
        "ramp_up.1.scale_months=5",
        "ramp_up.1.shape=1",
        "building.mine.ramp_up={1 = 1}",
        "investment.hurdle=3",
    )
    bare, told = plan(load("base-year", ("days=60",))), plan(load("base-year", ("days=60", *texts)))
    assert everything(bare, compiled_engine.play(bare)) == everything(told, compiled_engine.play(told))


@pytest.mark.parametrize(
    ("kind", "material", "terms"),
    [
        ("mine", "light_concentrate", {"capacity_t_per_yr": 200, "light_share": 0.24}),
        ("mine_and_separation", "light_oxide", {"light_share": 0.24}),
        (
            "separation",
            "light_oxide",
            {"region": "GBR", "feed_from": '["AUS"]', "capacity_t_per_yr": 100, "light_share": 0.24},
        ),
        ("magnet", "magnet_standard", {"region": "EU", "capacity_t_per_yr": 10}),
    ],
)
def test_a_new_plant_in_a_deep_market_runs_as_it_could_within_26_weeks(kind, material, terms):
    """V15: it reaches .95 of ramp-up x capacity x use at base prices; its first stocks, of products and of feed, swing
    once, which never costs it a third; and it finds buyers near the base price."""
    world = entry_world(kind, days=60 + 546, **terms)
    cell = world.atlas.cell(world.scenario.projects["test"].region, material)
    made = {}

    def look(stage, day):
        m = stage.market
        row = m.project_links.first_mine if kind == "mine" else m.project_links.first_plant
        rate = m.mines.dug if kind == "mine" else m.plants.ran
        full = m.mine_params.base_capacity if kind == "mine" else m.plant_params.base_capacity
        made[day] = rate[row[0]] / full[row[0]]

    r = simpy_engine.play(world, keep_lots=False, extra=(each_tick(7, look),))
    could = {day: 0.85 * ramped_up(1.0 * (day - 60), *TYPES["1"]) for day in made}
    assert max(made[day] / could[day] for day in range(63 + 7 * 8, 63 + 7 * 27, 7)) >= 0.95
    assert min(made[day] / could[day] for day in range(63 + 7 * 27, 60 + 546, 7)) > 0.67
    assert sum(made[day] for day in made if day > 365) > 0.85 * sum(could[day] for day in made if day > 365)
    selling, totals = r.world.market.sellers, r.world.totals
    sold = sum(
        totals.shipped[s]
        for s, lane in enumerate(world.atlas.lanes)
        if world.atlas.cell(lane.origin, lane.material) == cell
    )
    assert sold > 0.8 * totals.made[cell]
    assert 0.8 < selling.price[cell] / world.rest.price[cell] < 1.25


@pytest.mark.parametrize("more", [0.1, 1.0])
def test_capacity_added_inside_as_a_new_origin_or_by_splitting_gives_the_same_rest(base, more):
    """V14, one seller A in the bloc beside China: prices clear C u(p) = share x D(P), each isoelastic."""
    sigma, used, base_use, a_share = 8.0, 0.8, 100.0, 0.3
    capacity = {"A": a_share * base_use / used, "C": (1.0 - a_share) * base_use / used}

    def rest(sellers):
        """Prices over the base at rest; sellers: (weight in the base, capacity today, trust)."""
        price = np.ones(len(sellers))
        for _ in range(2000):
            world = [(weight, [(1.0, p)]) for (weight, _, _), p in zip(sellers, price, strict=True)]
            total = sum(weight for weight, _, _ in sellers)
            trust = [
                trust * total for _, _, trust in sellers
            ]  # the helper scales weights to one; all alike, so does this
            share = by_seller(chosen(base, world, sigma, qualified=trust))
            use = base_use * (share @ price) ** -0.3
            made = np.array([size for _, size, _ in sellers]) * used * price**0.5
            price *= (share * use / made) ** 0.05
        return price

    inside = rest([(a_share, capacity["A"] * (1.0 + more), 1.0 + more), (1.0 - a_share, capacity["C"], 1.0)])
    new = entry_share(more * capacity["A"], used, a_share, a_share * base_use)
    beside = rest(
        [(a_share, capacity["A"], 1.0), (1.0 - a_share, capacity["C"], 1.0), (new, more * capacity["A"], 1.0)]
    )
    half = a_share / 2.0
    split = rest([(half, capacity["A"] * (1.0 + more) / 2.0, 1.0 + more)] * 2 + [(1.0 - a_share, capacity["C"], 1.0)])
    assert inside[0] < 0.99
    assert [beside[0], beside[2], split[0], split[1]] == pytest.approx([inside[0]] * 4, rel=1e-6)
    assert [beside[1], split[2]] == pytest.approx([inside[1]] * 2, rel=1e-6)


def test_what_all_customers_ask_of_a_new_origin_at_equal_cost_is_what_its_likes_make_of_as_much_capacity():
    world = entry_world("mine_and_separation", light_share=0.24)
    m = world.template.market
    cell = world.atlas.cell("AUS", "light_oxide")
    mine = [n for n in range(len(m.nests.seller)) if m.nests.seller[n] == cell]
    asked = sum(
        float(np.exp(m.nests.ln_base_share[n])) * world.rest.use[m.routes.buyer[m.nests.first[n]]] for n in mine
    )
    like = [world.atlas.cell(region, "light_oxide") for region in ("USA", "MYS", "EU", "IND")]
    used = sum(world.rest.output[i] for i in like) / sum(m.cell_params.base_capacity[i] for i in like)
    assert m.cell_params.design_capacity[cell] == pytest.approx(300.0 / 365.0, rel=1e-12)
    assert asked == pytest.approx(300.0 / 365.0 * used, rel=1e-9)


def test_both_engines_build_and_close_the_same_plants():
    hasty = ("days=500", "investment.decisions_per_year=20", "investment.cancellations_per_year=3", "projects.narva.cash_cost_usd_per_t=2e5",
             "projects.sumter.first_output=2025-02-01", "projects.sumter.cash_cost_usd_per_t=2e5", "building.mine_and_separation.median_days=90", "building.magnet.median_days=90")  # fmt: skip
    world = plan(load("status-quo", hasty))
    compiled = everything(world, compiled_engine.play(world, 3))
    assert everything(world, simpy_engine.play(world, 3)) == compiled
    project_state = compiled_engine.play(world, 3).world.market.project_state
    assert (
        (project_state.day >= 0)
        .any(axis=0)[[ProjectStage.CONSTRUCTION, ProjectStage.OPERATION, ProjectStage.CARE, ProjectStage.CANCELLED]]
        .all()
    )


def test_both_engines_let_the_same_entrants_in_and_the_books_close():
    """Entrants of a stream share plants: several at a time permit, build and run."""
    streams = ("australian_mine", "brazilian_clay", "european_magnet", "american_magnet")
    hasty = (
        "days=700", "investment.decisions_per_year=20", "permitting.median_days=20", "investment.entry_stop_ratio=0.01",
        "building.mine_and_separation.median_days=60", "building.mine.median_days=60", "building.magnet.median_days=60",
        *(f"entrants.{name}.{text}" for name in streams for text in ("per_year=4 /yr", "capex_usd=1e6", "room=5")),
    )  # fmt: skip
    world = plan(load("status-quo", hasty))
    r = compiled_engine.play(world, 5)
    compiled = everything(world, r)
    assert everything(world, simpy_engine.play(world, 5)) == compiled
    m = r.world.market
    for stream in range(4):
        rows = np.flatnonzero(m.projects.stream == stream)
        here = rows[m.project_state.stage[rows] != ProjectStage.UNBORN]
        assert sorted(m.projects.turn[here]) == list(range(m.project_state.entered[stream]))
        home = m.project_links.home[rows[0]]
        for first, open_ in ((m.project_links.first_plant, m.plants.open), (m.project_links.first_mine, m.mines.open)):
            for f in range(first[home], first[home + 1]):
                assert open_[f] == pytest.approx(m.project_state.running[rows].sum(), rel=1e-12)
    assert m.project_state.entered.max() == 5
    assert m.plants.open.max() > 1.0
    found = {each.outcome: each.value for each in outcomes(world, r.world)}
    assert found["entrants_turned_away"] == m.project_state.turned_away.sum() > 0
    assert abs(found["mass_residual"]) < 1e-12


def test_a_circuit_recovers_no_more_than_its_capacity_and_than_the_ore_holds():
    world = real_world("days=1825")
    r = compiled_engine.play(world, 0, keep_lots=False, step=364)
    m, cell = r.world.market, world.atlas.cell("MYS", "light_concentrate")
    made = m.sellers.made[world.atlas.cell("MYS", "heavy_oxide")]
    content = m.buyers.content[cell, 1] / m.buyers.stock[cell]
    assert 0.0 < made <= 0.9 * content * m.buyers.used[cell] * (1.0 + 1e-9)
    assert made * 365.0 / 7.0 < 300.0


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("stage='operation'",), "needs|missing: the project is in operation"),
        (("kind='smelter'",), "unknown kind of project"),
        (("light_share=0.0",), "must be above 0"),
        (("light_share=0.7", "heavy_share=0.4"), r"adds up to 1.1 with light_share: more than the ore"),
        (("light_share=0.7", "heavy_share={dist='uniform', low=0, high=0.5}"), r"adds up to 1.2 with light_share"),
        (("ramp_up={1 = 0.0}",), "no type of ramp-up has odds"),
        (("ramp_up={G = 1}",), r"ramp_up.G\] is missing"),
        (("stage='decison'",), "did you mean 'decision'"),
    ],
)
def test_a_project_that_cannot_be_is_refused_with_a_word_why(texts, words):
    given = ("region='AUS'", "kind='mine_and_separation'", "capacity_t_per_yr=300", "source='a test'", *texts)
    building = (
        "building.mine_and_separation.ramp_up={1 = 1}",
        "ramp_up.1={final_share = 1, scale_months = 5, shape = 1}",
    )
    with pytest.raises(ScenarioError, match=words):
        load("base-year", (*building, *(f"projects.test.{text}" for text in given)))
