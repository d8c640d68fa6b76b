"""Pictures: a fan with the reference price in force, a file of the type asked for, words where there can be none."""

import re

import pytest
from command import lodeflow as command
from told_results import MATERIAL, compared, told

import lodeflow
from lodeflow.answers import library

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("made")
    return told(place / "one"), compared(place / "arms", base=0.0, dear=30.0)


def drawn(folder, out, *options):
    done = command("plot", folder, *options, "-o", out)
    assert done.returncode == 0, done.stderr
    return out.read_bytes(), done.stderr


def test_a_fan_has_bands_a_median_and_the_reference_price(made, tmp_path):
    options = ("fan", "--region", "EU", "--material", MATERIAL)
    svg, said = drawn(made[0], tmp_path / "fan.svg", *options)
    text = svg.decode()
    for words in ("nine in ten", "half", "median", "reference price in force", "USD/kg", "told, EU"):
        assert words in text
    assert f"{MATERIAL}: spot price" in re.search(r"<dc:title>(.*?)</dc:title>", text)[1]
    assert "Median, and where half" in said
    assert drawn(made[0], tmp_path / "again.svg", *options)[0] == svg


def test_a_fan_outside_has_no_reference_price(made, tmp_path):
    svg, _ = drawn(made[0], tmp_path / "fan.svg", "fan", "--region", "CHN", "--material", MATERIAL)
    assert "reference price in force" not in svg.decode().split("</metadata>")[1]


def test_a_fan_of_a_comparison_has_every_arm(made, tmp_path):
    svg, _ = drawn(made[1], tmp_path / "fan.svg", "fan", "--region", "EU", "--material", MATERIAL, "--outside", "CHN")
    for title in ("base, EU", "base, CHN", "dear, EU", "dear, CHN"):
        assert title in svg.decode()


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_name_of_a_file_tells_its_type(made, tmp_path, kind):
    data, _ = drawn(made[1], tmp_path / f"prices.{kind}", "prices", "--price", "spot")
    assert data.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[kind])


@pytest.mark.parametrize("what", ["prices", "shortage", "shares", "projects", "flows", "events", "outcomes", "leakage"])
@pytest.mark.parametrize("which", [0, 1])
def test_every_statistic_has_a_picture(made, which, what):
    found = lodeflow.open(made[which])
    for by in {"prices": ("year", "tick", "run"), "events": ("year", "tick")}.get(what, ("",)):
        asked = getattr(found, what)(by=by) if by else getattr(found, what)()
        if what == "leakage":
            asked = found.leakage(by="year")
        picture = asked.plot()
        assert picture.about
        assert picture._repr_png_().startswith(b"\x89PNG")


def test_a_picture_shows_the_quantities_asked_for(made, tmp_path):
    svg, _ = drawn(made[0], tmp_path / "shares.svg", "shares", "--quantity", "*_could_meet")
    assert "mines could meet" in svg.decode()
    assert "requirement" not in svg.decode()


def test_more_series_than_fit_are_counted(made):
    picture = lodeflow.open(made[0]).prices().plot()
    assert "the 12 largest of" in picture.get_supxlabel()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("fan", "--region", "EU", "-o", "x.svg"), 2, "fan shows one material: --material once"),
        (("fan", "--region", "EU", "--material", "light_oxide", "-o", "x.svg"), 65, "light_oxide"),
        (("prices", "-o", "x.gif"), 65, "ends in .svg, .png, .pdf"),
        (("prices", "-o", "nowhere/x.svg"), 73, "cannot be written"),
        (("shares", "--price", "spot", "-o", "x.svg"), 2, "shares takes no --price"),
        (("prices", "--against", "dear", "-o", "x.svg"), 2, "no comparison"),
        (("who_pays", "-o", "x.svg"), 2, "who_pays is of a comparison"),
    ],
)
def test_mistakes_of_a_picture_are_answered_in_words(made, tmp_path, options, code, said):
    done = command("plot", made[0], *options, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_without_matplotlib_the_command_says_what_to_install(made, tmp_path, monkeypatch):
    monkeypatch.setattr(library, "import_module", refuse)
    done = command("plot", made[0], "prices", "-o", tmp_path / "x.svg")
    assert done.returncode == 71
    assert done.stderr == "lodeflow plot needs matplotlib, which is not installed: pip install 'lodeflow[plot]'\n"


def refuse(name):
    raise ImportError(name)


@pytest.mark.parametrize(
    ("peak", "unit", "far"),
    [(30.0, "USD/t", False), (200.0, "USD/t", True), (200.0, "%", False), (None, "USD/t", False)],
)
def test_an_axis_is_logarithmic_where_prices_range_far(peak, unit, far):
    from lodeflow.answers import picture  # noqa: PLC0415 - needs matplotlib

    low = 0.0 if peak is None else 5.0
    rows = [{"unit": unit, "p05": low, "p95": 9.0}, {"unit": unit, "p05": 6.0, "p95": peak or 200.0}]
    assert picture.wide(rows) is far
    _, (axes,) = picture.grid(1, 1)
    axes.plot([0, 1], [6.0, 200.0])
    picture.logarithmic(axes)
    axes.figure.canvas.draw()
    assert "20" in [label.get_text() for label in axes.get_yticklabels()]
