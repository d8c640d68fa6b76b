"""Terms of alliances as arrays: dates, accession and exit of members, levy basis, and evasion by affiliates."""

from datetime import date

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.catalog.goods import goods_of
from lodeflow.kernels.alliance.agreement import AllianceParams
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.language.addresses import hashes
from lodeflow.language.patterns import fits
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.alliance import Policy


def build_alliances(scenario: Scenario) -> AllianceParams:
    """Terms of each alliance: dates, members, levy basis and audits.

    Args:
        scenario: the scenario.

    Raises:
        ValueError: the names of two alliances have the same address.

    """
    policies = list(scenario.policies.values())
    return _dated(scenario)._replace(
        credibility=frozen([p.credibility for p in policies]),
        affiliated=frozen([_affiliated(p) for p in policies]),
        audited=frozen([p.audited_share for p in policies]),
        reckoned=frozen([1.0 - _affiliated(p) * (1.0 - p.audited_share * (1.0 + p.audit_penalty)) for p in policies]),
    )


@reused
def _dated(scenario: Scenario) -> AllianceParams:
    """Dates, members and rules of each alliance, without shares that are often uncertain."""
    policies = list(scenario.policies.values())

    def day(when: date | None, otherwise: int) -> int:
        return min(FAR_DAY, max(0, (when - scenario.start_date).days)) if when else otherwise

    starts = [day(p.start, 0) for p in policies]
    regions = goods_of(scenario.base_table).regions
    joins = np.full((len(policies), len(regions)), FAR_DAY, np.int64)
    leaves, rate, collected = joins.copy(), np.zeros(joins.shape), np.ones(joins.shape)
    for n, p in enumerate(policies):
        for r, region in enumerate(regions):
            if fits(p.members, region):
                joins[n, r] = day(p.joins.get(region), starts[n])
                leaves[n, r] = day(p.leaves.get(region), FAR_DAY)
                rate[n, r] = p.joining_per_year.get(region, 0.0) / DAYS_PER_YEAR
                collected[n, r] = p.collected.get(region, 1.0)
                if region in p.joining_per_year and rate[n, r] == 0.0:
                    joins[n, r] = FAR_DAY
    return AllianceParams(
        name=frozen(hashes(f"policy:{name}" for name in scenario.policies), np.int64),
        announced=frozen(
            [day(p.announced, starts[n]) if p.announced != p.start else -1 for n, p in enumerate(policies)], np.int64
        ),
        start=frozen(starts, np.int64),
        end=frozen([day(p.end, FAR_DAY) for p in policies], np.int64),
        refix=frozen([p.refix_days for p in policies], np.int64),
        lowest=frozen([p.levy_basis == "lowest_cif" for p in policies], np.bool_),
        banded=frozen([p.schedule == "banded" for p in policies], np.bool_),
        tariff_free=frozen([p.tariff_free for p in policies], np.bool_),
        exempt_at_sea=frozen([p.exempt_at_sea for p in policies], np.bool_),
        joins=frozen(joins, np.int64),
        leaves=frozen(leaves, np.int64),
        joining_rate=frozen(rate),
        collected=frozen(collected),
        credibility=frozen([]),
        enough=frozen([p.credible_share for p in policies]),
        counted=frozen([p.counted_share for p in policies]),
        affiliated=frozen([]),
        audited=frozen([]),
        penalty=frozen([p.audit_penalty for p in policies]),
        reckoned=frozen([]),
        derivatives=frozen([p.derivatives_covered for p in policies]),
    )


def _affiliated(policy: Policy) -> float:
    """Share of levied sales on which affiliates can evade the levy [-]; 0 where all origins pay one levy."""
    return 0.0 if policy.levy_basis == "lowest_cif" else policy.affiliated_share
