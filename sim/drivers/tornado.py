"""Tornado: picture of what the lowest and the highest draws of each number do to an outcome, with standard errors."""

import matplotlib as mpl
from matplotlib.ticker import StrMethodFormatter

from lodeflow.answers.picture import COLOURS, STYLE, Picture, grid
from lodeflow.comparison.shown import label
from lodeflow.drivers.of_result import Sensitivity
from lodeflow.drivers.told import MARK, in_a_sentence, unit_and_scale
from lodeflow.errors import DataError

HEIGHT = 0.28
"""Height of a bar with its gap [inches]."""
ENDS = (("lowest", COLOURS[5], "///"), ("highest", COLOURS[1], ""))
"""Fifth of the draws, colour and hatching of its bars."""


def tornado(of: Sensitivity, most: int) -> Picture:
    """Picture of the numbers that move an outcome, the surest on top.

    Args:
        of: the outcome with its numbers.
        most: numbers that are drawn.

    Raises:
        DataError: nothing can be told of the outcome.

    """
    unit, scale = unit_and_scale(of)
    said = label(of.name, unit)
    if not of.drivers:
        raise DataError(f"{said}: {in_a_sentence(of)}")
    shown = of.drivers[:most][::-1]
    with mpl.rc_context(STYLE):
        picture, (axes,) = grid(1, 1, height=0.6 + HEIGHT * len(shown))
        picture.set_figwidth(9.0)
        places = range(len(shown))
        for (words, colour, hatch), ends in zip(
            ENDS,
            (
                [(each.lowest_fifth, each.lowest_fifth_standard_error) for each in shown],
                [(each.highest_fifth, each.highest_fifth_standard_error) for each in shown],
            ),
            strict=True,
        ):
            axes.barh(
                places,
                [(value - of.mean) / scale for value, _ in ends],
                left=of.mean / scale,
                xerr=[error / scale for _, error in ends],
                height=0.6,
                color=colour,
                alpha=0.75,
                hatch=hatch,
                edgecolor="#333333",
                error_kw={"elinewidth": 0.8, "ecolor": "#333333"},
                label=f"{words} fifth of draws",
            )
        axes.axvline(of.mean / scale, color="#333333", lw=1.0)
        names = [f"{each.parameter} {MARK}" if each.beyond_noise else each.parameter for each in shown]
        axes.set_yticks(list(places), names)
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
        axes.set_xlabel(f"mean, {unit}, with standard errors; {MARK} beyond the noise")
        axes.set_title(f"{said[:1].upper()}{said[1:]}")
        picture.legend(loc="outside lower center", ncols=2)
    picture.about = f"Tornado of {said}. {in_a_sentence(of)}"
    return picture
