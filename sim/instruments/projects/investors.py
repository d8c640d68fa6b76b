"""Investment, closure and reopening decisions: parameters of investors and owners, with rates as mean waits."""

from lodeflow.base_world.rest_point import smoothing
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.projects.projects import InvestmentParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


@reused
def build_investing(scenario: Scenario) -> InvestmentParams:
    """Parameters of the investors and owners of ``scenario``; rates become mean waits."""
    terms, tick = scenario.investment, float(scenario.tick_days)
    most = terms.cancellations_per_year
    return InvestmentParams(
        decision_days=wait(terms.decisions_per_year),
        hurdle=float(terms.hurdle),
        spread=float(terms.hurdle_spread),
        volatility=float(terms.price_volatility),
        horizon=float(terms.floor_horizon_years),
        cancel_days=wait(max(most, terms.calm_cancellations_per_year)),
        calm_cancel=float(terms.calm_cancellations_per_year / most) if most > 0.0 else 1.0,
        weak=float(terms.weak_share),
        pause=float(terms.pause_ratio),
        remembered=smoothing(tick, terms.price_memory_days),
        felt=smoothing(tick, terms.owners_memory_days),
        close_days=float(terms.closing_mean_days),
        close=float(terms.closing_share),
        reopen=float(terms.opening_ratio),
        restart_days=float(terms.restart_median_days),
        restart_sigma=float(terms.restart_sigma),
        most_entry=float(terms.most_entry),
        entry_stop=float(terms.entry_stop_ratio),
        young_days=float(terms.feed_plan_days),
        new_days=float(terms.new_seller_days),
        budget_review=float(terms.budget_review_days),
        price_review=float(terms.price_review_days),
        least_building=float(terms.least_building_days),
    )


def wait(per_year: float) -> float:
    """Mean time between two candidates at a rate of ``per_year`` [1/yr], in days; 1e9 (beyond any run) at rate 0."""
    return DAYS_PER_YEAR / per_year if per_year > 0.0 else 1e9
