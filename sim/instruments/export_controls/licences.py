"""Export licences as arrays: processing times, capacity and approval rates."""

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import log_or_zero
from lodeflow.instruments.export_controls.coverage import lanes_to
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.export_controls.licence_office import LicenceParams
from lodeflow.scenario.load import Scenario
from lodeflow.terms.export_controls import Control


def build_licences(scenario: Scenario, atlas: Atlas, controls: list[Control]) -> LicenceParams:
    """Licence terms of every export control.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        controls: all controls, in the order of their numbers.

    """
    approval = np.array([_approval(c, atlas) for c in controls], np.float64)
    gone = [max(0, (scenario.start_date - c.start).days) for c in controls]  # days in force before day 0
    return LicenceParams(
        ln_median=frozen([log_or_zero(c.licence.processing_median_days) for c in controls]),
        sigma=frozen([c.licence.processing_sigma for c in controls]),
        general=frozen([c.licence.general_share for c in controls]),
        blocked=frozen([max(0.0, c.licence.blocked_days - g) for c, g in zip(controls, gone, strict=True)]),
        tonnes_a_day=frozen([(c.licence.capacity or 0.0) / DAYS_PER_YEAR for c in controls]),
        approval=frozen(approval.reshape(len(controls), len(atlas.lanes))),
        lane=atlas.addresses,
        civil=frozen(~lane_columns(atlas).defence, np.bool_),
    )


def _approval(control: Control, atlas: Atlas) -> NDArray[np.float64]:
    """Share of applications that ``control`` approves, float64 (lanes,) [-]."""
    terms = control.licence
    defence = lane_columns(atlas).defence
    approval = np.where(defence, terms.defence_approval, terms.approval)
    for by_region, tagged in ((terms.defence_approval_by_region, defence), (terms.approval_by_region, ~defence)):
        for region, share in by_region.items():
            approval[lanes_to(atlas, (region,)) & tagged] = share
    return approval
