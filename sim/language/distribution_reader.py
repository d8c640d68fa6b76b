"""Reader of distributions in a scenario, such as ``{ dist = "uniform", … }``; all mistakes of one are reported
together.
"""

from collections.abc import Callable, Iterator
from math import exp
from typing import Any, NamedTuple

from pydantic_core import PydanticCustomError

from lodeflow.language.distributions import Beta, Discrete, Fixed, Lognormal, Normal, Triangular, Uniform
from lodeflow.language.refusals import refuse, refuse_all
from lodeflow.language.suggestions import did_you_mean, kind_of, nearest, shown
from lodeflow.language.uncertain_number import Distribution

Read = Callable[[Any], Any]
HARDLY = 3.0  # standard deviations from the mean: truncation must leave a part of what lies nearer
SHAPES = 0.1, 1000.0  # of a beta: below, it is nearly two values; above, nearly normal
SIGMAS = 0.001, 5.0  # standard deviation of a logarithm
MOST_VALUES = 100


class Form(NamedTuple):
    """Keys of one distribution and the conditions between them."""

    make: type[Distribution]
    """Class of the distribution."""
    needed: tuple[str, ...]
    """Keys that must be given."""
    optional: tuple[str, ...]
    """Keys that may be given."""
    contradictions: Callable[[dict[str, Any]], Iterator[tuple[str, str]]]
    """Function from the values read to (key, message) of each condition that fails."""

    def __str__(self) -> str:
        """Template of the distribution with ``…`` for its values."""
        return f'{{ dist = "{self.make.name}", {", ".join(f"{key} = …" for key in self.needed)} }}'


def read_distribution(table: dict[str, Any], within: Read, anywhere: Read) -> Distribution:
    """Read a table ``{ dist = "…", … }`` as a distribution.

    Args:
        table: keys and values as TOML gives them.
        within: reads a number in the unit of the quantity and checks its bounds.
        anywhere: reads a number in the unit of the quantity without bounds.

    Raises:
        ValidationError: all mistakes of the table.
        PydanticCustomError: an unknown distribution.

    """
    name = table["dist"]
    if not isinstance(name, str):
        raise refuse(f"expected the name of a distribution in quotes, found {kind_of(name)}", at=("dist",))
    if name not in DISTRIBUTIONS:
        raise refuse(f"unknown distribution {shown(name)}", did_you_mean(name, DISTRIBUTIONS), at=("dist",))
    form = DISTRIBUTIONS[name]
    mistakes = list(_wrong_keys(table, form))
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key not in (*form.needed, *form.optional, "source"):
            continue
        try:
            found[key] = _reader(key, within, anywhere)(value)
        except PydanticCustomError as error:
            context = error.context or {}
            mistakes.append(refuse(str(context["message"]), str(context["hint"]), at=(key,)))
    if not mistakes:
        mistakes = [refuse(message, at=(key,)) for key, message in form.contradictions(found)]
    if mistakes:
        raise refuse_all(mistakes, table)
    if "values" in found:
        pairs = sorted(zip(found["values"], found["weights"], strict=True))
        found |= {"values": tuple(v for v, _ in pairs), "weights": tuple(w for _, w in pairs)}
    return form.make(**found)


def _wrong_keys(table: dict[str, Any], form: Form) -> Iterator[PydanticCustomError]:
    """Unknown and missing keys; a misspelt key is reported once, as unknown."""
    known = [*form.needed, *form.optional, "source"]
    unknown = [key for key in table if key not in ("dist", *known)]
    for key in unknown:
        yield refuse("unknown key", did_you_mean(key, known), at=(key,), key=True)
    for key in form.needed:
        if key not in table and nearest(key, unknown) is None:
            yield refuse("is missing", f"{form.make.name} is written {form}", at=(key,))


def _reader(key: str, within: Read, anywhere: Read) -> Read:
    own: dict[str, Read] = {
        "source": _text,
        "values": lambda found: _several(found, within),
        "weights": lambda found: _several(found, _weight),
        "sigma": lambda found: _between(found, *SIGMAS),
        "a": lambda found: _between(found, *SHAPES),
        "b": lambda found: _between(found, *SHAPES),
        "mean": lambda found: float(anywhere(found)) + 0.0,
        "sd": lambda found: float(anywhere(found)),
        "median": lambda found: float(anywhere(found)),
    }
    return own.get(key, within)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise refuse(f"expected a text in quotes, found {kind_of(value)}", "who thinks so, or 'assumption'")
    return value


def _plain(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        raise refuse(f"expected a plain number without a unit, found {kind_of(value)}")
    return float(value) + 0.0


def _between(value: Any, least: float, most: float) -> float:
    number = _plain(value)
    if not least <= number <= most:
        raise refuse(f"must lie between {least:g} and {most:g}, is {number:g}")
    return number


def _weight(value: Any) -> float:
    number = _plain(value)
    if number <= 0.0:
        raise refuse(f"must be above 0, is {number:g}", "leave out what cannot be")
    return number


def _several(value: Any, read: Read) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise refuse(f"expected an array of numbers, found {kind_of(value)}")
    if not 0 < len(value) <= MOST_VALUES:
        raise refuse(f"expected 1 to {MOST_VALUES} numbers, found {len(value)}")
    return tuple(read(each) for each in value)


def _nothing(_: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return iter(())


def _rising(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Conditions on the order of low, mode and high."""
    low, mode, high = found.get("low"), found.get("mode"), found.get("high")
    if low is not None and high is not None and not low < high:
        yield "high", f"must be above low, which is {low:g}, is {high:g}"
    elif low is not None and high is not None and mode is not None and not low <= mode <= high:
        yield "mode", f"must lie between low and high, {low:g} and {high:g}, is {mode:g}"


def _beta(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return _rising({"low": Beta.low, "high": Beta.high} | found)


def _normal(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _rising(found)
    if found["sd"] <= 0.0:
        yield "sd", f"must be above 0, is {found['sd']:g}"
    else:
        yield from _enough(found, found["mean"] - HARDLY * found["sd"], found["mean"] + HARDLY * found["sd"])


def _lognormal(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _rising(found)
    if found["median"] <= 0.0:
        yield "median", f"must be above 0, is {found['median']:g}"
    else:
        away = exp(HARDLY * found["sigma"])
        yield from _enough(found, found["median"] / away, found["median"] * away)


def _enough(found: dict[str, Any], least: float, most: float) -> Iterator[tuple[str, str]]:
    """Condition that truncation leaves a part of the distribution."""
    said = f"leaves hardly anything: nearly all lies between {least:g} and {most:g}"
    if "low" in found and found["low"] >= most:
        yield "low", said
    if "high" in found and found["high"] <= least:
        yield "high", said


def _paired(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    values, weights = len(found["values"]), len(found["weights"])
    if values != weights:
        yield "weights", f"must be as many as values, which are {values}, are {weights}"


DISTRIBUTIONS: dict[str, Form] = {
    form.make.name: form
    for form in (
        Form(Triangular, ("low", "mode", "high"), (), _rising),
        Form(Uniform, ("low", "high"), (), _rising),
        Form(Normal, ("mean", "sd"), ("low", "high"), _normal),
        Form(Lognormal, ("median", "sigma"), ("low", "high"), _lognormal),
        Form(Beta, ("a", "b"), ("low", "high"), _beta),
        Form(Discrete, ("values", "weights"), (), _paired),
        Form(Fixed, ("value",), (), _nothing),
    )
}
"""Every distribution that a scenario may name."""
