"""Behaviour and names of a chain: what may stand in chain.toml, with units, bounds and descriptions."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from lodeflow.language.quantities import AnyWait, Day, Days, Elasticity, Factor, Growth, Interest, Quantity, Share
from lodeflow.language.quantities import UtilisationLimit as Limit
from lodeflow.terms.base import BY_NAME, Terms, assumed
from lodeflow.terms.market import Material, Sector

Year = Annotated[int, Quantity("factor", least=1900, most=2100, whole=True)]
Texts = tuple[str, ...]


class ChainProcess(Terms):
    """Answer of the works of a process to prices."""

    elasticity: Elasticity = Field(
        description="Elasticity of output to price over cost, of plants to their margin; of by-products at the base."
    )
    utilisation_limit: Limit = Field(1.0, description="Highest output, as a share of capacity.")
    response_days: Days = assumed(60.0, "two months, no source", "Time in which output answers the price.")
    cash_cost_share: Share = assumed(0.7, "no source", "Cash cost, as a share of the gate price at rest.")
    restart_days: AnyWait = Field(None, description="Median time in which idle works start again.")
    building_days: AnyWait = Field(None, description="Median time in which new works are built.")
    lag_days: AnyWait = Field(None, description="Time after which scrap comes back from use, for secondary supply.")


class ChainHost(Terms):
    """Path of the output of a host, which does not answer the price of the by-product."""

    growth: Growth = Field(0.0, description="Growth.")
    volatility: Interest = Field(0.0, description="Standard deviation of its changes.")


class ChainClosing(Terms):
    """Terms of the closing of the base year."""

    tolerance: Share = assumed(
        0.02, "rounding of yearly statistics", "Residual that is spread over use, as a share of output."
    )
    home_preference: Factor = assumed(
        3.0, "no source", "Weight of the home market over a foreign one as near, in the prior of flows."
    )
    least_flow_share: Share = assumed(
        0.0005, "no source; smaller flows cost time", "Share of world output from which an assumed flow has a lane."
    )
    least_share: Share = assumed(
        0.02, "no source; smaller flows cost time", "Share of the buyer's use from which it has one."
    )


class ChainDefence(Terms):
    """Stocks that defence keeps apart."""

    materials: Texts = Field((), description="Materials of which it keeps its own stock.")
    regions: Texts = Field((), description="Regions in which it does.")
    diversion: Share = Field(0.0, description="Share of the civil stock that it can take when its own runs short.")


class ChainSmuggling(Terms):
    """Goods that are smuggled past the export controls of the controller."""

    materials: Texts = Field((), description="Materials that are smuggled.")


class ChainTerms(Terms):
    """All of chain.toml."""

    title: str = Field(min_length=1, description="Name of the mineral in printed tables.")
    year: Year = Field(description="Base year.")
    start_date: Day | None = Field(None, description="Day 0 of a run; 1 January after the base year if not given.")
    elements: Texts = Field((), description="Elements that origins are counted by.")
    controller: str = Field(description="Region whose share the headline counts.")
    headline: str = Field(description="Material whose users are counted as served or short.")
    shown: Texts = Field((), description="Materials in printed tables; all if empty.")
    materials: Annotated[Mapping[str, Material], BY_NAME] = Field(description="Terms of each material.")
    processes: Annotated[Mapping[str, ChainProcess], BY_NAME] = Field(description="Terms of each process.")
    hosts: Annotated[Mapping[str, ChainHost], BY_NAME] = Field(
        default_factory=dict, description="Terms of the hosts of by-products."
    )
    sectors: Annotated[Mapping[str, Sector], BY_NAME] = Field(description="Terms of each sector of users.")
    closing: ChainClosing = Field(default_factory=ChainClosing, description="How the base year is closed.")
    defence: ChainDefence = Field(default_factory=ChainDefence, description="Stocks that defence keeps apart.")
    smuggling: ChainSmuggling = Field(default_factory=ChainSmuggling, description="Goods that are smuggled.")
