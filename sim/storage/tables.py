"""Registry of result tables: every table and column of a result folder, with unit and description.

All readers and writers of results use this registry: the Parquet schema, datapackage.json, the comments in views.sql
and the content digest. Units are t, USD (real 2025), USD/t, t/yr and d; the name of a quantity carries its unit too.
Tonnes produced, used, shipped or missing are sums over the step; stocks and prices are those at its end. A new column
needs a higher SCHEMA_VERSION; a renamed one breaks the notebooks of users.
"""

from dataclasses import dataclass
from typing import Literal

SCHEMA_VERSION = 8
SEE_UNIT = "see the column unit"
"""Unit of a column whose rows have different units, named in each row."""

Kind = Literal["identifier", "text", "int32", "float64", "date32", "bool"]


@dataclass(frozen=True)
class Column:
    """Column of a result table."""

    name: str
    """Name, with the unit at its end where it has one."""
    kind: Kind
    """Type of the values; an identifier is a string stored as a code."""
    unit: str
    """Unit; empty where nothing is measured."""
    description: str
    """Meaning, for users."""
    nullable: bool = False
    """True if a row may have no value."""


@dataclass(frozen=True)
class Table:
    """Table of a result folder."""

    name: str
    """Name of the table and of its folder."""
    description: str
    """Meaning of a row, for users."""
    columns: tuple[Column, ...]
    """Columns, in the order of the files."""
    key: tuple[str, ...]
    """Columns that together identify a row."""


def _name(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, "identifier", "", description, nullable)


def _day(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, "int32", "d", description, nullable)


def _measure(name: str, unit: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, "float64", unit, description, nullable)


# fmt: off
_SCENARIO = _name("scenario", "name of the scenario; in a comparison, of the arm")
_REPLICATION = Column("replication", "int32", "", "number of the replication, from 0")
_DAY = _day("day", "days since the start date of the scenario; the end of the step")
_DATE = Column("date", "date32", "", "calendar date of the day")
_MATERIAL = _name("material", "material, named <chain>_<stage>")
_REGION = _name("region", "region where it happens")
_ROUTE = (
    _name("origin", "region where it was made"),
    _name("destination", "region where it is used"),
    _name("via", "region that changes its papers or its form; null if it comes directly", nullable=True),
    _name("declared_origin", "region its papers name; another than the origin if it was relabelled"),
    _name("route", "how it travels: sea, rail, land or domestic"),
    _name("channel", "direct, smuggled past the exporter's controls, or relabelled past the importer's duties"),
    _name("tag", "whose stock it fills: civil or defence"),
)

_OUTCOME = (
    _name("outcome", "what is measured"),
    _name("material", "material, named <chain>_<stage>; null if the outcome spans them", nullable=True),
    _name("region", "region; null if the outcome spans them", nullable=True),
    _name("sector", "using sector; null if the outcome spans them", nullable=True),
)

_OUTCOMES = Table("outcomes", "one row per outcome of a replication: the numbers that answer the question", (
    _SCENARIO, _REPLICATION,
    *_OUTCOME,
    _measure("value", SEE_UNIT, "value; null if it is not defined in this replication", nullable=True),
    _name("unit", "unit of the value"),
), ("scenario", "replication", "outcome", "material", "region", "sector"))

_PARAMETERS = Table("parameters", "one row per replication and uncertain number of the scenario: what was drawn", (
    _SCENARIO, _REPLICATION,
    _name("parameter", "dotted key of the number in the scenario"),
    _measure("value", SEE_UNIT, "what the replication drew"),
    _name("unit", "canonical unit of the number; empty where it has none"),
), ("scenario", "replication", "parameter"))

_RUN = Table("replication", "one row per replication: what tells it from every other one", (
    _SCENARIO, _REPLICATION,
    Column("trace", "text", "", "digest of everything that happened, 16 hexadecimal digits"),
    Column("moments", "int32", "", "how many moments it had"),
), ("scenario", "replication"))

_MARKET = Table("market", "one row per replication, day, region and material: prices, use, stocks, output", (
    _SCENARIO, _REPLICATION, _DAY, _DATE, _REGION, _MATERIAL,
    _measure("origin_price_usd_per_t", "USD/t",
             "price at the gate of the producers here, which they are paid at home: before export tax, licence rent "
             "and freight; null if there are none", nullable=True),
    _measure("landed_cost_usd_per_t", "USD/t",
             "mean cost of what is bought, brought here: price at origin, export tax, licence rent, freight, "
             "duties, levy, interest and risk; null if nothing is bought", nullable=True),
    _measure("spot_price_usd_per_t", "USD/t",
             "price of a tonne bought here today, delivered, duties paid; null if nobody buys", nullable=True),
    _measure("transaction_price_usd_per_t", "USD/t",
             "mean price users pay, under contract and spot; null if nobody buys", nullable=True),
    _measure("licence_rent_usd_per_t", "USD/t",
             "what a scarce export licence of this region adds to a tonne; null if it has no producers",
             nullable=True),
    _measure("production_t", "t", "finished here in the step"),
    _measure("desired_use_t", "t", "what users would use in the step at today's price if nothing ran short"),
    _measure("use_t", "t", "used in the step"),
    _measure("unmet_t", "t", "desired in the step but not used, for want of material"),
    _measure("seller_stock_t", "t", "held by the producers here"),
    _measure("buyer_stock_t", "t", "held by the users here"),
    _measure("afloat_t", "t", "dispatched and on its way here"),
    _measure("residue_t", "t", "unwanted output put aside here in the step"),
    _measure("capacity_t_per_yr", "t/yr", "most that the mines and plants here can make in a year"),
    _measure("fob_price_usd_per_t", "USD/t",
             "free on board in the ports here: price at the gate, less what a flooding state pays of it, with export "
             "tax, licence rent and what exporters add because of a levy; mean over legal exports, by today's "
             "dispatch, else by today's orders; null if there are neither", nullable=True),
    _measure("contract_price_usd_per_t", "USD/t",
             "price in frame contracts of those who buy here, delivered, duties paid: the landed cost on the day of "
             "signing, mean over the contracts in force by their tonnes; null if nobody buys", nullable=True),
    _measure("reference_price_usd_per_t", "USD/t",
             "price to which the levy of an alliance lifts cheap imports here today, landed, tariff paid, before "
             "interest; null if no such levy is in force here", nullable=True),
    _measure("licence_queue_t", "t", "sold by the producers here and waiting for an export licence; counted in "
             "afloat_t of the buyers too"),
    _measure("recycled_t", "t", "recovered from worn goods in the step, and added to the users' stock here"),
    _measure("bought_spot_t", "t", "bought by the users here, in the step, of what others elsewhere could spare, and "
             "flown in; apart from the lanes of the flow table"),
    _measure("resold_t", "t", "sold on to users elsewhere, in the step, out of the users' stock here"),
    _measure("sold_spot_t", "t", "sold to users elsewhere, in the step, out of what the producers here could spare"),
    Column("traded", "bool", "", "whether goods changed hands here in the step: at least a hundredth of desired use "
           "was met. Where it is false, spot and transaction price are what users bid for nothing, no quote"),
), ("scenario", "replication", "day", "region", "material"))

_WELFARE = Table("welfare", "one row per replication, year, region and material: what everybody paid and got in it", (
    _SCENARIO, _REPLICATION,
    _day("day", "days since the start date of the scenario; the end of the year, of whole steps"), _DATE,
    _REGION, _MATERIAL,
    _measure("final_use_t", "t", "taken by final users, plants apart"),
    _measure("users_usd", "USD", "paid by final users"),
    _measure("value_added_lost_usd", "USD", "value added that went with magnets not delivered, for good"),
    _measure("feed_usd", "USD", "paid for it by plants that it feeds"),
    _measure("sales_usd", "USD", "paid to its producers here by those who buy it, at the gate"),
    _measure("cash_cost_usd", "USD", "spent by its producers here, feed apart: the area under their supply curve"),
    _measure("capital_usd", "USD", "yearly cost of the capital of the new mines and plants that make it here"),
    _measure("recycled_usd", "USD", "paid for it to those who recover it from worn magnets"),
    _measure("spread_usd", "USD", "earned by those who hold stock for users and plants"),
    _measure("stock_usd", "USD", "what the stock held for users and plants has cost, at the end of the year"),
    _measure("stockpile_usd", "USD",
             "earned by stockpiles here: releases above their cost and fees, less storage and interest"),
    _measure("stockpile_fee_usd", "USD", "fees of participants to stockpiles here"),
    _measure("stockpile_interest_usd", "USD", "paid to lenders by stockpiles here"),
    _measure("public_money_usd", "USD", "got by its producers here from governments, less what they return, under "
             "price guarantees, grants, equity, loans, credits, offtakes and guaranteed earnings"),
    _measure("public_paid_usd", "USD", "paid by the government of this region for these, less what it gets back; in "
             "the row of the material, or of the first one here if it has none"),
    _measure("licence_rent_usd", "USD", "got by exporters here for a scarce export licence"),
    _measure("alignment_usd", "USD", "added by exporters here to their price because of a levy, and kept"),
    _measure("contract_usd", "USD", "got by producers here under steady contracts, on top of the price of the day"),
    _measure("price_support_usd", "USD", "paid to producers here by their state, on top of their sales"),
    _measure("export_tax_usd", "USD", "export tax of this region"),
    _measure("fine_usd", "USD", "fines for evading duties, levies and controls, paid to this region"),
    _measure("tariff_usd", "USD", "tariffs of this region"),
    _measure("levy_usd", "USD", "levy of this region"),
    _measure("freight_usd", "USD", "paid to carriers for what came here"),
    _measure("interest_usd", "USD", "paid to lenders for what came here"),
    _measure("evaders_usd", "USD", "paid to smugglers and relabellers for what came here"),
    _measure("imported_t", "t", "arrived from abroad"),
    _measure("imports_usd", "USD", "paid for it, with freight, before duties and levies"),
    _measure("paid_abroad_usd", "USD",
             "of it export tax, licence rent and what exporters add because of a levy"),
), ("scenario", "replication", "day", "region", "material"))

_FLOW = Table("flow", "one row per replication, day, route and material: what was shipped and what it cost", (
    _SCENARIO, _REPLICATION, _DAY, _DATE, *_ROUTE, _MATERIAL,
    _measure("shipped_t", "t", "dispatched in the step, after the wait for a licence where one is needed"),
    _measure("price_usd_per_t", "USD/t", "price paid, before duties and levies"),
    _measure("tariff_usd_per_t", "USD/t", "duties of the importer"),
    _measure("levy_usd_per_t", "USD/t", "variable levy that lifts the price to the reference price"),
    _measure("freight_usd_per_t", "USD/t", "freight, with surcharges"),
    _measure("arrived_t", "t", "added to the buyers' stock in the step"),
    _measure("seized_t", "t", "seized at a border in the step, and lost"),
    _measure("recalled_t", "t", "returned in the step to the sellers' stock, by a control that recalls what is at sea"),
), ("scenario", "replication", "day", "origin", "destination", "via", "declared_origin", "route", "channel", "tag",
    "material"))

_SHIPMENT = Table("shipment", "one row per shipment: its legs, its fate and what was paid for it", (
    _SCENARIO, _REPLICATION,
    Column("shipment", "int32", "", "number of the shipment within the replication"),
    *_ROUTE, _MATERIAL,
    _measure("shipped_t", "t", "dispatched"),
    _day("ordered_day", "day the seller sent it off to be loaded; below 0 if before the start, null if not known",
         nullable=True),
    _day("licensed_day", "day of the export licence; null if it needed or got none", nullable=True),
    _day("departed_day", "day of departure; null if it has not left", nullable=True),
    _day("arrived_day", "day it entered the buyer's stock, after customs; null if it has not", nullable=True),
    _day("cleared_day", "day it passed customs; null if it has not", nullable=True),
    _name("fate", "landed, refused, recalled, seized, lost, held or afloat"),
    _measure("value_usd", "USD", "value at the price paid, before duties and levies"),
    _measure("tariff_usd", "USD", "duties paid"),
    _measure("levy_usd", "USD", "levy paid"),
    _name("rule", "rule that decided its fate; null if none did", nullable=True),
), ("scenario", "replication", "shipment"))

_FAN = Table("fan", "one row per day, region, material and quantity: its spread over the replications", (
    _SCENARIO, _DAY, _DATE, _REGION, _MATERIAL,
    _name("quantity", "the column of market that is spread out"),
    *(_measure(f"p{percent:02}", SEE_UNIT, f"{percent} % of replications lie at or below it", nullable=True)
      for percent in (5, 25, 50, 75, 95)),
    _measure("mean", SEE_UNIT, "mean over the replications", nullable=True),
    _name("unit", "unit of the quantity"),
), ("scenario", "day", "region", "material", "quantity"))

_EVENT = Table("event", "one row per dated event that changed the world", (
    _SCENARIO, _REPLICATION,
    _day("day", "days since the start date of the scenario"), _DATE,
    _name("kind", "kind of event"),
    _name("actor", "who caused it, chance where it is an accident that is drawn; null if nobody did", nullable=True),
    _name("subject", "whom or what it struck; null if the world at large", nullable=True),
    _name("detail", "what else is to be known of it; null if nothing", nullable=True),
), ("scenario", "replication", "day", "kind", "actor", "subject"))

_PROJECT = Table("project", "one row per replication and project: when it passed its stages, and what became of it", (
    _SCENARIO, _REPLICATION,
    _name("project", "name of the project; entrants are numbered, and stand here once they have entered"),
    _REGION,
    _name("material", "what its capacity is of, named <chain>_<stage>"),
    _measure("capacity_t_per_yr", "t/yr", "design output, with what the base year's plants have of it"),
    _name("fate", "stage in which the end of the run finds it"),
    _day("permitting_day", "day it began to ask for permits; null if it has not, or below 0 if before", nullable=True),
    _day("decision_day", "day it had them, and waited for an investor", nullable=True),
    _day("construction_day", "day of the investment decision", nullable=True),
    _day("commissioning_day", "day its first feed was ordered", nullable=True),
    _day("operation_day", "day of its first output", nullable=True),
    _day("care_day", "last day on which it was closed and kept in repair", nullable=True),
    _day("restart_day", "last day on which it began to be made ready again", nullable=True),
    _day("cancelled_day", "day it was given up", nullable=True),
    Column("capex_overrun", "float64", "", "capital cost over the planned one"),
    _name("ramp_type", "how it ramps up: type 1, 2, 3, 4 or G"),
), ("scenario", "replication", "project"))

_SHARE = Table("share", "one row per replication, year, rare earth and region: needs met with what is not Chinese", (
    _SCENARIO, _REPLICATION,
    Column("year", "int32", "", "calendar year; the first and the last one as far as the run covers them"),
    _name("material", "what is contained: light_oxide (NdPr) or heavy_oxide (Dy+Tb)"),
    _name("region", "region of the final users; null for all regions outside China together", nullable=True),
    _measure("non_chinese_t", "t", "contained in what final users got: not mined, separated or made in China"),
    _measure("requirement_t", "t", "contained in what they would have wanted on the path of the base year, at its "
             "prices and without any policy"),
    _measure("use_t", "t", "contained in what they got, Chinese or not"),
    _measure("mines_could_t", "t", "what installed mines outside China could bring them at full use, losses on the way "
             "taken off; null for single regions", nullable=True),
    _measure("separators_could_t", "t", "the same of separators", nullable=True),
    _measure("magnet_makers_could_t", "t", "the same of magnet makers, with what is needed as oxide", nullable=True),
), ("scenario", "replication", "year", "material", "region"))

_STOCKPILE = Table("stockpile", "one row per recorded day, stockpile and material: its stock, trade and money", (
    _SCENARIO, _REPLICATION, _DAY, _DATE,
    _name("stockpile", "name of the stockpile"),
    _REGION,
    _name("material", "material that is kept, named <chain>_<stage>"),
    _measure("held_t", "t", "stock"),
    _measure("bought_t", "t", "bought in the step"),
    _measure("released_t", "t", "released or sold in the step"),
    _measure("paid_usd", "USD", "paid to stockholders in the step"),
    _measure("received_usd", "USD", "got from stockholders in the step"),
    _measure("advanced_usd", "USD", "got from participants in advance in the step"),
    _measure("refunded_usd", "USD", "given back to participants of it in the step"),
    _measure("cost_usd", "USD", "stock at cost"),
    _measure("market_value_usd", "USD", "stock at the spot price of the region"),
    _measure("cash_usd", "USD", "cash of the whole stockpile, in the row of each of its materials"),
    _measure("loan_usd", "USD", "loan of the whole stockpile, likewise"),
    _measure("fees_usd", "USD",
             "fees of participants, and their part of interest and storage, since the first day, likewise"),
    _measure("interest_usd", "USD", "interest that the whole stockpile has paid since the first day, likewise"),
    _measure("storage_usd", "USD", "storage and insurance that it has paid since the first day, likewise"),
    _measure("support_usd", "USD", "losses that the treasury has paid since the first day, likewise"),
), ("scenario", "replication", "day", "stockpile", "material"))

_ACCOUNT = Table("account", "one row per kind of payment between two parties in a step", (
    _SCENARIO, _REPLICATION, _DAY, _DATE,
    _name("material", "material paid for, named <chain>_<stage>; null if none", nullable=True),
    _name("instrument", "what it is paid for: a tariff, levy, price support, interest, fee"),
    _name("payer", "who pays"),
    _name("payee", "who is paid"),
    _measure("usd", "USD", "paid in the step"),
), ("scenario", "replication", "day", "material", "instrument", "payer", "payee"))
_ARM = _name("against", "arm that it is compared with, replication by replication")
_HALF = "half of the 95 % interval of the difference, Student's; null for less than two pairs"
_PAIRS = Column("replications", "int32", "", "pairs of replications that it rests on")

_DIFFERENCE = Table("difference", "one row per arm and outcome of a comparison: means and their paired difference", (
    _SCENARIO, _ARM,
    *_OUTCOME,
    _measure("mean", SEE_UNIT, "mean over the replications in which both arms define it"),
    _measure("mean_against", SEE_UNIT, "the same of the arm that it is compared with"),
    _measure("difference", SEE_UNIT, "mean of the differences of the pairs"),
    _measure("half_width_95", SEE_UNIT, _HALF, nullable=True),
    _PAIRS,
    _name("unit", "unit of the outcome"),
), ("scenario", "against", "outcome", "material", "region", "sector"))

_WHO_PAYS = Table("who_pays", "one row per arm, place, purse and year, or discount rate: what the arm gives or takes", (
    _SCENARIO, _ARM,
    _name("place", "region; 'outside' for who belongs to none; members, others and world are sums"),
    _name("purse", "whose gain it is; 'all' is the sum. The last three are parts of others, not of the sum"),
    Column("year", "int32", "", "year of the run, from 1; null for the whole of it", nullable=True),
    _measure("discount", "", "real discount rate a year, to day 0"),
    _measure("gain_usd", "USD", "mean gain over the replications, a loss if below 0"),
    _measure("half_width_95_usd", "USD", _HALF, nullable=True),
    _PAIRS,
), ("scenario", "against", "place", "purse", "year", "discount"))

_RISK = Table("risk", "one row per arm: how bad the worst twentieth of the replications is", (
    _SCENARIO,
    _name("outcome", "what is at risk"),
    _measure("mean", SEE_UNIT, "mean over the replications"),
    _measure("value_at_risk_95", SEE_UNIT, "what 95 % of the replications do not exceed"),
    _measure("mean_beyond", SEE_UNIT, "mean of the worst 5 %, conditional value at risk"),
    _PAIRS,
    _name("unit", "unit of the outcome"),
), ("scenario", "outcome"))

_DESIGN = Table("design", "one row per point of a design and key that it sets", (
    _SCENARIO,
    Column("point", "int32", "", "number of the point, from 0; its result is in points/point=N"),
    _name("point_name", "name of the point; null if it has none", nullable=True),
    _name("key", "dotted key of the scenario"),
    _name("setting", "value as --set takes it"),
    _measure("value", SEE_UNIT, "value in canonical units; null if it is no number", nullable=True),
    _name("unit", "canonical unit of the number; empty where it has none"),
), ("scenario", "point", "key"))
# fmt: on

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _OUTCOMES,
        _PARAMETERS,
        _RUN,
        _MARKET,
        _WELFARE,
        _FLOW,
        _SHIPMENT,
        _FAN,
        _EVENT,
        _PROJECT,
        _SHARE,
        _STOCKPILE,
        _ACCOUNT,
        _DIFFERENCE,
        _WHO_PAYS,
        _RISK,
        _DESIGN,
    )
}
"""Every table a result folder may hold, by name."""
