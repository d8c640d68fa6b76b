"""Export licences as arrays: processing times, capacity and approval rates."""

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import log_or_zero
from lodeflow.catalog.goods import region_index
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.export_controls.licence_office import LicenceParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.export_controls import Control

USERS = ("civil", "defence")
"""Users whose licences differ."""


def build_licences(scenario: Scenario, atlas: Atlas, series: list[list[str]]) -> LicenceParams:
    """Licence terms of every export control.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        series: names of the controls of each heading.

    """
    terms = [scenario.controls[name].licence for entries in series for name in entries]
    approval = np.empty((len(terms), len(USERS), len(atlas.goods.regions)))
    for n, licence in enumerate(terms):
        civil, military = approval[n]
        civil[:], military[:] = licence.approval, licence.defence_approval
        for region, share in licence.approval_by_region.items():
            civil[region_index(region)] = share
        for region, share in licence.defence_approval_by_region.items():
            military[region_index(region)] = share
    lanes = lane_columns(atlas)
    of_lane = approval[:, lanes.defence.astype(np.int64), lanes.destination]
    return _fixed(scenario, atlas, series)._replace(
        general=frozen([licence.general_share for licence in terms]), approval=frozen(of_lane)
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
        sorting=frozen([max(0.0, _sorting(c) - g) for c, g in zip(controls, gone, strict=True)]),
        tonnes_a_day=frozen([(c.licence.capacity or 0.0) / DAYS_PER_YEAR for c in controls]),
        approval=frozen([]),
        lane=atlas.addresses,
        civil=frozen(~lane_columns(atlas).defence, np.bool_),
    )


def _sorting(control: Control) -> float:
    """Time [d] in which customs cannot tell grades apart: as long as the office decides nothing, if none is said."""
    if not control.taken_for:
        return 0.0
    licence = control.licence
    return licence.blocked_days if licence.sorting_days is None else licence.sorting_days
