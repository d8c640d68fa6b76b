"""Scenario terms of lanes: which flows are large enough for a lane of their own."""

from typing import Annotated

from lodeflow.language.quantities import CertainShare, Quantity
from lodeflow.terms.base import Terms, assumed


class LaneTerms(Terms):
    """Sizes from which a flow has a lane; the same in all replications, which share one map."""

    least_flow_t_per_yr: Annotated[float, Quantity("flow", least=0.0, most=100.0, certain=True)] = assumed(
        5.0, "no source; smaller flows cost time", "Flow of the base year from which a lane opens."
    )
    least_share: CertainShare = assumed(
        0.02,
        "no source; smaller flows cost time",
        "Share of the buyer's use from which an assumed flow of the base year opens a lane. The home market, and the "
        "two likeliest partners of each side, have one anyway.",
    )
    least_customer_share: CertainShare = assumed(
        0.03,
        "no source; an origin that sells already has its customers",
        "Share of a bloc's sales from which a customer is new to an existing origin that a project enlarges.",
    )
