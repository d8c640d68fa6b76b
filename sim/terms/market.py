"""Scenario terms of the market, the materials and the sectors of users: prices, stocks, orders and demand."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from lodeflow.language.identifiers import RegionId
from lodeflow.language.quantities import (
    CertainlyMore,
    ChokeSpread,
    ContractShare,
    Days,
    Elasticity,
    Factor,
    Growth,
    Interest,
    LaterGrowth,
    LogLimit,
    OwnResponse,
    PositiveSpread,
    RevisionSpread,
    Share,
    Spread,
    StorageElasticity,
    Substitution,
    UsdPerTonne,
    Wait,
    WholeDays,
)
from lodeflow.terms.base import BY_NAME, Terms, assumed


class Market(Terms):
    """Price formation, ordering and expectations of the market."""

    RETIRED: ClassVar[Mapping[str, str]] = {
        "price_response": "prices clear: write storage_elasticity instead",
        "anchor_days": "prices clear without it",
        "capacity_days": "leave it out: what is missing stays missing until capacity answers prices, as regions.*."
        "capacity_response says",
        "capacity_elasticity": "leave it out: holders reckon with regions.*.capacity_response and the quotas' "
        "price_response",
        "buyer_response": "prices clear: write storage_elasticity instead",
        "least_cover_share": "prices clear without it",
        "sold_out_shortage": "prices clear without it",
        "response_limit": "prices clear without it; users' bids end at choke_price",
        "damping_ratio": "prices clear without it",
        "least_elasticity": "prices clear without it",
        "thrift_days_up": "write process_days_up and redesign_days_up instead",
        "thrift_days_down": "write process_days_down and redesign_days_down instead",
    }

    seller_cover_days: Days = Field(45.0, description="Stock that sellers aim at, in days of orders.")
    storage_elasticity: StorageElasticity = assumed(
        125.0,
        "60 to 250: half the normal stock then earns a convenience yield of 60 to 14 % a year",
        "Elasticity of the stock that holders want to next week's price over this week's (kappa).",
    )
    own_response: OwnResponse = assumed(
        1.0,
        "theory: what holding its own stock is worth while buyers can turn to others; docs/model/prices.md",
        "Response of a seller's price to its own stock against that of all sellers, over what theory says.",
    )
    own_days: Days = assumed(
        182.0,
        "half a year, no source",
        "Time in which a lasting difference of stocks moves a seller's price as much again, once orders follow it.",
    )
    choke_price: CertainlyMore = assumed(
        6.0,
        "six times the price, no source; magnets are a few percent of a car's or a turbine's cost",
        "Price over that of the base year at which half of the firms stop using a final product.",
    )
    choke_spread: ChokeSpread = assumed(
        0.3,
        "a third, no source",
        "Spread of that price among firms: scale of a logistic distribution of its logarithm.",
    )
    user_price_days: Days = Field(30.0, description="Memory of the price that users respond to.")
    contract_days: WholeDays = assumed(
        365,
        "a year, no source",
        "Time for which a frame contract holds its price and its tonnes.",
    )
    contract_price_days: Days = Field(
        90.0, description="Memory of the landed cost that price contracts inside an alliance start from."
    )
    forecast_days: Days = Field(90.0, description="Memory of the forecasts of use and orders.")
    stock_adjustment_days: Days = Field(
        90.0, description="Time in which buyers close the gap of their stock to its target."
    )
    pipeline_adjustment_days: Days = Field(
        90.0, description="Time in which buyers close the gap of outstanding orders to their target."
    )
    pipeline_weight: Share = Field(0.7, description="Weight of outstanding orders in ordering; 1 counts them as stock.")
    lead_memory_days: Days = Field(90.0, description="Memory of the time from order to arrival.")
    longest_backlog_days: Days = Field(180.0, description="Longest wait for dispatch that buyers expect.")
    dispatch_days: Days = Field(21.0, description="Normal time from order to dispatch.")
    handling_days: Days = Field(7.0, description="Time in which a seller can dispatch its whole stock.")
    use_days: Days = Field(
        7.0, description="Time to the next delivery of users; a stock of less cannot meet the use of that time."
    )
    backlog_limit: Factor = Field(
        1.5, description="Backlog, in units of the normal one, above which orders are cancelled."
    )
    cancellation_days: Days = Field(60.0, description="Time in which orders above the limit are cancelled.")
    cover_memory_days: Days = Field(
        21.0, description="Memory of the stock that users see, in the spot price and in shortage."
    )
    cover_spread: PositiveSpread = Field(
        0.6, description="Spread of users' own target covers around the mean: standard deviation of the logarithm."
    )
    shortage_cover_share: Share = Field(
        0.5,
        description="Share of its target that a just-in-time user, whose target is small beside use_days, uses up "
        "before its next delivery; above this share of the target no user is short.",
    )
    interest: Interest = Field(0.08, description="Cost of capital bound in goods under way.")
    route_substitution: Substitution = Field(
        10.0, description="Elasticity of substitution between routes of one origin."
    )
    netback_elasticity: Elasticity = assumed(
        4.0,
        "four, no source; at 0 a short seller serves all alike",
        "Elasticity of what a seller who is short sends to a buyer to what that buyer pays at the seller's gate.",
    )
    resale_margin: Factor = assumed(
        0.1,
        "a tenth, no source",
        "What a deal with goods that others can spare costs beside freight, as a share of their price: brokers, tests, "
        "insurance, credit.",
    )
    resale_freight_usd_per_t: UsdPerTonne = assumed(
        6000.0,
        "twice what general air cargo from Asia cost in 2024, about 3 USD/kg, for small lots to the door; no source",
        "Freight by air of goods that others can spare.",
    )
    resold_share: Share = assumed(
        0.5,
        "half, no source; China's licences of 2025 ask for declarations of the end user",
        "Share of what buyers can spare that they are free to sell to other places; 0 forbids resale.",
    )
    panic_strength: Factor = Field(0.0, description="Share by which full panic raises the buyers' target stock.")
    panic_gain: Factor = Field(1.0, description="Panic for each unit by which the log price is above its trend.")
    panic_days: Days = Field(80.0, description="Time in which panic builds up and fades.")
    trend_days: Days = Field(120.0, description="Memory of the price trend that panic is measured against.")
    recovery_days: Days = Field(180.0, description="Time in which users make up use postponed in a shortage.")
    thrift_price_days: Days = Field(180.0, description="Memory of the price that users adapt to in the long run.")
    most_ahead_share: Share = assumed(
        0.5,
        "half, no source",
        "Share of a seller's stock by which a backlog below the normal one counts as more stock, at most.",
    )
    residue_days: Days = assumed(
        30.0,
        "a month, no source; model.md 3.5",
        "Time in which a glut that is dumped at the lowest price leaves the sellers' stock.",
    )
    news_fading_days: Days = assumed(
        90.0, "a quarter, no source", "Time in which the panic that the news of an export control causes fades."
    )
    foreseeing_share: Share = assumed(
        0.5,
        "half, no source",
        "Share of the buyers who foresee an announced control, duty or levy and buy ahead of it.",
    )
    ahead_days: Wait = assumed(
        60.0,
        "two months, no source",
        "Extra stock that these buyers want at most, in days of use; they buy it in as many days, and the lead time, "
        "before the control or duty begins.",
    )
    ahead_rise: LogLimit = assumed(
        0.3,
        "a rise by 35 %, no source",
        "Rise of the landed cost, in ln, from which they want the whole of it before a duty.",
    )
    process_share: Share = assumed(
        0.5,
        "half, no source; grain boundary diffusion and thinner coatings are settings, a motor without Dy is a design",
        "Share of what users and magnet makers learn to save that comes from settings of a process; the rest is "
        "redesign.",
    )
    process_days_up: Days = assumed(
        730.0,
        "two years, as for all savings before, no source",
        "Time in which process settings adapt to a high price.",
    )
    process_days_down: Days = assumed(
        730.0, "as fast as they came", "Time in which process settings return when the price falls."
    )
    redesign_days_up: Days = assumed(
        730.0,
        "two years, as for all savings before, no source",
        "Time in which products are redesigned to need less at a high price.",
    )
    redesign_days_down: Days = assumed(
        2920.0,
        "what is redesigned is not soon designed back, no source",
        "Time in which products are redesigned to need more again when the price falls.",
    )
    forgetting_speed: Factor = assumed(
        0.5,
        "half, no source; drawings and test reports outlast a contract",
        "Speed at which the qualification of a supplier that cannot sell is lost, over that at which another is won.",
    )


class Material(Terms):
    """Trade, storage and use of one material."""

    RETIRED: ClassVar[Mapping[str, str]] = {
        "disposal_share": "a material in surplus (surplus_share) sits at its base price, which is its floor",
    }

    substitution: Substitution = Field(description="Elasticity of substitution between origins (sigma).")
    switching_days: Days = Field(description="Time in which buyers move to another origin.")
    buyer_cover_days: Days = Field(description="Stock that buyers aim at, in days of use.")
    buyer_cover_by_region: Annotated[Mapping[RegionId, Days], BY_NAME] = Field(
        default_factory=dict, description="Target stock of buyers by region, where it differs, in days of use."
    )
    contract_share: ContractShare = Field(description="Share of use in frame contracts when they are signed.")
    short_elasticity: Elasticity = Field(
        description="Elasticity of use to the price within a quarter, as a positive number."
    )
    thrift_elasticity: Elasticity = Field(
        0.0,
        description="Long-run elasticity, to its price, of the amount that a magnet needs of it as a minor ingredient.",
    )
    surplus_share: Share = Field(0.0, description="Share of the base year's output that found no buyer.")


class Sector(Terms):
    """Growth and adaptation of the users in one sector."""

    growth: Growth = Field(description="Growth of use at base prices.")
    later_growth: LaterGrowth = Field(
        None, description="Growth of use from the date growth.changes on; unchanged if not given."
    )
    boom_spread: Spread = Field(
        0.0, description="Booms and busts: standard deviation of ln of use at base prices around its path."
    )
    boom_days: Days = Field(730.0, description="Memory of booms and busts.")
    revision_spread: RevisionSpread = Field(
        0.0,
        description="News about growth: standard deviation of the growth of use that is expected beside its path.",
    )
    revision_days: Days = assumed(
        548.0,
        "a year and a half; docs/model/growth_news.md",
        "Mean life of a revision of growth, known to all: it moves the level of use by its rate times this life.",
    )
    long_elasticity: Elasticity = Field(
        description="Elasticity of use to the price in the long run, as a positive number."
    )
    recovered_share: Share = Field(description="Share of the use lost in a shortage that users make up later.")
    value_added_usd_per_t: UsdPerTonne = Field(description="Value added that is lost with each tonne not delivered.")
