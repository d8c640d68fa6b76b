"""Quantities as people write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeflow.language.units import UNITS, UnitError, parse

QUANTITIES = [(dimension, unit) for dimension, units in UNITS.items() for unit in units]


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("49 USD/kg", "price", 49_000.0),
        ("49000 USD / t", "price", 49_000.0),
        ("60 USD/lb", "price", 60 / 0.00045359237),
        ("45 kt/yr", "flow", 45_000.0),
        ("2 short_ton", "mass", 1.81436948),
        ("1.5 Mt", "mass", 1_500_000.0),
        ("60 d", "time", 60.0),
        ("2 years", "time", 730.0),
        ("12 months", "time", 365.0),
        ("35 %", "share", 0.35),
        ("8%/yr", "rate", 0.08),
        ("-3 %/yr", "rate", -0.03),
        ("1e3 t", "mass", 1000.0),
        ("4_383 d", "time", 4383.0),
    ],
)
def test_a_quantity_is_read_into_the_canonical_unit(text, dimension, value):
    assert parse(text, dimension) == value


@pytest.mark.parametrize("percent", range(101))
def test_a_percentage_is_the_fraction_a_person_would_write(percent):
    assert parse(f"{percent} %", "share") == percent / 100


@given(st.floats(-1e200, 1e200, allow_subnormal=False), st.sampled_from(QUANTITIES))
def test_every_unit_scales_as_it_says(number, quantity):
    dimension, unit = quantity
    assert math.isclose(
        parse(f"{number!r} {unit}", dimension), number * float(UNITS[dimension][unit]), rel_tol=1e-12, abs_tol=1e-300
    )


@pytest.mark.parametrize("unit", ["ton", "tons", "tonnes", "mt", "USD/ton"])
def test_a_ton_could_be_two_things_and_is_refused(unit):
    dimension = "price" if "/" in unit else "mass"
    with pytest.raises(UnitError) as refused:
        parse(f"5 {unit}", dimension)
    assert refused.value.hint == "say t or short_ton"


@pytest.mark.parametrize(
    ("text", "dimension", "message", "hint"),
    [
        ("49 kg", "price", "'49 kg' is a mass, expected a price such as '49 USD/kg'", "did you mean '49 USD/kg'?"),
        ("45 kt", "flow", "'45 kt' is a mass, expected a yearly quantity", "did you mean '45 kt/yr'?"),
        ("3 %", "rate", "'3 %' is a share, expected a yearly rate", "did you mean '3 %/yr'?"),
        ("8 %/yr", "share", "'8 %/yr' is a yearly rate, expected a share", "did you mean '8 %'?"),
        ("60", "time", "'60' has no unit; expected a duration", "did you mean 60 or '60 d'?"),
        ("60", "factor", "'60' has no unit; expected a plain number", "did you mean 60?"),
        ("60 d", "factor", "'60 d' is a duration, expected a plain number without a unit", ""),
        ("60 dayz", "time", "unknown unit 'dayz'", "did you mean 'day'?"),
        ("$60/kg", "price", "'$60/kg' is not a price", "such as '60 USD/kg'"),
        ("60 EUR/kg", "price", "'EUR/kg' is not in USD", "real USD of 2025"),
        ("1,500 t", "mass", "'1,500 t' is not a mass", "without commas"),
        ("nan t", "mass", "'nan t' is not a mass", ""),
        ("1e999 t", "mass", "too large", ""),
        ("", "mass", "'' is not a mass", ""),
        ("9" * 5000 + " t", "mass", "is not a mass", ""),
    ],
)
def test_a_refusal_says_what_was_expected_and_what_to_write(text, dimension, message, hint):
    with pytest.raises(UnitError) as refused:
        parse(text, dimension)
    assert message in str(refused.value)
    assert hint in refused.value.hint
    assert len(str(refused.value)) < 200


def test_a_zero_with_a_monstrous_exponent_takes_no_time():
    assert parse("0e999999999 t", "mass") == 0.0


@given(st.text(max_size=80), st.sampled_from(list(UNITS)))
def test_any_text_is_a_finite_number_or_refused(text, dimension):
    try:
        assert math.isfinite(parse(text, dimension))
    except UnitError as refused:
        assert str(refused)
