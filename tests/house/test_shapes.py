"""Declared shapes hold in whole worlds: a name of an axis is one number, and numbers of rows stay within their axes."""

from functools import lru_cache

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.benchmarks.declared import FIELD, INDEX
from lodeflow.benchmarks.shapes import arrays_of, read_axes, sizes_of, strings_of
from lodeflow.scenario.load import load

SCENARIOS = ("base-year", "price-floor", "tightening", "leaky")
NUMBERS = {"-", "code", "flag", "hash", "d", "day", "moment"}
"""Units of whole numbers that are no rows: counts, codes, addresses and dates."""


@lru_cache(len(SCENARIOS))
def world(scenario):
    return plan(load(scenario)).template


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_name_of_an_axis_is_one_number_in_the_whole_world(scenario):
    made = world(scenario)
    sizes = sizes_of(arrays_of(made), read_axes(made))
    assert sizes["cells"] == len(made.market.sellers.price)
    assert sizes["lanes"] == len(made.market.trade.share)


def test_an_axis_of_another_length_in_another_slice_is_refused_by_name():
    made = world("base-year")
    short = made._replace(voyages=made.voyages._replace(name=made.voyages.name[1:]))
    with pytest.raises(ValueError, match=r"voyages.name has the shape \(\d+,\), expected lanes$"):
        sizes_of(arrays_of(short), read_axes(short))


def beyond(made):
    """Arrays that point at rows beyond the axis that their unit names."""
    arrays, axes = arrays_of(made), read_axes(made)
    sizes = sizes_of(arrays, axes)
    wrong = []
    for column, array in arrays.items():
        said = axes[column]
        if not said.target or said.kind == "scratch":
            continue
        rows = (array - said.least) // said.by
        end = sizes[said.target] + (said.kind == "fence")  # the last part ends after the last row
        if (rows < -1).any() or (rows >= end).any():
            wrong.append(f"{column}: {rows.min()} to {rows.max()}, but {said.target} are {sizes[said.target]}")
    return wrong


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_numbers_of_rows_stay_within_the_axis_that_their_unit_names(scenario):
    assert beyond(world(scenario)) == []


def test_a_number_beyond_its_axis_is_found():
    made = world("base-year")
    seller = made.market.routes.seller.copy()
    seller[0] = len(made.market.sellers.price)
    routes = made.market.routes._replace(seller=seller)
    assert [text.split(":")[0] for text in beyond(made._replace(market=made.market._replace(routes=routes)))] == [
        "routes.seller"
    ]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_fences_never_turn_back_and_end_where_their_axes_do(scenario):
    made = world(scenario)
    arrays, axes = arrays_of(made), read_axes(made)
    sizes = sizes_of(arrays, axes)
    fences = {column: array for column, array in arrays.items() if axes[column].kind == "fence"}
    assert len(fences) >= 9
    assert [column for column, array in fences.items() if (np.diff(array) < 0).any()] == []
    assert {column: array[-1] for column, array in fences.items()} == {c: sizes[axes[c].target] for c in fences}


def test_a_unit_of_whole_numbers_is_an_axis_or_a_date_a_code_or_a_count():
    made = world("price-floor")
    axes = read_axes(made)
    said = {column: FIELD.fullmatch(text) for column, text in strings_of(made).items()}
    units = {column: field[3] for column, field in said.items() if field[1] == "int64" and not axes[column].target}
    assert {column: unit for column, unit in units.items() if not NUMBERS.issuperset(unit.split(", "))} == {}
    assert all(INDEX.fullmatch(said[column][3]) for column in axes if axes[column].target)
