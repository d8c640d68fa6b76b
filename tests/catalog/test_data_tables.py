import csv
import re
from importlib.resources import files

import pytest

DATA = files("lodeflow.configs") / "data"
TABLES = [
    "regions",
    "lanes",
    "mine_production",
    "prices",
    "trade_reported",
    "stages_reported",
    "projects",
    "tariff_headings",
]
BASE = [
    "gate_prices",
    "known_flows",
    "magnet_makers",
    "mines",
    "previous_flows",
    "recipes",
    "reported_figures",
    "sector_shares",
    "separators",
    "use_weights",
]
STATUSES = {"reported", "estimated", "derived", "assumed"}
CHOKEPOINTS = {"suez", "malacca", "panama", "hormuz"}


def read(table):
    text = (DATA / f"{table}.csv").read_bytes().decode("utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


def lanes():
    return {(row["origin"], row["destination"], row["via"]): row for row in read("lanes")}


def total_days(row):
    legs = ("loading_days", "sea_days", "port_days", "customs_days", "inland_days")
    return sum(int(row[leg]) for leg in legs)


@pytest.mark.parametrize("table", TABLES)
def test_every_fact_has_a_unit_a_year_a_status_and_a_source(table):
    rows = read(table)
    assert rows
    for row in rows:
        assert None not in row, f"too many cells: {row}"
        assert None not in row.values(), f"too few cells: {row}"
        assert row["unit"], row
        assert row["source"], row
        assert re.fullmatch(r"(19|20)\d\d(-20\d\d)?", row["year"]), row
        assert row["status"] in STATUSES, row
        assert "unverified" not in row["source"] or (
            row["status"] == "assumed" and row["source"].endswith("; unverified")
        ), row


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_plain_utf8_with_unix_line_ends_and_no_fact_twice(table):
    data = (DATA / f"{table}.csv").read_bytes()
    assert b"\r" not in data
    assert b"\xef\xbf\xbd" not in data, "a replacement character stands for a number that was lost"
    assert data.endswith(b"\n")
    lines = data.decode("utf-8").splitlines()
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("table", ["mine_production", "prices", "trade_reported", "stages_reported"])
def test_every_value_is_a_number_above_zero(table):
    for row in read(table):
        assert float(row["value"]) > 0, row
        assert row["unit"] != "%" or float(row["value"]) <= 100, row


def test_every_region_is_a_bare_toml_key_and_belongs_to_one_bloc():
    rows = read("regions")
    assert len({row["id"] for row in rows}) == len(rows) == 20
    for row in rows:
        assert re.fullmatch(r"[A-Za-z0-9_-]+", row["id"])
        assert row["bloc"] in {"alliance", "china", "neutral"}
        assert -90 <= float(row["latitude"]) <= 90
        assert -180 <= float(row["longitude"]) <= 180
    assert {row["id"] for row in rows if row["bloc"] == "china"} == {"CHN"}


def test_every_table_names_known_regions_only():
    regions = {row["id"] for row in read("regions")}
    assert {row["region"] for row in read("projects")} <= regions
    assert {row["region"] for row in read("mine_production")} <= regions | {"WORLD"}
    for row in read("stages_reported"):
        assert set(row["region"].split("+")) <= regions | {"WORLD"}, row


@pytest.mark.parametrize(
    ("vintage", "countries", "world", "australia"),
    [
        ("MCS 2026", 384_000, 380_000, 29_000),  # the one in use
        ("MCS 2025", 393_950, 390_000, 13_000),  # its rival, before USGS revised the year
    ],
)
def test_the_countries_add_up_to_the_world_within_two_percent(vintage, countries, world, australia):
    rows = [row for row in read("mine_production") if row["vintage"] == vintage]
    tonnes = {row["country"]: int(row["value"]) for row in rows}
    assert len(tonnes) == len(rows)
    assert tonnes["Australia"] == australia
    assert tonnes.pop("World") == world
    assert sum(tonnes.values()) == countries
    assert countries == pytest.approx(world, rel=0.02)
    assert tonnes["China"] / countries == pytest.approx(0.70, abs=0.02)


def test_every_pair_of_regions_has_exactly_one_lane_and_some_have_a_railway_too():
    regions = [row["id"] for row in read("regions")]
    rows = read("lanes")
    main = [(row["origin"], row["destination"]) for row in rows if row["via"] != "rail"]
    assert sorted(main) == sorted((i, j) for i in regions for j in regions)
    rail = {(row["origin"], row["destination"]) for row in rows if row["via"] == "rail"}
    assert rail == {("CHN", "EU"), ("EU", "CHN")}
    for row in rows:
        assert (row["via"] == "domestic") == (row["origin"] == row["destination"]), row
        assert row["freight_status"] in STATUSES, row
        assert row["handling_status"] in STATUSES, row


def test_every_chokepoint_has_its_detour():
    for row in read("lanes"):
        points = row["chokepoints"].split("|") if row["chokepoints"] else []
        detours = row["detour_days"].split("|") if row["detour_days"] else []
        assert len(points) == len(detours), row
        assert len(points) == len(set(points)), row
        assert set(points) <= CHOKEPOINTS, row
        assert all(-1 <= int(days) <= 30 for days in detours), row
        assert not points or row["via"] == "sea", row


def test_the_way_back_leads_through_the_same_waters_in_reverse():
    table = lanes()
    for (origin, destination, via), row in table.items():
        back = table[destination, origin, via]
        assert back["sea_days"] == row["sea_days"], row
        assert back["chokepoints"].split("|")[::-1] == row["chokepoints"].split("|"), row
        assert back["detour_days"].split("|")[::-1] == row["detour_days"].split("|"), row


def test_no_lane_is_shorter_than_a_day_and_none_lasts_two_months():
    for row in read("lanes"):
        assert int(row["sea_days"]) >= 1, row
        assert int(row["loading_days"]) >= 1, row
        assert int(row["customs_days"]) >= (0 if row["via"] == "domestic" else 1), row
        assert total_days(row) <= (7 if row["via"] == "domestic" else 60), row


@pytest.mark.parametrize(
    ("origin", "destination", "via", "shortest", "longest"),
    [
        ("CHN", "USA", "sea", 28, 38),
        ("CHN", "EU", "sea", 38, 45),
        ("CHN", "EU", "rail", 18, 25),
        ("CHN", "JPN", "sea", 10, 14),
        ("AUS", "MYS", "sea", 15, 25),
        ("MYS", "JPN", "sea", 15, 25),
        ("MMR", "CHN", "land", 7, 12),
        ("USA", "CAN", "land", 5, 10),
    ],
)
def test_well_known_voyages_take_as_long_as_shippers_say(origin, destination, via, shortest, longest):
    assert shortest <= total_days(lanes()[origin, destination, via]) <= longest


def test_china_to_europe_meets_malacca_before_suez_and_the_railway_meets_neither():
    table = lanes()
    assert table["CHN", "EU", "sea"]["chokepoints"] == "malacca|suez"
    assert table["EU", "CHN", "sea"]["chokepoints"] == "suez|malacca"
    assert table["CHN", "EU", "rail"]["chokepoints"] == ""
    assert table["CHN", "USA", "sea"]["chokepoints"] == ""


def test_freight_lies_between_the_cheapest_and_the_dearest_container_rate_of_2024():
    backhaul, shanghai_new_york, tonnes_in_a_container = 677, 6835, 25
    for row in read("lanes"):
        freight = float(row["freight_usd_per_t"])
        if row["via"] == "rail":
            assert freight == 300
        else:
            assert backhaul <= freight * tonnes_in_a_container + 1.5 <= shanghai_new_york, row


def test_freight_without_a_known_rate_grows_with_the_days_on_the_way():
    for row in read("lanes"):
        if row["freight_status"] == "assumed" and row["via"] in {"sea", "land"}:
            days = int(row["sea_days"]) + int(row["inland_days"]) - 2
            assert float(row["freight_usd_per_t"]) == 40 + 4.5 * days, row


def test_the_average_exported_magnet_is_worth_its_customs_value():
    trade = {
        row["flow"]: float(row["value"])
        for row in read("trade_reported")
        if (row["product"], row["year"], row["destination"]) == ("magnets and alloys", "2024", "WORLD")
    }
    magnet = next(row for row in read("prices") if row["material"] == "NdFeB magnet" and row["kind"] == "reference")
    assert trade["value"] / trade["total"] / 1000 == pytest.approx(float(magnet["value"]), rel=0.01)


def test_every_project_stands_somewhere_between_plan_and_ruin():
    for row in read("projects"):
        assert row["state"] in {"operating", "ramping", "construction", "planned", "abandoned", "failed"}, row
        assert row["nameplate_t"] == "" or float(row["nameplate_t"]) > 0, row
        assert row["start_year"] == "" or 1950 < int(row["start_year"]) < 2040, row


@pytest.mark.parametrize("table", BASE)
def test_every_figure_of_the_base_year_has_a_unit_a_year_a_status_and_a_source(table):
    for row in read(f"rare-earths-2024/{table}"):
        assert row["unit"], row
        assert row["source"], row
        assert re.fullmatch(r"(19|20)\d\d(-20\d\d)?", row["year"]), row
        assert row["status"] in STATUSES, row


def test_the_mines_of_the_base_year_dig_what_the_newer_vintage_reports():
    dug, reported = {}, {}
    for row in read("rare-earths-2024/mines"):
        dug[row["region"]] = dug.get(row["region"], 0.0) + float(row["output_t"])
    for row in read("mine_production"):
        if row["vintage"] == "MCS 2026" and row["region"] != "WORLD":
            reported[row["region"]] = reported.get(row["region"], 0.0) + float(row["value"])
    assert dug == reported


@pytest.mark.parametrize("table", ["stages_reported", "trade_reported"])
def test_every_fact_about_magnets_says_whether_it_counts_blanks(table):
    for row in read(table):
        magnets = row["product"].startswith(("magnets", "NdFeB"))
        assert row["basis"] in ({"finished", "blanks", "not stated"} if magnets else {""}), row


def test_what_the_months_of_2024_say_is_what_the_base_year_has_china_sell():
    months = {}
    for row in read("trade_reported"):
        if row["product"] == "magnets HS 85051110" and row["flow"].startswith("bilateral in"):
            months.setdefault(row["destination"], []).append(float(row["value"]))
    known = {row["destination"]: float(row["tonnes"]) for row in read("rare-earths-2024/known_flows")}
    for destination in ("JPN", "KOR", "VNM"):
        assert known[destination] == 12 * sum(months[destination]) / len(months[destination])
