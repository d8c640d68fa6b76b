"""Export licences as arrays: processing times, capacity and approval rates."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import log_or_zero
from lodeflow.instruments.export_controls.coverage import lanes_to
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.export_controls.licence_office import LicenceParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.export_controls import Control


def build_licences(scenario: Scenario, atlas: Atlas, series: list[list[str]]) -> LicenceParams:
    """Licence terms of every export control.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        series: names of the controls of each heading.

    """
    controls = [scenario.controls[name] for entries in series for name in entries]
    approval = np.empty((len(controls), len(atlas.lanes)))
    for n, control in enumerate(controls):
        _approve(approval[n], control, atlas)
    approval.setflags(write=False)
    return _fixed(scenario, atlas, series)._replace(
        general=frozen([c.licence.general_share for c in controls]), approval=approval
    )


@reused
def _fixed(scenario: Scenario, atlas: Atlas, series: list[list[str]]) -> LicenceParams:
    """Licence terms without general licences and approval."""
    controls = [scenario.controls[name] for entries in series for name in entries]
    gone = [max(0, (scenario.start_date - c.start).days) for c in controls]  # days in force before day 0
    return LicenceParams(
        ln_median=frozen([log_or_zero(c.licence.processing_median_days) for c in controls]),
        sigma=frozen([c.licence.processing_sigma for c in controls]),
        general=frozen([]),
        blocked=frozen([max(0.0, c.licence.blocked_days - g) for c, g in zip(controls, gone, strict=True)]),
        tonnes_a_day=frozen([(c.licence.capacity or 0.0) / DAYS_PER_YEAR for c in controls]),
        approval=frozen([]),
        lane=atlas.addresses,
        civil=frozen(~lane_columns(atlas).defence, np.bool_),
    )


def _approve(approval: NDArray[np.float64], control: Control, atlas: Atlas) -> None:
    """Fill in the share of applications that ``control`` approves, float64 (lanes,) [-]."""
    terms = control.licence
    defence = lane_columns(atlas).defence
    approval[:] = terms.approval
    approval[defence] = terms.defence_approval
    for by_region, military in ((terms.defence_approval_by_region, True), (terms.approval_by_region, False)):
        for region, share in by_region.items():
            approval[_users_in(atlas, region, military=military)] = share


@lru_cache(maxsize=256)
def _users_in(atlas: Atlas, region: str, *, military: bool) -> NDArray[np.int64]:
    """Lanes to the military, or the civil, users of a region."""
    there = lanes_to(atlas, (region,)) & (lane_columns(atlas).defence == military)
    return frozen(np.flatnonzero(there), np.int64)
