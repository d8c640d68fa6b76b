"""Random worlds with every instrument, as hypothesis strategies, and the one that belongs to a seed."""

import json
from datetime import date
from functools import lru_cache

import hypothesis
from controlled import control
from draws import draw_from_strategies_alone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shipped_tiers import OF_RARE_EARTHS

from lodeflow.assembly import plan, replan
from lodeflow.catalog.names import CHOKEPOINTS, MATERIALS, SECTORS
from lodeflow.plans import Plan
from lodeflow.scenario.draws import draw
from lodeflow.scenario.load import load

draw_from_strategies_alone()  # a seed is one world


def numbers(low, high):
    """A number between the two, in thousandths of the way, or a distribution between two such numbers."""
    at = [low + k * (high - low) / 1000 for k in range(1001)]
    ends = st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda e: (at[min(e)], at[max(e) + 1]))
    return st.one_of(
        st.sampled_from(at).map(str),
        ends.map(lambda e: f'{{dist="uniform",low={e[0]},high={e[1]}}}'),
        ends.map(lambda e: f'{{dist="triangular",low={e[0]},mode={(e[0] + e[1]) / 2},high={e[1]}}}'),
        ends.map(lambda e: f'{{dist="normal",mean={e[0]},sd={(e[1] - e[0]) / 4},low={e[0]},high={e[1]}}}'),
    )


SETTINGS = st.fixed_dictionaries(
    {"tick_days": st.integers(1, 14), "days": st.integers(1, 120), "seed": st.integers(0, 2**63 - 1)},
    optional={
        "transit.variability": numbers(0.0, 1.0),
        "outages.rate_per_year": numbers(0.0, 20.0),
        "outages.duration_median_days": numbers(1.0, 100.0),
        "outages.cut_low": numbers(0.0, 1.0),
        "market.panic_strength": numbers(0.0, 3.0),
        "market.panic_gain": numbers(0.0, 3.0),
        "market.panic_days": numbers(1.0, 200.0),
        "market.pipeline_weight": numbers(0.0, 1.0),
        "market.interest": numbers(0.0, 1.0),
        "market.dispatch_days": numbers(1.0, 60.0),
        "supply.mine_elasticity": numbers(0.05, 5.0),
        **{f"materials.{m}.substitution": numbers(0.5, 20.0) for m in MATERIALS},
        **{f"materials.{m}.buyer_cover_days": numbers(1.0, 200.0) for m in MATERIALS},
        **{f"sectors.{s}.growth": numbers(-0.3, 0.5) for s in SECTORS},
        **{f"regions.{r}.capacity_growth": numbers(-0.3, 0.5) for r in ("CHN", "USA", "MMR")},
        "investment.decisions_per_year": numbers(0.0, 20.0),
        "investment.cancellations_per_year": numbers(0.0, 5.0),
        "investment.closing_share": numbers(0.0, 1.0),
        **{f"chokepoints.{c}.closures_per_year": numbers(0.0, 20.0) for c in CHOKEPOINTS},
        **{f"chokepoints.{c}.closure_mean_days": numbers(1.0, 100.0) for c in CHOKEPOINTS},
        **{f"chokepoints.{c}.blocked_share": numbers(0.0, 1.0) for c in CHOKEPOINTS},
        **{f"chokepoints.{c}.freight_surcharge": numbers(0.0, 5.0) for c in CHOKEPOINTS},
    },
)
SHOCKS = st.fixed_dictionaries(
    {
        "production_quotas.chn_mining": st.just({"controller": "CHN", "stage": "mining", "source": "hypothesis"}),
        "production_quotas.chn_mining.tonnes.2025": numbers(1e5, 4e5),
        "production_quotas.chn_mining.illegal_share": numbers(0.0, 1.0),
        "production_quotas.chn_mining.price_response": numbers(0.0, 1.0),
        "production_quotas.chn_mining.price_response_days": numbers(1.0, 1000.0),
        "production_quotas.chn_separation": st.just(
            {"controller": "CHN", "stage": "separation", "source": "hypothesis"}
        ),
        "production_quotas.chn_separation.tonnes.2025": numbers(1e5, 4e5),
        "production_quotas.chn_separation.imported_ore_from": st.dates(date(2024, 12, 1), date(2025, 5, 1)),
        "production_quotas.chn_separation.imported_tonnes": numbers(0.0, 1e5),
        "crackdowns.x": st.just({"quota": "chn_mining", "source": "hypothesis"}),
        "crackdowns.x.cut": numbers(0.0, 1.0),
        "crackdowns.x.per_year": numbers(0.0, 50.0),
        "crackdowns.x.mean_days": numbers(1.0, 50.0),
        "floods.chn": st.just({"controller": "CHN", "source": "hypothesis"}),
        "floods.chn.wedge": numbers(0.0, 0.9),
        "floods.chn.capacity": numbers(0.0, 1.0),
        "floods.chn.per_year": numbers(0.0, 20.0),
        "floods.chn.mean_days": numbers(1.0, 50.0),
        "floods.chn.threat_gain": numbers(0.0, 5.0),
        "floods.chn.allied_share": numbers(0.0, 1.0),
        "stoppages.x": st.just({"region": "CHN", "material": "*_concentrate", "source": "hypothesis"}),
        "stoppages.x.start": st.dates(date(2024, 12, 1), date(2025, 5, 1)),
        "stoppages.x.end": st.dates(date(2025, 5, 2), date(2025, 8, 1)),
        "stoppages.x.share": numbers(0.0, 1.0),
        "price_guarantees.x": st.just(
            {
                "payer": "USA",
                "region": "USA",
                "start": date(2025, 1, 1),
                "end": date(2025, 9, 1),
                "source": "hypothesis",
            }
        ),
        "price_guarantees.x.counts": st.sampled_from(["ore", "product"]),
        "price_guarantees.x.strike": numbers(0.0, 1e6),
        "price_guarantees.x.upside": numbers(0.0, 1.0),
        "offtakes.x": st.just({"seller": "MYS", "buyer": "JPN", "material": "light_oxide", "source": "hypothesis"}),
        "offtakes.x.tonnes": numbers(0.001, 1e4),
        "offtakes.x.start": st.dates(date(2024, 12, 1), date(2025, 5, 1)),
        "offtakes.x.end": st.dates(date(2025, 5, 2), date(2025, 8, 1)),
        "stockpiles.x": st.just(
            {
                "region": "USA",
                "materials": ["light_oxide", "magnet_*"],
                "origin": "outside",
                "source": "hypothesis",
            }
        ),
        "stockpiles.x.start": st.dates(date(2024, 12, 1), date(2025, 5, 1)),
        "stockpiles.x.capital_usd": numbers(0.0, 1e12),
        "stockpiles.x.loan_usd": numbers(0.0, 1e12),
        "stockpiles.x.target_days": numbers(0.0, 2000.0),
        "stockpiles.x.interest": numbers(0.0, 1.0),
        "stockpiles.x.storage": numbers(0.0, 1.0),
        "stockpiles.x.fee": numbers(0.0, 0.5),
        "stockpiles.x.prepaid": numbers(0.0, 0.5),
        "stockpiles.x.carry": numbers(0.0, 1.0),
        "stockpiles.x.filling_days": numbers(0.01, 900.0),
        "stockpiles.x.flow_cap": numbers(1e-6, 1.0),
        "stockpiles.x.ceiling": numbers(1.0, 100.0),
        "stockpiles.x.release_premium": numbers(1.0, 100.0),
        "stockpiles.x.rest_days": numbers(0.0, 500.0),
        "substitution.standard_magnets": st.just(
            {"replaced": "magnet_high_temperature", "by": "magnet_standard", "source": "hypothesis"}
        ),
        "substitution.standard_magnets.most": numbers(0.0, 0.9),
        "substitution.standard_magnets.price_ratio": numbers(1.05, 20.0),
        "substitution.standard_magnets.spread": numbers(0.05, 5.0),
        "substitution.standard_magnets.days": numbers(0.01, 500.0),
        "substitution.standard_magnets.weight": numbers(0.1, 10.0),
        "surges.x": st.just({"sector": "defence", "source": "hypothesis"}),
        "surges.x.factor": numbers(0.1, 3.0),
        "surges.x.per_year": numbers(0.0, 50.0),
        "surges.x.mean_days": numbers(1.0, 50.0),
        "surges.y": st.just({"label": "nowcast", "material": "magnet_*", "source": "hypothesis"}),
        "surges.y.factor": numbers(0.1, 3.0),
        "surges.y.start": st.dates(date(2024, 12, 1), date(2025, 5, 1)),
        "recycling.collected": numbers(0.0, 1.0),
        "recycling.growth_days": numbers(1.0, 100.0),
        **{f"sectors.{s}.boom_spread": numbers(0.0, 1.0) for s in SECTORS},
        **{f"sectors.{s}.revision_spread": numbers(0.0, 0.3) for s in SECTORS},
        **{f"sectors.{s}.revision_days": numbers(1.0, 1000.0) for s in SECTORS},
        **{f"sectors.{s}.recovered_share": numbers(0.0, 1.0) for s in SECTORS},
    }
)
TARIFFS = st.fixed_dictionaries(
    {
        "importer": st.sampled_from(["USA", "EU", "JPN", "*"]),
        "origin": st.sampled_from(["CHN", "MYS", "*"]),
        "material": st.sampled_from(["magnet_standard", "light_oxide", "*"]),
        "rate": numbers(0.0, 5.0),
        "basis": st.sampled_from(["fob", "cif"]),
        "source": st.just("hypothesis"),
    },
    optional={
        "programme": st.just("another"),
        "start": st.dates(date(2025, 1, 1), date(2025, 3, 1)),
        "end": st.dates(date(2025, 3, 2), date(2025, 5, 1)),
    },
)


CONTROLS = st.fixed_dictionaries(
    {
        "materials": st.sampled_from([["*"], ["magnet_*"], ["light_oxide", "heavy_oxide"]]),
        "destinations": st.sampled_from([["*"], ["USA"], ["JPN", "KOR"]]),
        "start": st.sampled_from(["2024-12-01", "2025-01-01", "2025-01-25"]),
        "regime": st.sampled_from(["none", "licensing", "quota", "ban", "eased"]),
        "drawn": st.booleans(),
        "quota": st.sampled_from(["1 t/yr", "5 kt/yr", "900 kt/yr"]),
        "at_sea": st.sampled_from(["pass", "hold", "recall"]),
        "licence": st.fixed_dictionaries(
            {
                "processing_median_days": st.sampled_from([1, 10, 60]),
                "blocked_days": st.sampled_from([0, 20]),
                "approval": st.sampled_from([0.0, 0.3, 1.0]),
                "general_share": st.sampled_from([0.0, 0.5, 1.0]),
            },
            optional={
                "capacity": st.sampled_from(["1 t/yr", "20 kt/yr"]),
                "sorting_days": st.sampled_from([0, 15, 90]),
            },
        ),
    },
    optional={
        "end": st.sampled_from(["2025-02-10", "2025-03-30"]),
        "announced": st.just("2024-11-20"),
        "heading": st.sampled_from(["8505.11", "2846.90"]),
        "lookalikes": st.sampled_from([["*"], ["rest_oxide"]]),
        "period_days": st.sampled_from([1, 30, 182]),
        "carried_over": st.sampled_from([0.0, 0.5, 1.0]),
        "licences": st.sampled_from(["tradable", "by_material"]),
        "quota_days": st.sampled_from([30.0, 2000.0]),
    },
) | st.fixed_dictionaries(
    {
        "materials": st.sampled_from([["*"], ["magnet_*"], ["light_oxide", "heavy_oxide"]]),
        "destinations": st.sampled_from([["*"], ["USA"], ["JPN", "KOR"]]),
        "start": st.sampled_from(["2024-12-01", "2025-01-01", "2025-01-25"]),
        "regime": st.just("listing"),
        "firms_share": st.sampled_from([0.0, 0.3, 1.0]),
        "third_countries": st.booleans(),
    },
    optional={"end": st.sampled_from(["2025-02-10", "2025-03-30"]), "announced": st.just("2024-11-20")},
)
POLICIES = st.fixed_dictionaries(
    {
        "members": st.sampled_from([["USA"], ["USA", "EU", "JPN", "MEX"], ["*"]]),
        "start": st.dates(date(2025, 1, 1), date(2025, 2, 1)),
        "reference": st.sampled_from(["20 USD/kg", "110 USD/kg", "500 USD/kg"]),
        "stages": st.sampled_from([["oxide"], ["oxide", "metal", "magnet"]]),
        "rule": st.sampled_from(["fixed", "cost_plus", "moving_average", "larger"]),
        "levy_basis": st.sampled_from(["per_origin", "lowest_cif"]),
        "schedule": st.sampled_from(["full", "banded"]),
        "refix_days": st.sampled_from([1, 7, 30]),
        "exempt_at_sea": st.booleans(),
        "tariff_free": st.booleans(),
        "export_price_alignment": st.sampled_from([0.0, 0.7]),
        "alignment_after_days": st.sampled_from([0, 20]),
    },
    optional={
        "announced": st.just(date(2025, 1, 1)),
        "end": st.dates(date(2025, 2, 2), date(2025, 4, 1)),
        "joining_per_year.USA": st.sampled_from([0.3, 20.0]),
        "leaves.USA": st.dates(date(2025, 2, 2), date(2025, 4, 1)),
        "collected.USA": st.sampled_from([0.0, 0.5]),
        "references.heavy_oxide": st.just("600 USD/kg"),
        "origin_rule": st.sampled_from(["mined_in", "member_content"]),
        "recognised.VNM.share": st.sampled_from([0.5, 1.0]),
        "affiliated_share": st.sampled_from([0.3, 1.0]),
        "audited_share": st.sampled_from([0.0, 0.6]),
        "contract_share": st.sampled_from([0.2, 0.7]),
        "contract_days": st.sampled_from([1, 30]),
        "allocation": st.just("alliance_first"),
        "credibility": st.sampled_from([0.0, 1.0]),
    },
).filter(lambda policy: "*" not in policy["members"] or "recognised.VNM.share" not in policy)
WAYS_ROUND = st.fixed_dictionaries(
    {
        "relabelling.start": st.dates(date(2025, 1, 1), date(2025, 3, 1)),
        "relabelling.inconspicuous_share": numbers(0.001, 0.3),
        "relabelling.convexity": numbers(0.0, 2.0),
        "relabelling.memory_days": numbers(1.0, 60.0),
        "relabelling.detected": numbers(0.0, 1.0),
        "relabelling.verification": numbers(0.0, 20.0),
        "relabelling.penalty": numbers(0.0, 5.0),
        "offshoring.most": numbers(0.0, 0.9),
        "offshoring.response": numbers(0.0, 20.0),
        "offshoring.cost_share": numbers(0.0, 1.0),
    }
)
"""On a map whose scenario has false papers: there are none without hubs."""
OTHERS = st.fixed_dictionaries(
    {},
    optional={
        "defence.materials": st.just(["magnet_*"]),
        "defence.diversion": numbers(0.0, 1.0),
        "smuggling.materials": st.sampled_from([["*_oxide"], ["magnet_*"], ["*"]]),
        "smuggling.base_share": st.sampled_from([0.0, 0.001, 0.1]),
        "smuggling.least_share": st.sampled_from([0.0, 0.005]),
        "smuggling.ceiling": st.sampled_from([0.0, 0.02, 0.5]),
        "smuggling.premium": numbers(0.0, 2.0),
        "smuggling.convexity": numbers(0.0, 5.0),
        "smuggling.seized": numbers(0.0, 0.99),
        "smuggling.penalty": numbers(0.0, 5.0),
        "retaliation.base_rate": numbers(0.0, 5.0),
        "retaliation.cap": numbers(5.0, 20.0),
        "relabelling.hubs": st.just(["VNM", "MYS"]),
        "offshoring.materials": st.just(["magnet_*"]),
        "export_taxes.random": st.just(
            {"exporter": "CHN", "destination": "*", "material": "*_oxide", "rate": 0.25, "source": "hypothesis"}
        ),
        "market.foreseeing_share": numbers(0.0, 1.0),
        "market.ahead_days": numbers(0.0, 200.0),
        "market.storage_elasticity": numbers(20.0, 1000.0),
        "market.netback_elasticity": numbers(0.0, 10.0),
        "market.resale_margin": numbers(0.0, 1.0),
        "market.resale_freight_usd_per_t": numbers(0.0, 20000.0),
        "market.resold_share": numbers(0.0, 1.0),
        "market.contract_days": st.integers(1, 800),
        "market.choke_price": numbers(1.5, 30.0),
        "market.seller_cover_days": numbers(5.0, 100.0),
        "market.use_days": numbers(1.0, 30.0),
        "market.handling_days": numbers(1.0, 30.0),
        "investment.opening_ratio": numbers(0.5, 3.0),
        "investment.most_entry": numbers(1.0, 20.0),
        "investment.entry_stop_ratio": numbers(0.05, 2.0),
        "regions.CHN.capacity_response": numbers(0.0, 1.0),
        "regions.CHN.capacity_response_days": numbers(1.0, 1000.0),
        "regions.CHN.capacity_long_run_price": numbers(0.1, 10.0),
        "market.process_share": numbers(0.0, 1.0),
        "market.process_days_down": numbers(1.0, 1000.0),
    },
)
PROJECTS = st.fixed_dictionaries(
    {
        "region": st.sampled_from(["AUS", "USA", "EU", "CHN"]),
        "kind": st.sampled_from(["mine", "separation", "mine_and_separation", "magnet"]),
        "capacity_t_per_yr": st.sampled_from(["100 t/yr", "4 kt/yr", "40 kt/yr"]),
        "capex_usd": st.sampled_from([0, 1_000_000_000]),
        "cash_cost_usd_per_t": st.sampled_from(["1 USD/kg", "50 USD/kg"]),
        "source": st.just("hypothesis"),
    },
    optional={
        "stage": st.sampled_from(["decision", "construction"]),
        "promised_output": st.dates(date(2025, 2, 1), date(2026, 1, 1)),
        "offtake_share": st.sampled_from([0.3, 1.0]),
    },
)
WORLD = {
    "scenario": st.sampled_from(OF_RARE_EARTHS),
    "given": SETTINGS,
    "tariff": st.just({}) | TARIFFS,
    "policy": st.just({}) | POLICIES,
    "ways_round": st.just({}) | WAYS_ROUND,
    "shocks": st.just({}) | SHOCKS,
    "controls": st.lists(CONTROLS, max_size=3, unique_by=lambda c: (c["start"], *c["materials"], *c["destinations"])),
    "replication": st.integers(0, 2**31 - 1),
}
"""Arguments of ``random_world``."""
MONEY = st.fixed_dictionaries(
    {"payer": st.sampled_from(["USA", "JPN", "CHN"]), "source": st.just("hypothesis")},
    optional={
        "capex_share": numbers(0.0, 1.0),
        "loan_share": numbers(0.0, 1.0),
        "loan_rate": numbers(0.0, 0.5),
        "equity_share": numbers(0.0, 1.0),
        "credit_share": numbers(0.0, 1.0),
        "credit_falls": st.dates(date(2025, 1, 2), date(2026, 1, 1)),
        "offtake": st.tuples(numbers(0.0, 1.0), numbers(1.0, 1e6)),
        "earnings_floor": numbers(0.0, 1e10),
        "earnings_growth": numbers(-0.5, 0.5),
        "end": st.dates(date(2025, 1, 2), date(2026, 1, 1)),
    },
)
BILL = st.fixed_dictionaries(
    {"per_year": st.sampled_from([0.0, 1.0, 50.0]), "source": st.just("hypothesis")},
    optional={
        "permitting_factor": numbers(0.0, 2.0),
        "most_permitting_days": numbers(1.0, 500.0),
        "litigation_factor": numbers(0.0, 2.0),
        "most_litigation_days": numbers(1.0, 500.0),
    },
)
WHOLE_WORLD = WORLD | {
    "days": st.integers(60, 660),
    "others": OTHERS,
    "projects": st.lists(PROJECTS, max_size=2),
    "entrants": st.lists(PROJECTS.map(lambda project: project | {"per_year": 5.0, "room": 12}), max_size=1),
    "money": MONEY,
    "bill": BILL,
}
"""Arguments of ``whole_world``."""
QUICK = tuple(f"regimes.{regime}.mean_days=15" for regime in ("none", "licensing", "quota", "ban", "eased"))


@lru_cache
def base_plan(scenario, tick):
    """A plan of a scenario at this tick: what all random worlds of the two have in common."""
    return plan(load(scenario, [f"tick_days={tick}"]))


def toml(value):
    """A value as ``--set`` writes it."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={toml(each)}' for key, each in value.items())}}}"
    return str(value) if isinstance(value, date) else json.dumps(value)


def texts_of(shocks):
    """Settings of quotas, crackdowns, floods, surges, booms and recycling."""
    return [
        text
        for key, value in shocks.items()
        for text in ([f"{key}.{k}={v}" for k, v in value.items()] if isinstance(value, dict) else [f"{key}={value}"])
    ]


def settings_of(given, tariff, policy, ways_round, shocks, controls):
    """A random world as ``--set`` writes it: other numbers, one more tariff and alliance, shocks, export controls."""
    texts = [f"{key}={value}" for key, value in (given | ways_round).items()]
    texts += texts_of(shocks)
    texts += [f"tariffs.random.{key}={value}" for key, value in tariff.items()]
    texts += [
        f"policies.a_random.{key}={toml(value)}" for key, value in policy.items()
    ]  # of two, the first by name counts
    texts += [control(f"random_{number}", **terms) for number, terms in enumerate(controls)]
    return [*texts, *(QUICK if controls else ())]


def random_world(scenario, replication, given, **more):
    """The plan of a replication of a shipped scenario with other numbers, on the map of the shipped one."""
    drawn = draw(load(scenario, settings_of(given, **more)), replication)
    return replan(base_plan(scenario, given["tick_days"]), drawn.scenario)


def whole_world(scenario, replication, days, others, projects, entrants, money=None, bill=None, **world):
    """The plan of a replication of a random world with every instrument, on a map of its own."""
    texts = [*settings_of(**world), f"days={days}"]
    texts += [f"{key}={value if isinstance(value, str) else toml(value)}" for key, value in others.items()]
    for table, made in (("projects", projects), ("entrants", entrants)):
        texts += [f"{table}.random_{k}.{key}={toml(v)}" for k, each in enumerate(made) for key, v in each.items()]
    for table, made in (("projects", projects), ("entrants", entrants)):
        for each in made[:1]:  # public money for the first of both, a bill for the region of each
            texts += _support(f"{table}_0", "random_0", each["region"], money or {}, bill or {})
    return plan(draw(load(scenario, texts), replication).scenario)


def _support(name, project, region, money, bill):
    """Public money for a project, and a bill of its region."""
    money = dict(money)
    share, price = money.pop("offtake", (0.0, 1.0))
    if money:
        money |= {"projects": [project], "offtake_share": share, "offtake_price": price}
    if bill:
        bill = bill | {"region": region}
    texts = [f"public_money.{name}.{key}={_plain(value)}" for key, value in money.items()]
    return [*texts, *(f"permitting_bills.{name}.{key}={_plain(value)}" for key, value in bill.items())]


def _plain(value):
    """A value as ``--set`` writes it; numbers and distributions are texts already."""
    return value if isinstance(value, str) and value[:1] in "-.0123456789{" else toml(value)


def arguments_of(seed):
    """The arguments of ``whole_world`` that belong to a seed."""
    found = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=2,  # the first is the simplest for every seed
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.fixed_dictionaries(WHOLE_WORLD))
    def keep(world):
        found.append(world)

    keep()
    return found[-1]


def world_of(seed) -> tuple[Plan, int]:
    """The plan of the random world of a seed, and its replication."""
    arguments = arguments_of(seed)
    return whole_world(**arguments), arguments["replication"]
