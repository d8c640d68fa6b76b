"""What each instrument costs: a world with it against the same world without, in one run; writes docs/performance.md.

    python bench/instruments.py [TURNS]

Twelve years of replication 0, compiled, markets recorded four times a year; the least of so many turns, one world after
the other. A market day's time is the difference of whole replications, decisions on cargoes included.
"""

import sys
import time
from pathlib import Path

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.scenario.load import load

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
START = "<!-- instruments: written by `python bench/instruments.py`, never by hand -->"
END = "<!-- end of instruments -->"
BARE = ("defence.materials=[]", "smuggling.materials=[]")
SOURCE = "source='a measurement'"


def entry(table, **terms):
    """An override that writes one entry of a table."""
    words = ", ".join(f"{key}={value}" for key, value in terms.items())
    return f"{table}.x={{{words}, {SOURCE}}}"


def control(regime, goods, **terms):
    """Exports of some goods from China are under a regime from the first day."""
    common = {"controller": '"CHN"', "materials": goods, "start": "2025-01-01", "regime": f'"{regime}"'}
    return entry("controls", **common, **terms)


HEAVY = '["heavy_oxide", "magnet_high_temperature"]'
TARIFF = {"importer": '"USA"', "origin": '"CHN"', "material": '"magnet_*"', "rate": 0.3, "start": "2027-01-01"}
QUOTA = {"controller": '"CHN"', "stage": '"mining"', "tonnes": '{"2024"="270 kt/yr"}', "growth": 0.02}
ON_BASE = {
    "bare market": BARE,
    "stocks of defence": BARE[1:],
    "smuggling": BARE[:1],
    "a dated tariff": (*BARE, entry("tariffs", **TARIFF, programme='"x"')),
    "licences on heavy oxide and magnets": (*BARE, control("licensing", HEAVY)),
    "a quota on oxides": (*BARE, control("quota", '["*_oxide"]', quota='"30 kt/yr"')),
    "drawn regimes": (*BARE, control("eased", HEAVY, drawn="true", quota='"12 kt/yr"')),
    "a production quota": (*BARE, entry("production_quotas", **QUOTA)),
    "booms and recycling": (*BARE, "sectors.clean_energy.boom_spread=0.08", "recycling.collected=0.2"),
}
MEMBERS = '["USA", "EU", "JPN", "MEX", "AUS", "CAN", "KOR", "GBR"]'
FLOOR = {"members": MEMBERS, "start": "2026-07-01", "reference": '"110 USD/kg"'}
ON_STATUS_QUO = {
    "status-quo": (),
    "a levy on oxide": (entry("policies", **FLOOR),),
    "a levy on the ladder": (entry("policies", **FLOOR, stages='["oxide", "metal", "magnet"]'),),
    "announced, with dates of joining drawn": (
        entry("policies", **FLOOR, announced="2026-02-04", joining_per_year="{MEX=0.5, KOR=0.5}"),
    ),
    "origin rule by member content": (entry("policies", **FLOOR, origin_rule='"member_content"', member_content=0.5),),
    "affiliates": (entry("policies", **FLOOR, affiliated_share=0.3),),
    "steady contracts": (entry("policies", **FLOOR, contract_share=0.5),),
    "alliance first in shortage": (entry("policies", **FLOOR, allocation='"alliance_first"'),),
    "relabelling": ("relabelling.hubs=['MYS', 'VNM']", "relabelling.start=2026-07-01"),
    "use that moves abroad": ("offshoring.materials=['magnet_*']",),
    "price-floor, all of it": None,
}


def engines():
    """One compiled engine for each world, warm."""
    made = {}
    for scenario, worlds in (("base-year", ON_BASE), ("status-quo", ON_STATUS_QUO)):
        for name, settings in worlds.items():
            world = plan(load("price-floor") if settings is None else load(scenario, settings))
            made[name] = Engine(world, step=91, keep_lots=False)
            made[name].play(0)
    return made


def table(turns):
    """Rows of Markdown."""
    made = engines()
    least, moments = dict.fromkeys(made, float("inf")), {}
    for _ in range(turns):
        for name, engine in made.items():
            began = time.perf_counter()
            moments[name] = engine.play(0).events
            least[name] = min(least[name], time.perf_counter() - began)
    yield "| | lanes | moments | ms | more, % | a market day, µs more |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for worlds in (ON_BASE, ON_STATUS_QUO):
        bare, *_ = worlds
        for name in worlds:
            world = made[name].plan
            more, days = least[name] - least[bare], world.scenario.days // world.scenario.tick_days
            added = f"{100 * more / least[bare]:+.0f} | {1e6 * more / days:+.1f}" if name != bare else " | "
            size = f"{len(world.atlas.lanes)} | {moments[name]:,} | {1e3 * least[name]:.1f}"
            yield f"| {'' if name == bare else '+ '}{name} | {size} | {added} |"


def main():
    """Measure and write."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(START)[0], text.split(END)[1]
    PAGE.write_text(f"{before}{START}\n" + "\n".join(table(turns)) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
